import type { ICredentialType } from 'n8n-workflow';
import { VendorToken } from '../../../nodes/vendorToken/VendorToken.node';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { vendorCases, type VendorCase } from '../../e2e/n8n/vendor-cases';
import { CredentialsTable, InMemoryN8n } from '../support/in-memory-n8n';
import { shippedTypes } from '../support/n8n-process';
import { expressionsInEveryField } from '../support/typed-expressions';

/** As it is before n8n 2.34, for the package and for n8n-core alike. */
jest.mock('n8n-workflow', () => {
  const whole: Record<string, object> = jest.requireActual('n8n-workflow');
  const { n8nOAuth2Auth: _newer, ...older } = whole;
  const { resolveSupportedCredentialActivation: _alsoNewer, ...helpers } = older[
    'NodeHelpers'
  ] as Record<string, object>;
  return { ...older, NodeHelpers: helpers };
});

// Sockets are real here, and the machine may be busy.
jest.setTimeout(30_000);

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(async () => await sandbox.close());

function scene(id: string) {
  const vendorCase = vendorCases(sandbox).find((one) => one.id === id) as VendorCase;
  const { vendor, credentialType } = vendorCase;
  const types = shippedTypes();
  const type = types.find(({ name }) => name === credentialType) as ICredentialType;
  const typed = expressionsInEveryField(type, vendorCase);
  const table = new CredentialsTable();
  table.save(id, typed);
  const n8n = new InMemoryN8n(table, types, 'the whole credential');
  const run = async (operation: 'check' | 'forget') => {
    const parameters = { credentialType, operation };
    const items = await n8n.run(new VendorToken(), credentialType, id, parameters);
    return items.map(({ json }) => json);
  };
  const request = async () =>
    await n8n.legacyRequest(credentialType, id, {
      method: 'GET',
      uri: `${vendor.baseUrl}/sandbox/echo`,
    });
  return { vendor, typed, table, run, request };
}

describe.each([
  'eggplant-dai',
  'eggplant-dai-public',
  'ddi-central',
  'dvinci',
  'client-credentials',
])('%s, before n8n 2.34', (id) => {
  test('Check and Forget work, and leave the credential as it was typed', async () => {
    const { vendor, typed, table, run, request } = scene(id);
    expect(await run('check')).toMatchObject([{ verdict: 'accepted' }]);
    await request();
    expect(vendor.stats().tokenRequests).toBe(1);
    expect(await run('forget')).toMatchObject([
      { forgotten: true, says: expect.stringContaining('each further worker keeps its own') },
    ]);
    await request();
    expect(vendor.stats().tokenRequests).toBe(2);
    expect(table.read(id)).toEqual(typed);
    expect(table.writes).toBe(0);
  });
});
