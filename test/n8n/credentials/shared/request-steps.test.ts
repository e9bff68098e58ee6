import {
  credentialTest,
  stepHeaders,
  takeStep,
} from '../../../../credentials/shared/request-steps';
import { startLoopback, type Loopback } from '../../support/loopback';
import { CredentialsTable, type InMemoryN8n } from '../../support/in-memory-n8n';
import { newProcess, shippedTypes } from '../../support/n8n-process';
import { SimulatedClock } from '../../../core/support/simulated-clock';

const URL_OF = 'https://api.example.com/a';
const HEADER = Object.keys(stepHeaders('test'))[0] as string;
const SPELLINGS = [HEADER, HEADER.toUpperCase(), 'X-Vendor-Auth-Step', ` ${HEADER}`, `${HEADER}\t`];
const FORGED: unknown[] = [
  'test',
  'store',
  ['test'],
  { test: 'store' },
  1,
  true,
  'Symbol(credential test)',
  'Symbol(store the token)',
  Symbol('credential test'),
  Symbol.for('credential test'),
];

describe('a step', () => {
  test.each(['test', 'store'] as const)('%s is known by the package’s own mark', (step) => {
    const request = { url: URL_OF, headers: { ...stepHeaders(step), accept: 'a' } };
    expect(takeStep(request)).toEqual({
      step,
      request: { url: URL_OF, headers: { accept: 'a' } },
    });
  });

  test.each(SPELLINGS)('cannot be forged by a header %j, which is not sent either', (name) => {
    for (const value of FORGED) {
      const request = { url: URL_OF, headers: { [name]: value, accept: 'a' } };
      expect(takeStep(request as never)).toEqual({
        step: undefined,
        request: { url: URL_OF, headers: { accept: 'a' } },
      });
    }
  });

  test('is not in what n8n writes of a credential type for the browser', () => {
    const told = JSON.stringify(shippedTypes());
    expect(told).toContain('"test":{"request":{');
    expect(told).not.toMatch(/credential test|store the token/);
    const fromTheBrowser = JSON.parse(JSON.stringify(credentialTest.request)) as {
      headers: Record<string, string>;
    };
    expect(takeStep({ url: URL_OF, headers: fromTheBrowser.headers }).step).toBeUndefined();
  });
});

describe('a workflow’s own header of that name', () => {
  const TOKEN = '1.vlog8vBO7ZZQZQD7ZSTtO++Ez8Y=';
  let vendor: Loopback;
  let n8n: InMemoryN8n;
  beforeAll(async () => {
    vendor = await startLoopback();
    const table = new CredentialsTable();
    table.save('agility', { baseUrl: vendor.origin, accessToken: TOKEN });
    n8n = newProcess(table, new SimulatedClock());
  });
  afterAll(async () => await vendor.close());

  test.each(SPELLINGS)('%j changes neither what is done nor what is sent', async (name) => {
    vendor.reset();
    for (const value of ['test', 'store', 'anything']) {
      const headers = { [name]: value };
      const asked = { method: 'POST' as const, headers, body: { a: 1 } };
      const uri = `${vendor.origin}/a`;
      await n8n.legacyRequest('agilityApi', 'agility', { ...asked, uri, json: true });
      await n8n.request('agilityApi', 'agility', { ...asked, url: uri });
    }
    expect(vendor.seen).toHaveLength(6);
    for (const { method, target, headers } of vendor.seen) {
      expect({ method, target, authorization: headers.authorization }).toEqual({
        method: 'POST',
        target: '/a',
        authorization: `Bearer ${TOKEN}`,
      });
      expect(headers).not.toHaveProperty(HEADER);
    }
  });
});
