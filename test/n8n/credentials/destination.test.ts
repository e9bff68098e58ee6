import fc from 'fast-check';
import { generate } from 'selfsigned';
import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import type { Certificate } from '../../../sandbox/certificate';
import { SimulatedClock } from '../../core/support/simulated-clock';
import { CredentialsTable, type InMemoryN8n } from '../support/in-memory-n8n';
import { portIn, startLoopback, startProxy, type Loopback, type Seen } from '../support/loopback';
import { newProcess } from '../support/n8n-process';

// Sockets are real here, and the machine may be busy.
jest.setTimeout(60_000);

const TOKEN = '1.vlog8vBO7ZZQZQD7ZSTtO++Ez8Y=';
const BEARER = `Bearer ${TOKEN}`;

/** The same request by the HTTP Request node, in n8n's older dialect, and by any other node. */
type Request = Partial<IHttpRequestOptions> & Record<string, unknown>;
type Dialect = 'older' | 'newer';
const DIALECTS: Dialect[] = ['older', 'newer'];

let vendor: Loopback;
let foreign: Loopback;
let table: CredentialsTable;
let n8n: InMemoryN8n;

beforeAll(async () => {
  vendor = await startLoopback((request, response) => {
    const location = request.url?.split('?to=')[1];
    if (location === undefined) response.end('{}');
    else response.writeHead(302, { location }).end();
  });
  foreign = await startLoopback();
});
beforeEach(() => {
  vendor.reset();
  foreign.reset();
  table = new CredentialsTable();
  n8n = newProcess(table, new SimulatedClock());
  save();
});
afterAll(async () => {
  await vendor.close();
  await foreign.close();
});

function save(fields: IDataObject = {}): void {
  table.save('agility', { baseUrl: vendor.origin, accessToken: TOKEN, ...fields });
}

/** What came of it: the answer's status, or what n8n says. */
async function send(dialect: Dialect, request: Request): Promise<string> {
  const { url, ...rest } = { method: 'GET' as const, ...request };
  try {
    const answer =
      dialect === 'older'
        ? await n8n.legacyRequest('agilityApi', 'agility', {
            uri: url as string,
            followRedirect: true,
            followAllRedirects: true,
            ...(rest as IDataObject),
          })
        : await n8n.request('agilityApi', 'agility', { url, ...rest } as IHttpRequestOptions);
    return JSON.stringify(answer['statusCode']);
  } catch (error) {
    return (error as Error).message;
  }
}

const tokensOf = (seen: readonly Seen[]) => seen.map(({ headers }) => headers.authorization);

/** A certificate, and its own authority, for one name. */
async function certificateFor(altName: { type: 2; value: string } | { type: 7; ip: string }) {
  const made = await generate([{ name: 'commonName', value: 'test' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 86_400_000),
    notAfterDate: new Date(Date.now() + 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [altName] },
    ],
  });
  return { certificatePem: made.cert, privateKeyPem: made.private } satisfies Certificate;
}

describe.each(DIALECTS)('a Host header (%s dialect)', (dialect) => {
  test.each(['host', 'Host', 'HOST', 'hOsT', ' host', 'host ', '\thost', ' Host\r\n'])(
    'named %j is replaced by that of the address',
    async (name) => {
      await send(dialect, { url: `${vendor.origin}/a`, headers: { [name]: 'evil.example' } });
      expect(vendor.seen).toMatchObject([
        { headers: { host: new URL(vendor.origin).host, authorization: BEARER } },
      ]);
    },
  );

  test.each(['get', 'common', 'post', 'query'])(
    'does not get in as a default of axios for “%s” either, nor does a token',
    async (group) => {
      const headers = { [group]: { Host: 'evil.example', Authorization: 'Bearer other', x: '1' } };
      await send(dialect, { url: `${vendor.origin}/a`, headers });
      expect(vendor.seen).toMatchObject([
        { headers: { host: new URL(vendor.origin).host, authorization: BEARER } },
      ]);
      expect(vendor.seen[0]?.headers).not.toHaveProperty('x');
    },
  );

  test('does not decide where a relative redirect leads with the token', async () => {
    const headers = { Host: new URL(foreign.origin).host };
    await send(dialect, { url: `${vendor.origin}/a?to=/b`, headers });
    expect(foreign.seen).toEqual([]);
    expect(tokensOf(vendor.seen)).toEqual([BEARER, BEARER]);
  });

  test('does not make a redirect to its own host one within the origin', async () => {
    const headers = { Host: new URL(foreign.origin).host };
    await send(dialect, { url: `${vendor.origin}/a?to=${foreign.origin}/b`, headers });
    expect(tokensOf(foreign.seen)).toEqual([undefined]);
  });
});

describe.each(DIALECTS)('the certificate that counts (%s dialect)', (dialect) => {
  const OTHER_NAME = 'other.example';
  let tls: Loopback;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let certificate: Certificate;

  beforeAll(async () => {
    certificate = await certificateFor({ type: 2, value: OTHER_NAME });
    tls = await startLoopback(undefined, certificate);
    proxy = await startProxy(portIn(tls.origin));
  });
  beforeEach(() => {
    tls.reset();
    proxy.reset();
  });
  afterAll(async () => {
    await proxy.close();
    await tls.close();
  });

  const byName = () => tls.origin.replace('127.0.0.1', 'localhost');

  test.each([
    ['a Host header', { headers: { Host: OTHER_NAME } }],
    ['a server name', { agentOptions: { servername: OTHER_NAME } }],
    ['a check of its own', { agentOptions: { checkServerIdentity: () => undefined } }],
    ['TLS options that switch the check off', { agentOptions: { rejectUnauthorized: false } }],
    ['Ignore SSL', { rejectUnauthorized: false, skipSslCertificateValidation: true }],
  ])(
    'is that of the address, whatever %s says, for a credential with a CA',
    async (_what, asked) => {
      for (const baseUrl of [tls.origin, byName()]) {
        save({ baseUrl, caCertificate: certificate.certificatePem });
        const said = await send(dialect, { url: `${baseUrl}/a`, ...asked });
        expect(said).not.toBe('200');
        expect(
          await send(dialect, { url: `${baseUrl}/a`, proxy: proxy.origin, ...asked } as never),
        ).not.toBe('200');
      }
      expect(tls.seen).toEqual([]);
      expect(proxy.tunnels.length).toBeGreaterThan(0);
    },
  );

  test('is not vouched for by the CA of a node that also chooses the proxy', async () => {
    for (const asked of [
      { agentOptions: { ca: certificate.certificatePem } },
      { rejectUnauthorized: false, skipSslCertificateValidation: true },
      { agentOptions: { rejectUnauthorized: false } },
    ]) {
      save({ baseUrl: `https://${OTHER_NAME}` });
      await send(dialect, {
        url: `https://${OTHER_NAME}/a`,
        proxy: proxy.origin,
        ...asked,
      } as never);
    }
    expect(proxy.tunnels).toHaveLength(3);
    expect(tls.seen).toEqual([]);
  });

  test('is accepted through a tunnel by the credential’s own CA', async () => {
    const baseUrl = `https://${OTHER_NAME}`;
    save({ baseUrl, caCertificate: certificate.certificatePem });
    expect(await send(dialect, { url: `${baseUrl}/a`, proxy: proxy.origin } as never)).toBe('200');
    expect(tokensOf(tls.seen)).toEqual([BEARER]);
    expect(proxy.seen).toEqual([]);
  });

  test('of a node whose options name another host or socket leads nowhere else', async () => {
    save();
    for (const agentOptions of [
      { host: '127.0.0.1', port: portIn(foreign.origin) },
      { hostname: '127.0.0.1', port: portIn(foreign.origin) },
      { socketPath: '/nowhere' },
      { path: '/nowhere' },
    ]) {
      expect(await send(dialect, { url: `${vendor.origin}/a`, agentOptions })).toBe('200');
    }
    expect(foreign.seen).toEqual([]);
    expect(tokensOf(vendor.seen)).toEqual([BEARER, BEARER, BEARER, BEARER]);
  });
});

describe.each(DIALECTS)('a proxy that the node names (%s dialect)', (dialect) => {
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  beforeAll(async () => {
    proxy = await startProxy(portIn(vendor.origin));
  });
  beforeEach(() => proxy.reset());
  afterAll(async () => await proxy.close());

  const forms = () => {
    const { hostname, port } = new URL(proxy.origin);
    return [
      proxy.origin,
      `${proxy.origin}/`,
      proxy.origin.replace('//', '//user:password@'),
      { host: hostname, port: Number(port) },
      { host: hostname, port: Number(port), protocol: 'http:' },
    ];
  };

  test('does not get the token for an address without TLS, and the error says why', async () => {
    for (const form of forms()) {
      const said = await send(dialect, { url: `${vendor.origin}/a`, proxy: form } as never);
      expect(said).toContain(`is not sent through the proxy ${proxy.origin}`);
      expect(said).toContain('Allowed Origins');
      expect(said).not.toContain('password');
    }
    expect([...proxy.seen, ...vendor.seen]).toEqual([]);
  });

  test('gets it when it is among the Allowed Origins', async () => {
    save({ allowedOrigins: proxy.origin });
    for (const form of forms()) {
      expect(await send(dialect, { url: `${vendor.origin}/a`, proxy: form } as never)).toBe('200');
    }
    expect(tokensOf(proxy.seen)).toEqual(forms().map(() => BEARER));
  });
});

describe.each(DIALECTS)('what a node asks for beside the address (%s dialect)', (dialect) => {
  test.each(['TRACE', 'trace', ' TRACE ', 'TRACK', 'TRAC\u212A', 'CONNECT'])(
    '%j is refused: the answer would show the token',
    async (method) => {
      const said = await send(dialect, { url: `${vendor.origin}/a`, method } as never);
      expect(said).toContain('shows the access token');
      expect(vendor.seen).toEqual([]);
    },
  );

  test.each([
    { username: 'u', password: 'p' },
    { user: 'u', pass: 'p' },
    { bearer: 'other' },
    { user: 'u', pass: 'p', sendImmediately: false },
  ])('a login %j gives way to the token', async (auth) => {
    expect(await send(dialect, { url: `${vendor.origin}/a`, auth } as never)).toBe('200');
    expect(tokensOf(vendor.seen)).toEqual([BEARER]);
  });

  test('a login in the address is refused, since it would be sent in place of the token', async () => {
    const url = vendor.origin.replace('//', '//user:p4ssword@');
    const said = await send(dialect, { url: `${url}/a` });
    expect(said).toContain('user name or password');
    expect(said).not.toContain('p4ssword');
    expect(vendor.seen).toEqual([]);
  });

  test('its own headers arrive as they are, apart from those of the address and the token', async () => {
    const headers = {
      'X-Own': '1',
      accept: 'text/plain',
      'x-list': ['a', 'b'],
      ' Authorization ': 'x',
    };
    await send(dialect, { url: `${vendor.origin}/a`, headers });
    expect(vendor.seen).toMatchObject([
      { headers: { 'x-own': '1', accept: 'text/plain', 'x-list': 'a, b', authorization: BEARER } },
    ]);
  });

  test.each([
    ['an array', (url: string) => [url]],
    ['an object', (url: string) => ({ toString: () => url })],
  ])('an address that is %s is none', async (_what, form) => {
    const said = await send(dialect, { url: form(`${vendor.origin}/a`) } as never);
    expect(said).toContain('The request has no web address.');
    expect(vendor.seen).toEqual([]);
  });

  test('an address of the one dialect does not vouch for a base of the other', async () => {
    const asked = { uri: `${vendor.origin}/a`, baseURL: foreign.origin };
    await n8n.request('agilityApi', 'agility', asked as never).catch(() => undefined);
    await n8n.legacyRequest('agilityApi', 'agility', asked as never).catch(() => undefined);
    expect(foreign.seen).toEqual([]);
  });

  test.each([
    ['a line break in its scheme', (url: string) => url.replace('tt', 't\nt')],
    ['a blank before it', (url: string) => ` ${url}`],
    ['backslashes', (url: string) => url.replace(/^https?:\/\//, '\\\\')],
  ])('an address with %s does not go to the base beside it', async (_what, spelled) => {
    const asked = { url: spelled(`${vendor.origin}/a`), baseURL: foreign.origin };
    await send(dialect, asked);
    expect(foreign.seen).toEqual([]);
  });

  test('no spelling of an address brings the token to another origin', async () => {
    const here = new URL(vendor.origin).host;
    const there = new URL(foreign.origin).host;
    const piece = fc.constantFrom(
      ...[
        'http:',
        'HTTP:',
        'https:',
        'http',
        '//',
        '/',
        '\\',
        '/\\',
        '\\\\',
        '\t',
        '\n',
        ' ',
        '\u0000',
      ],
      ...[
        '@',
        ':',
        '#',
        '?',
        '%2f',
        '%40',
        '%00',
        '.',
        '..',
        '..;/',
        'a',
        '&',
        ';',
        '[',
        ']',
        '。',
        'user:pw@',
      ],
      ...[here, here, there, there, vendor.origin, vendor.origin, foreign.origin, 'localhost', '0'],
    );
    const spelling = fc
      .array(piece, { minLength: 1, maxLength: 7 })
      .map((pieces) => pieces.join(''));
    const base = fc.option(fc.oneof(fc.constant(vendor.origin), spelling), { nil: undefined });
    const query = fc.option(fc.constantFrom({ a: '1' }, { '': `//${there}/` }), { nil: undefined });
    const requests = fc.record({ url: spelling, baseURL: base, qs: query });
    const told = { sent: 0 };
    await fc.assert(
      fc.asyncProperty(requests, async (asked) => {
        vendor.reset();
        const defined = Object.fromEntries(
          Object.entries(asked).filter(([, value]) => value !== undefined),
        );
        await send(dialect, { timeout: 2_000, ...defined });
        told.sent += vendor.seen.length;
        expect(tokensOf(foreign.seen)).toEqual([]);
      }),
      { numRuns: 1_500, seed: 20_261_126 },
    );
    // It would hold as well if nothing were ever sent.
    expect(told.sent).toBeGreaterThan(20);
  });
});
