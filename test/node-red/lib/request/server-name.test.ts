import type { TLSSocket } from 'node:tls';
import type { ProxySettings } from '../../../../node-red/lib/proxy';
import type { Certificate } from '../../../../sandbox/certificate';
import { certificateFor } from '../../support/certificate-for';
import { startForwardProxy } from '../../support/forward-proxy';
import { RequestScene, type Sent } from '../../support/request-scene';

/** The name that the certificate is for; the server has no other one. */
const OTHER_NAME = 'other.example';

const row = (name: string, value: string) => ({
  properties: {
    headers: [{ keyType: 'other', keyValue: name, valueType: 'other', valueValue: value }],
  },
});

/** Every way to give a request a host header. */
const ATTEMPTS: [string, Sent][] = [
  ['no host header', {}],
  ['msg.headers.host', { msg: { headers: { host: OTHER_NAME } } }],
  ['msg.headers.Host', { msg: { headers: { Host: OTHER_NAME } } }],
  ['msg.headers.HOST', { msg: { headers: { HOST: OTHER_NAME } } }],
  ['a host header with blanks', { msg: { headers: { ' host ': OTHER_NAME } } }],
  ['a host header in a list', { msg: { headers: { host: [OTHER_NAME] } } }],
  ['two host headers', { msg: { headers: { host: OTHER_NAME, Host: OTHER_NAME } } }],
  ['a row of the dialog', row('Host', OTHER_NAME)],
  ['a row of the dialog with blanks', row(' hOST ', OTHER_NAME)],
  [
    'a row of the dialog whose name stands in the message',
    {
      properties: {
        headers: [{ keyType: 'msg', keyValue: 'name', valueType: 'msg', valueValue: 'value' }],
      },
      msg: { name: 'host', value: OTHER_NAME },
    },
  ],
  ['the header :authority', { msg: { headers: { ':authority': OTHER_NAME } } }],
  ['msg.servername', { msg: { servername: OTHER_NAME, host: OTHER_NAME } }],
];

describe('the certificate that counts is the one for the host of the URL', () => {
  const scene = new RequestScene();
  let certificates: { readonly other: Certificate; readonly right: Certificate };
  beforeAll(async () => {
    const [other, right] = await Promise.all([
      certificateFor(OTHER_NAME),
      certificateFor('localhost'),
    ]);
    certificates = { other, right };
  });
  afterEach(async () => await scene.close());

  async function sendTo(certificate: Certificate, sent: Sent, proxy?: ProxySettings) {
    const seen: { host: unknown; authorization: unknown; servername: unknown }[] = [];
    const port = await scene.serveTls(certificate, ({ headers, socket }, response) => {
      const { host, authorization } = headers;
      seen.push({ host, authorization, servername: (socket as TLSSocket).servername });
      response.end('{}');
    });
    const fields = { caCertificate: certificate.certificatePem };
    const outcome = await scene.send(`https://localhost:${port}`, {
      fields,
      ...sent,
      ...(proxy && { proxy }),
    });
    return { ...outcome, seen, port };
  }

  test.each(ATTEMPTS)('one for another name is refused with %s', async (_what, sent) => {
    const { failure, seen } = await sendTo(certificates.other, sent);

    expect(seen).toEqual([]);
    // A header that is none is refused before.
    expect(['certificate', 'invalid-settings']).toContain(failure?.code);
    if (failure?.code === 'invalid-settings') expect(failure.message).toContain(':authority');
  });

  test.each(ATTEMPTS.filter(([what]) => !what.includes(':authority')))(
    'the right one is accepted, and the server hears the URL’s host, with %s',
    async (_what, sent) => {
      const { msg, seen, port } = await sendTo(certificates.right, sent);

      expect(msg).toMatchObject({ statusCode: 200 });
      expect(seen).toEqual([
        {
          host: `localhost:${port}`,
          authorization: expect.stringMatching(/^Bearer /),
          servername: 'localhost',
        },
      ]);
    },
  );

  test('the same holds through a proxy', async () => {
    const proxy = await startForwardProxy();
    const throughProxy = { httpProxy: proxy.url, httpsProxy: proxy.url, noProxy: '' };
    const sent = { msg: { headers: { host: OTHER_NAME } } };
    try {
      const refused = await sendTo(certificates.other, sent, throughProxy);
      const accepted = await sendTo(certificates.right, sent, throughProxy);

      expect(refused.seen).toEqual([]);
      expect(refused.failure?.code).toBe('certificate');
      expect(accepted.seen).toMatchObject([{ host: `localhost:${accepted.port}` }]);
      expect(proxy.asked).toEqual([
        `CONNECT localhost:${refused.port}`,
        `CONNECT localhost:${accepted.port}`,
      ]);
    } finally {
      await proxy.close();
    }
  });

  test('a host header in plain HTTP is the URL’s, through a proxy too', async () => {
    const hosts: unknown[] = [];
    const baseUrl = await scene.serve(({ headers }, response) => {
      hosts.push(headers.host);
      response.end('{}');
    });
    const proxy = await startForwardProxy();
    try {
      const msg = { headers: { host: OTHER_NAME } };
      await scene.send(baseUrl, { msg });
      const throughProxy = { httpProxy: proxy.url, httpsProxy: proxy.url, noProxy: '' };
      await scene.send(baseUrl, { msg, proxy: throughProxy });

      expect(hosts).toEqual([new URL(baseUrl).host, new URL(baseUrl).host]);
      expect(proxy.asked).toEqual([`GET ${baseUrl}/start`]);
    } finally {
      await proxy.close();
    }
  });
});

test.each([
  'Connection',
  'Keep-Alive',
  'Proxy-Connection',
  'Proxy-Authorization',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
  'Expect',
  'HTTP2-Settings',
  'Content-Length',
])('%s belongs to the connection and is left out', async (name) => {
  const scene = new RequestScene();
  const seen: unknown[] = [];
  try {
    const baseUrl = await scene.serve(({ headers }, response) => {
      seen.push(headers[name.toLowerCase()]);
      response.end('{}');
    });
    const { msg } = await scene.send(baseUrl, {
      msg: { headers: { [name]: 'set-by-message', [name.toLowerCase()]: 'set-by-message' } },
    });

    expect(msg).toMatchObject({ statusCode: 200 });
    expect(seen).not.toContain('set-by-message');
  } finally {
    await scene.close();
  }
});
