import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VENDORS as CORE_VENDORS } from '../../core';
import { type Sandbox, startSandbox } from '../../sandbox';
import { describeSandbox } from '../../sandbox/description';
import { VendorClient } from './support/vendor-client';

/** Those of the core, in its order. */
const ids = CORE_VENDORS.map(({ id }) => id);

describe('the sandbox', () => {
  let sandbox: Sandbox;
  beforeEach(async () => (sandbox = await startSandbox()));
  afterEach(() => sandbox.close());

  it('serves every vendor on a loopback port of its own', () => {
    const vendors = Object.values(sandbox.vendors);
    expect(vendors.map(({ id }) => id)).toEqual(ids);
    expect(new Set(vendors.map(({ origin }) => origin)).size).toBe(ids.length);
    for (const { baseUrl, origin } of vendors) {
      expect(origin).toMatch(/^https?:\/\/127\.0\.0\.1:\d+$/);
      expect(baseUrl.startsWith(origin)).toBe(true);
    }
  });

  it('answers a hundred requests at once', async () => {
    const client = new VendorClient(sandbox.vendors.dvinci);
    const requests = Array.from({ length: 100 }, () => client.send('/restApi/orgUnits/'));
    const replies = await Promise.all(requests);
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(100);
    expect(sandbox.vendors.dvinci.stats().apiRequests).toBe(100);
    await client.close();
  });

  it('keeps the vendors apart', async () => {
    sandbox.vendors.dvinci.set({ clientSecret: 'changed' });
    sandbox.vendors.agility.expire();
    const client = new VendorClient(sandbox.vendors['client-credentials']);
    await client.send('/api/me');
    expect(sandbox.vendors['client-credentials'].stats().apiRequests).toBe(1);
    expect(sandbox.vendors.dvinci.stats().apiRequests).toBe(0);
    await client.close();
  });

  it('describes itself in one line of JSON that a script can log in with', () => {
    const line = describeSandbox(sandbox);
    expect(line).not.toContain('\n');
    const { vendors } = JSON.parse(line) as { vendors: Record<string, Record<string, unknown>> };
    expect(Object.keys(vendors)).toEqual(ids);
    for (const [id, vendor] of Object.entries(vendors)) {
      expect(vendor).toMatchObject({
        id,
        baseUrl: expect.stringMatching(/^http/) as string,
        protectedPath: expect.stringMatching(/^\//) as string,
      });
      const secrets = id === 'agility' ? ['accessToken'] : ['clientId', 'clientSecret', 'tokenUrl'];
      for (const name of secrets) expect(vendor[name]).toMatch(/\S/);
      expect(vendor['login']).toMatchObject({ baseUrl: vendor['baseUrl'] });
    }
    expect(vendors['ddi-central']!.caCertificate).toContain('BEGIN CERTIFICATE');
  });

  it('ends at once, with requests under way, and may be ended twice', async () => {
    const { dvinci } = sandbox.vendors;
    dvinci.set({ tokenEndpoint: { stall: true } });
    const client = new VendorClient(dvinci);
    const stalled = expect(client.send(dvinci.tokenUrl, { body: 'x' })).rejects.toThrow();
    while (dvinci.stats().tokenRequests === 0) await new Promise(setImmediate);
    const startedMs = performance.now();
    await sandbox.close();
    await stalled;
    expect(performance.now() - startedMs).toBeLessThan(1000);
    await sandbox.close();
    await client.close();
  });
});

describe('ports of the sandbox', () => {
  it('can be chosen', async () => {
    const port = await freePort();
    const sandbox = await startSandbox({ ports: { dvinci: port } });
    expect(sandbox.vendors.dvinci.baseUrl).toBe(`http://127.0.0.1:${port}`);
    await sandbox.close();
  });

  it('are named when taken, and nothing is left running', async () => {
    const first = await freePort();
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const ports = { 'eggplant-dai': first, agility: port };
    await expect(startSandbox({ ports })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
    const again = await startSandbox({ ports: { 'eggplant-dai': first } });
    await again.close();
    await new Promise((resolve) => taken.close(resolve));
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
