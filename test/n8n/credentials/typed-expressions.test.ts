import * as n8nWorkflow from 'n8n-workflow';
import type { ICredentialType } from 'n8n-workflow';
import { HostStorage } from '../../../credentials/shared/host-storage';
import type { HostExports } from '../../../credentials/shared/host-version';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { SimulatedClock } from '../../core/support/simulated-clock';
import { vendorCases, type VendorCase } from '../../e2e/n8n/vendor-cases';
import { CredentialsTable, type InMemoryN8n } from '../support/in-memory-n8n';
import { newProcess, shippedTypes, type HostKind } from '../support/n8n-process';
import { expressionsInEveryField } from '../support/typed-expressions';

const CASE_IDS = [
  'eggplant-dai',
  'eggplant-dai-public',
  'ddi-central',
  'dvinci',
  'agility',
  'client-credentials',
] as const;
type CaseId = (typeof CASE_IDS)[number];
const ISSUING = CASE_IDS.filter((id) => id !== 'agility');
const ITEM_COUNT = 5;

const NEWER_EXPORTS: HostExports = n8nWorkflow;
const OLDER_EXPORTS: HostExports = { NodeHelpers: {} };

const KEEPS: HostKind = { writes: 'what was returned', exports: NEWER_EXPORTS };
const BEFORE_2_34: HostKind = { writes: 'the whole credential', exports: OLDER_EXPORTS };
/** The package brought its own copy of `n8n-workflow` along. */
const DECEIVING: HostKind = { writes: 'the whole credential', exports: NEWER_EXPORTS };
const UNKNOWN: HostKind = { writes: 'what was returned', exports: {} };

// Sockets are real here, and the machine may be busy.
jest.setTimeout(30_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => {
  for (const vendor of Object.values(sandbox.vendors)) vendor.reset();
});
afterAll(async () => await sandbox.close());

/** A saved credential full of expressions, and the n8n that works with it. */
function scene(id: CaseId, host: HostKind) {
  const vendorCase = vendorCases(sandbox).find((one) => one.id === id) as VendorCase;
  const { vendor, credentialType } = vendorCase;
  const type = shippedTypes().find(({ name }) => name === credentialType) as ICredentialType;
  const typed = expressionsInEveryField(type, vendorCase);
  const table = new CredentialsTable();
  table.save(id, typed);
  const clock = new SimulatedClock();
  const process = () => newProcess(table, clock, host);
  const n8n = process();
  const url = `${vendor.baseUrl}/sandbox/echo`;
  /** How many items of the HTTP Request node get an answer. */
  const items = async (through: InMemoryN8n = n8n) => {
    const each = Array.from({ length: ITEM_COUNT }, (_, itemIndex) =>
      through.legacyRequest(credentialType, id, { method: 'GET', uri: url }, itemIndex),
    );
    const settled = await Promise.allSettled(each);
    return settled.filter(({ status }) => status === 'fulfilled').length;
  };
  const request = async () => await n8n.request(credentialType, id, { url, method: 'GET' });
  const test = async () => await n8n.test(credentialType, id);
  /** The fields that no longer hold what was typed; a token that was stored beside them is no field. */
  const replaced = () => {
    const stored = table.read(id);
    return Object.keys(typed).filter(
      (name) => JSON.stringify(stored[name]) !== JSON.stringify(typed[name]),
    );
  };
  return { vendor, vendorCase, typed, table, clock, process, items, request, test, replaced };
}

test('the expressions stand in every text field of every credential type', () => {
  for (const type of shippedTypes()) {
    const vendorCase = vendorCases(sandbox).find((one) => one.credentialType === type.name);
    const typed = expressionsInEveryField(type, vendorCase as VendorCase);
    const texts = type.properties.filter((property) => property.type === 'string');
    expect(texts.length).toBeGreaterThan(3);
    for (const { name } of texts) expect(typed[name]).toMatch(/^=\{\{ "/);
  }
});

describe.each([
  ['n8n before 2.34', BEFORE_2_34],
  ['an n8n that cannot be told', UNKNOWN],
])('%s stores nothing', (_host, host) => {
  test.each(CASE_IDS)('%s: calls, a new process, a test and a withdrawn token', async (id) => {
    const { vendor, typed, table, clock, process, items, request, test } = scene(id, host);
    const perProcess = id === 'agility' ? 0 : 1;
    expect(await items()).toBe(ITEM_COUNT);
    expect(await items()).toBe(ITEM_COUNT);
    await request();
    expect(vendor.stats().tokenRequests).toBe(perProcess);
    expect(await items(process())).toBe(ITEM_COUNT);
    expect(vendor.stats().tokenRequests).toBe(2 * perProcess);
    expect(await test()).toMatchObject({ status: 'OK' });
    clock.advanceSeconds(3);
    if (id !== 'agility') vendor.expire();
    await items();
    await items();
    expect(table.read(id)).toEqual(typed);
    expect(table.writes).toBe(0);
  });
});

describe('n8n before 2.34', () => {
  test.each(ISSUING)('%s: costs one token request for each token that dies', async (id) => {
    const { vendor, clock, items } = scene(id, BEFORE_2_34);
    await items();
    clock.advanceSeconds(3);
    vendor.expire();
    // Its HTTP Request node repeats a request only if something is stored; the items fail this once.
    expect(await items()).toBe(0);
    expect(await items()).toBe(ITEM_COUNT);
    expect(vendor.stats().tokenRequests).toBe(2);
  });

  test.each(ISSUING)('%s: repeats a 401 of any other node, and stores nothing', async (id) => {
    const { vendor, clock, table, request } = scene(id, BEFORE_2_34);
    await request();
    clock.advanceSeconds(3);
    vendor.expire();
    expect(await request()).toMatchObject({ statusCode: 200 });
    expect(vendor.stats().tokenRequests).toBe(2);
    expect(table.writes).toBe(0);
  });

  test('says why an item failed, and what helps', async () => {
    const { vendor, vendorCase, clock, table, items } = scene('dvinci', BEFORE_2_34);
    const n8n = newProcess(table, clock, BEFORE_2_34);
    const uri = `${vendor.baseUrl}/sandbox/echo`;
    await items(n8n);
    clock.advanceSeconds(3);
    vendor.expire();
    const failing = n8n.legacyRequest(vendorCase.credentialType, 'dvinci', { method: 'GET', uri });
    await expect(failing).rejects.toThrow(/no longer accepts the access token.*Retry On Fail/);
  });

  test('does not begin with a token that a newer n8n has stored: it could not replace it', async () => {
    const { vendor, clock, table, items, typed } = scene('dvinci', KEEPS);
    await items();
    const { storedToken } = table.read('dvinci');
    expect(storedToken).toContain('accessToken');
    vendor.expire();
    expect(await items(newProcess(table, clock, BEFORE_2_34))).toBe(ITEM_COUNT);
    expect(table.read('dvinci')).toMatchObject({ ...typed, storedToken });
  });
});

describe('n8n from 2.34 on', () => {
  test.each(ISSUING)('%s: stores the token and leaves alone what was typed', async (id) => {
    const { vendor, clock, table, process, items, request, test, replaced } = scene(id, KEEPS);
    expect(await items()).toBe(ITEM_COUNT);
    expect(await items(process())).toBe(ITEM_COUNT);
    await request();
    expect(vendor.stats().tokenRequests).toBe(1);
    clock.advanceSeconds(3);
    vendor.expire();
    expect(await items()).toBe(ITEM_COUNT);
    expect(await test()).toMatchObject({ status: 'OK' });
    expect(vendor.stats().tokenRequests).toBe(2);
    expect(table.read(id)['storedToken']).toContain('accessToken');
    expect(replaced()).toEqual([]);
  });
});

describe('n8n before 2.34, with a newer n8n-workflow in the package’s own folder', () => {
  test.each(ISSUING)(
    '%s: is stopped before it writes, and stores nothing from then on',
    async (id) => {
      const { vendor, table, typed, items, request, test } = scene(id, DECEIVING);
      // The item that was to store the token fails; the others have it already.
      expect(await items()).toBe(ITEM_COUNT - 1);
      expect(table.read(id)).toEqual(typed);
      expect(await items()).toBe(ITEM_COUNT);
      expect(await request()).toMatchObject({ statusCode: 200 });
      expect(await test()).toMatchObject({ status: 'OK' });
      expect(vendor.stats().tokenRequests).toBe(1);
      expect(table.writes).toBe(0);
    },
  );

  test('also when what it stores is a token that came after a 401', async () => {
    const { vendor, clock, table, typed, items, request } = scene('dvinci', {
      ...DECEIVING,
      writes: 'what was returned',
    });
    await items();
    const deceived = newProcess(table, clock, DECEIVING);
    await items(deceived);
    clock.advanceSeconds(3);
    vendor.expire();
    await items(deceived);
    await request();
    expect(table.read('dvinci')).toMatchObject(typed);
  });

  test('says so in words that help', async () => {
    const { vendor, vendorCase, clock, table } = scene('dvinci', DECEIVING);
    const n8n = newProcess(table, clock, DECEIVING);
    const uri = `${vendor.baseUrl}/sandbox/echo`;
    const failing = n8n.legacyRequest(vendorCase.credentialType, 'dvinci', { method: 'GET', uri });
    await expect(failing).rejects.toThrow(/replace the expressions.*Run the workflow again/);
  });
});

describe('how the package knows', () => {
  test.each<[string, HostExports, boolean]>([
    ['the n8n-workflow of now', n8nWorkflow, true],
    ['one that lost the first name', { NodeHelpers: n8nWorkflow.NodeHelpers }, true],
    ['one that lost the second', { n8nOAuth2Auth: n8nWorkflow.n8nOAuth2Auth }, true],
    ['one with neither', { NodeHelpers: {} }, false],
    ['one with nothing', {}, false],
  ])('%s', (_what, exports, keeps) => {
    const storage = new HostStorage(exports);
    expect(storage.keepsWhatWasTyped).toBe(keeps);
    expect(storage.handOver({}, 'row')).toEqual(keeps ? { tokenDue: '', storedToken: 'row' } : {});
  });

  test('what was handed over leaves no trace on the credential that n8n holds', () => {
    const storage = new HostStorage(n8nWorkflow);
    const credentials = { baseUrl: 'https://api.example.com' };
    storage.handOver(credentials, 'row');
    expect(Object.keys(credentials)).toEqual(['baseUrl']);
    expect(() => JSON.stringify(credentials)).toThrow('would replace the expressions');
    storage.takeBack(credentials);
    expect(JSON.parse(JSON.stringify(credentials))).toEqual({ baseUrl: 'https://api.example.com' });
  });
});
