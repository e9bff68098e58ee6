import { startSandbox, type Sandbox } from '../../../sandbox';
import { SimulatedClock } from '../../core/support/simulated-clock';
import { CASE_IDS, vendorCases, type VendorCase } from '../../e2e/n8n/vendor-cases';
import { CredentialsTable, type InMemoryN8n } from '../support/in-memory-n8n';
import { newProcess } from '../support/n8n-process';

// Sockets are real here, and the machine may be busy.
jest.setTimeout(30_000);

let sandbox: Sandbox;
let table: CredentialsTable;
let clock: SimulatedClock;
let n8n: InMemoryN8n;

beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => {
  for (const vendor of Object.values(sandbox.vendors)) vendor.reset();
  table = new CredentialsTable();
  clock = new SimulatedClock();
  n8n = newProcess(table, clock);
});
afterAll(async () => await sandbox.close());

function form(id: string) {
  const vendorCase = vendorCases(sandbox).find((one) => one.id === id) as VendorCase;
  const { vendor, credentialType } = vendorCase;
  const test = async (fields: Record<string, unknown> = {}) => {
    const { storedToken = '' } = table.has(id) ? table.read(id) : {};
    table.save(id, { ...vendorCase.fields(), storedToken, ...fields });
    return await n8n.test(credentialType, id);
  };
  return { vendor, test };
}

const OK = { status: 'OK', message: 'Connection successful!' };

describe('the credential test', () => {
  test.each(CASE_IDS)(
    '%s: passes on a good credential, also without having been saved with a token',
    async (id) => {
      const { vendor, test } = form(id);
      expect(await test()).toEqual(OK);
      const requested = id === 'agility' ? 0 : 1;
      expect(vendor.stats()).toMatchObject({ tokenRequests: requested, rejectedTokens: 0 });
    },
  );

  test('fails after the secret was edited to a wrong one, though the old token is still good', async () => {
    const { vendor, test } = form('dvinci');
    await test();
    vendor.reset();
    expect(await test({ clientSecret: 'wrong' })).toEqual({
      status: 'Error',
      message: expect.stringContaining(
        'the d.vinci API token was probably generated anew',
      ) as string,
    });
    expect(vendor.stats().tokenRequests).toBe(1);
  });

  test('stores nothing: what it tests may not be saved', async () => {
    const { test } = form('dvinci');
    expect([await test(), await test()]).toEqual([OK, OK]);
    expect(table.writes).toBe(0);
  });

  test('passes again as soon as the secret is right', async () => {
    const { test } = form('dvinci');
    await test({ clientSecret: 'wrong' });
    expect(await test()).toEqual(OK);
  });

  test('DAI: says that no licence is free', async () => {
    const { vendor, test } = form('eggplant-dai');
    vendor.set({ licencesExhausted: true });
    expect((await test()).message).toContain('Eggplant DAI has no free concurrent user licence.');
  });

  test('Agility: says that the access token is not accepted, and where to get another', async () => {
    const { message } = await form('agility').test({ accessToken: '1.unknown=' });
    expect(message).toContain('Digital.ai Agility does not accept the access token.');
    expect(message).toContain('create a new one');
  });

  test.each(['401', '302', '404'] as const)(
    'Agility: passes where tokens are taken at the other path, and the first answers %s',
    async (otherPlaceAnswers) => {
      const { vendor, test } = form('agility');
      (vendor as Sandbox['vendors']['agility']).set({
        tokensAt: 'rest-1.oauth.v1',
        otherPlaceAnswers,
      });
      expect(await test()).toEqual(OK);
      // What n8n sends once more goes where the token is taken.
      expect(vendor.stats().apiRequestsByPath).toEqual({
        'GET /Example/rest-1.v1/Data/Member': 1,
        'GET /Example/rest-1.oauth.v1/Data/Member': 2,
      });
    },
  );

  test('Agility: says that only the chosen path was tried', async () => {
    const { vendor, test } = form('agility');
    (vendor as Sandbox['vendors']['agility']).set({ tokensAt: 'rest-1.oauth.v1' });
    const { message } = await test({ apiPath: 'rest-1.v1' });
    expect(message).toContain('Set API Path to Automatic');
    expect(await test({ apiPath: 'rest-1.oauth.v1' })).toEqual(OK);
  });

  test.each([
    ['7.4', 2, 'v1'],
    ['7.5', 1, 'v2'],
    ['26.2', 1, 'v2'],
  ] as const)('DAI %s: the Public API is found with %d token requests', async (version, n, api) => {
    const { vendor, test } = form('eggplant-dai-public');
    (vendor as Sandbox['vendors']['eggplant-dai']).set({ version });
    expect(await test()).toEqual(OK);
    expect(vendor.stats()).toMatchObject({ tokenRequests: n, tokensIssued: 1, rejectedTokens: 0 });
    expect(Object.keys(vendor.stats().apiRequestsByPath)).toContain(`GET /api/${api}/test_results`);
  });

  test('DAI 7.2: says that there is no Public API', async () => {
    const { vendor, test } = form('eggplant-dai-public');
    (vendor as Sandbox['vendors']['eggplant-dai']).set({ version: '7.2' });
    expect((await test()).message).toContain('This Eggplant DAI has no Public API login.');
  });

  test('Agility: says that nothing listens at the base URL', async () => {
    const { message } = await form('agility').test({ baseUrl: 'http://127.0.0.1:9' });
    expect(message).toContain('Digital.ai Agility cannot be reached at http://127.0.0.1:9');
    expect(message).toContain('Check Base URL');
  });

  test('DDI: says which field makes a self-signed certificate acceptable', async () => {
    const { message } = await form('ddi-central').test({ caCertificate: '' });
    expect(message).toContain('into CA Certificate');
  });

  test('names the fields that are missing or malformed, each with its label', async () => {
    const { message } = await form('eggplant-dai').test({
      baseUrl: 'dai.example.com',
      clientId: '',
    });
    expect(message).toContain('Base URL must begin with https:// or http://');
    expect(message).toContain('Client ID is missing.');
  });

  test('replaces a token that was withdrawn meanwhile', async () => {
    const { vendor, test } = form('client-credentials');
    await test();
    vendor.expire();
    vendor.reset();
    clock.advanceSeconds(2);
    expect(await test()).toEqual(OK);
    expect(vendor.stats().tokenRequests).toBe(1);
  });

  test('passes without a check path as soon as a token is issued', async () => {
    expect(await form('client-credentials').test({ checkPath: '' })).toEqual(OK);
  });

  test('says so when there is nothing at the check path', async () => {
    const { message } = await form('client-credentials').test({ checkPath: 'nowhere' });
    expect(message).toContain('There is nothing at /nowhere.');
    expect(message).toContain('Check Path');
  });

  test('a role that is too small for the test call does not fail it: the token is good', async () => {
    const { vendor, test } = form('dvinci');
    vendor.set({ api: { status: 403 } });
    expect(await test()).toEqual(OK);
  });

  test('says that it repeats an old failure, and asks again once ten seconds are over', async () => {
    const { vendor, test } = form('dvinci');
    const repeated = /Same answer as before, without asking again; next attempt in (\d+) s/;
    const wrong = { clientSecret: 'wrong' };
    expect((await test(wrong)).message).not.toMatch(repeated);
    clock.advanceSeconds(4);
    const { message } = await test(wrong);
    expect(message).toContain('d.vinci does not know this API user');
    expect(Number(repeated.exec(message)?.[1])).toBeGreaterThan(0);
    expect(Number(repeated.exec(message)?.[1])).toBeLessThanOrEqual(6);
    expect(vendor.stats().tokenRequests).toBe(1);
    clock.advanceSeconds(10);
    expect((await test(wrong)).message).not.toMatch(repeated);
    expect(vendor.stats().tokenRequests).toBe(2);
  });

  test('says that it repeats what a test call at fault answered', async () => {
    const { vendor, test } = form('client-credentials');
    vendor.set({ api: { status: 401 } });
    const repeated = /Same answer as before, without asking again; next attempt in \d+ s/;
    expect((await test()).message).not.toMatch(repeated);
    const before = vendor.stats().apiRequestsByStatus['401'];
    clock.advanceSeconds(3);
    expect((await test()).message).toMatch(repeated);
    clock.advanceSeconds(10);
    expect((await test()).message).not.toMatch(repeated);
    expect(vendor.stats().apiRequestsByStatus['401']).toBeGreaterThan(before!);
  });

  test('says so when the API is down', async () => {
    const { vendor, test } = form('dvinci');
    vendor.set({ api: { status: 503 } });
    expect((await test()).message).toContain('answered the test call with status 503');
  });
});
