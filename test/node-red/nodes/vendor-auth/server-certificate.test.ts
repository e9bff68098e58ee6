import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { generate } from 'selfsigned';
import { checkSettings } from '../../../../core';
import { offeredCertificate } from '../../../../node-red/nodes/vendor-auth/server-certificate';

jest.setTimeout(30_000);

type Extension = NonNullable<NonNullable<Parameters<typeof generate>[1]>['extensions']>[number];

const LOCAL: Extension = { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] };

function settingsFor(tokenUrl: string, baseUrl = tokenUrl, clientSecret = 'b') {
  const fields = { baseUrl: new URL(baseUrl).origin, tokenUrl, clientId: 'a', clientSecret };
  return checkSettings('client-credentials', fields);
}

describe('the certificate that a test offers to trust', () => {
  const servers: net.Server[] = [];
  const sockets = new Set<net.Socket>();
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(
      servers.splice(0).map((server) => new Promise((closed) => server.close(closed))),
    );
  });

  async function listen(server: net.Server): Promise<string> {
    servers.push(server);
    server.on('connection', (socket) => void sockets.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  }

  /** A server that vouches for itself, and counts whoever came. */
  async function selfSignedServer(name: string, extensions: Extension[] = [LOCAL]) {
    const made = await generate([{ name: 'commonName', value: name }], {
      keyType: 'ec',
      algorithm: 'sha256',
      notBeforeDate: new Date(Date.now() - 24 * 3600 * 1000),
      extensions,
    });
    let visits = 0;
    const server = tls.createServer({ cert: made.cert, key: made.private });
    server.on('connection', () => void visits++);
    server.on('tlsClientError', () => undefined);
    return { address: await listen(server), visits: () => visits, pem: made.cert };
  }

  test('is that of the server at the token URL', async () => {
    const { address, pem } = await selfSignedServer('login');
    const offered = await offeredCertificate(settingsFor(address));
    expect(offered).toMatchObject({ subject: 'login' });
    expect(offered?.pem.replace(/\s/g, '')).toBe(pem.replace(/\s/g, ''));
  });

  test('is never that of a server which had no part in the failure', async () => {
    const api = await selfSignedServer('api');
    const login = await selfSignedServer('login', [
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'elsewhere.example' }] },
    ]);
    expect(await offeredCertificate(settingsFor(login.address, api.address))).toBeUndefined();
    expect(login.visits()).toBe(1);
    expect(api.visits()).toBe(0);
  });

  test('has one short line for its name, whatever stands in it', async () => {
    const { address } = await selfSignedServer(`first\u0007second ${'x'.repeat(1000)}`);
    const subject = (await offeredCertificate(settingsFor(address)))?.subject;
    expect(subject).toMatch(/^first second x+$/);
    expect(subject?.length).toBe(200);
  });

  test.each(['s3cr3t-of-the-login', Buffer.from('s3cr3t-of-the-login').toString('base64')])(
    'is not named after the secret: %s',
    async (name) => {
      const { address } = await selfSignedServer(name);
      const offered = await offeredCertificate(
        settingsFor(address, address, 's3cr3t-of-the-login'),
      );
      expect(offered?.subject).toBe('***');
    },
  );

  test('is none that is longer than any server’s', async () => {
    const names = Array.from({ length: 1000 }, (_, n) => `a-long-name-${n}.example`);
    const altNames = [
      { type: 7 as const, ip: '127.0.0.1' },
      ...names.map((value) => ({ type: 2 as const, value })),
    ];
    const { address } = await selfSignedServer('long', [{ name: 'subjectAltName', altNames }]);
    expect(await offeredCertificate(settingsFor(address))).toBeUndefined();
  });

  test('is waited for no longer than its time, though a byte comes now and then', async () => {
    // The head of a handshake record that goes on and on.
    const head = Buffer.from([22, 3, 3, 64, 0, 2, 0, 63, 252]);
    const server = net.createServer((socket) => {
      socket.write(head);
      const timer = setInterval(() => socket.write(Buffer.from([3])), 20);
      socket.once('close', () => clearInterval(timer));
    });
    const startMs = performance.now();
    expect(await offeredCertificate(settingsFor(await listen(server)), 200)).toBeUndefined();
    const tookMs = performance.now() - startMs;
    expect(tookMs).toBeGreaterThan(150);
    expect(tookMs).toBeLessThan(2000);
  });

  test.each(['http://127.0.0.1:9/token', 'https://127.0.0.1:9/token'])(
    'is none where no server speaks TLS: %s',
    async (address) => {
      expect(await offeredCertificate(settingsFor(address))).toBeUndefined();
    },
  );
});
