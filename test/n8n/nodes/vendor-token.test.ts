import { VendorToken } from '../../../nodes/vendorToken/VendorToken.node';
import { VENDOR_OF } from '../../../nodes/vendorToken/credential-types';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { SimulatedClock } from '../../core/support/simulated-clock';
import { CASE_IDS, vendorCases, type VendorCase } from '../../e2e/n8n/vendor-cases';
import { CredentialsTable, InMemoryN8n } from '../support/in-memory-n8n';
import { newProcess, shippedTypes } from '../support/n8n-process';

// Sockets are real here, and the machine may be busy.
jest.setTimeout(30_000);

let sandbox: Sandbox;
beforeEach(async () => {
  // A sandbox of its own for each test: the node's tokens live as long as the process.
  sandbox = await startSandbox();
});
afterEach(async () => await sandbox.close());

function scene(id: string) {
  const vendorCase = vendorCases(sandbox).find((one) => one.id === id) as VendorCase;
  const { vendor, credentialType } = vendorCase;
  const table = new CredentialsTable();
  table.save(id, vendorCase.fields() as never);
  const n8n = new InMemoryN8n(table, shippedTypes());
  const run = async (operation: 'check' | 'forget', options = {}) => {
    const parameters = { credentialType, operation };
    const items = await n8n.run(new VendorToken(), credentialType, id, parameters, options);
    return items.map(({ json }) => json);
  };
  const request = async (process = n8n) =>
    await process.legacyRequest(credentialType, id, {
      method: 'GET',
      uri: `${vendor.baseUrl}/sandbox/echo`,
    });
  return { vendor, vendorCase, table, n8n, run, request };
}

describe('Check', () => {
  test.each(CASE_IDS)(
    '%s: tells what the test call says and how long the token lives, never the token',
    async (id) => {
      const { vendor, vendorCase, run } = scene(id);
      const [json] = await run('check');
      expect(json).toMatchObject({
        verdict: 'accepted',
        status: 200,
        neverExpires: id === 'agility',
      });
      if (id !== 'agility') expect(json?.['secondsLeft']).toBeGreaterThan(60);
      for (const secret of [vendorCase.firstSecret, ...vendor.issuedTokens()]) {
        expect(JSON.stringify(json)).not.toContain(secret);
      }
    },
  );

  test('has the token stored, so that the next process goes on with it', async () => {
    const { vendor, table, run, request } = scene('dvinci');
    await run('check');
    expect(table.writes).toBe(1);
    await request(newProcess(table, systemClock()));
    expect(vendor.stats().tokenRequests).toBe(1);
  });

  test('sends nothing but the token request and the test call', async () => {
    const { vendor, run } = scene('dvinci');
    await run('check', { itemCount: 5 });
    expect(vendor.stats()).toMatchObject({ tokenRequests: 1, apiRequests: 1, testCalls: 1 });
  });

  test.each([
    ['example.com', 'Domain not allowed', 'Allowed HTTP Request Domains'],
    ['', 'Allowed HTTP Request Domains', 'Enter the domains'],
  ])('goes to no domain but those allowed: “%s”', async (allowedDomains, message, hint) => {
    const { vendor, vendorCase, table, run } = scene('dvinci');
    const allowed = { allowedHttpRequestDomains: 'domains', allowedDomains };
    table.save('dvinci', { ...vendorCase.fields(), ...allowed });
    await expect(run('check')).rejects.toMatchObject({
      message: expect.stringContaining(message) as string,
      description: expect.stringContaining(hint) as string,
    });
    expect(vendor.stats()).toMatchObject({ tokenRequests: 0, apiRequests: 0 });
  });

  test('fails with the vendor’s reason when there is no token', async () => {
    const { vendor, run } = scene('dvinci');
    vendor.set({ clientSecret: 'generated anew' });
    await expect(run('check')).rejects.toMatchObject({
      message: expect.stringContaining('its API token is wrong') as string,
      description: expect.stringContaining('generated anew') as string,
    });
  });
});

describe('Forget', () => {
  test('makes the next request fetch a new token', async () => {
    const { vendor, run, request } = scene('dvinci');
    await request();
    expect(await run('forget')).toMatchObject([{ forgotten: true }]);
    expect(vendor.stats()).toMatchObject({ tokenRequests: 1, apiRequests: 1 });
    await request();
    expect(vendor.stats()).toMatchObject({ tokenRequests: 2, apiRequests: 2 });
  });

  test('makes the other processes fetch or take a new one as well', async () => {
    const { vendor, table, run, request } = scene('dvinci');
    const [one, two] = [newProcess(table, systemClock()), newProcess(table, systemClock())];
    await request(one);
    await request(two);
    expect(vendor.stats().tokenRequests).toBe(1);
    await run('forget');
    await request(one);
    await request(two);
    expect(vendor.stats().tokenRequests).toBe(2);
  });

  test('says that there is nothing to forget of a static token', async () => {
    const { table, run } = scene('agility');
    expect(await run('forget')).toMatchObject([{ forgotten: false }]);
    expect(table.writes).toBe(0);
  });
});

test('the node offers every credential type of the package', () => {
  const { credentials = [], properties } = new VendorToken().description;
  const offered = properties.find(({ name }) => name === 'credentialType')?.options ?? [];
  const types = Object.keys(VENDOR_OF).sort();
  expect(credentials.map(({ name }) => name).sort()).toEqual(types);
  expect(offered.map((option) => ('value' in option ? option.value : '')).sort()).toEqual(types);
});

/** The node runs on the clocks of this process, so those who read what it stored must as well. */
function systemClock(): SimulatedClock {
  return Object.assign(new SimulatedClock(), {
    monotonicMs: () => performance.now(),
    wallMs: () => Date.now(),
  });
}
