import net from 'node:net';
import tls from 'node:tls';
import { request } from 'undici';
import { createDispatcher } from '../../../node-red/lib/dispatcher';
import { proxyOfEnvironment } from '../../../node-red/lib/proxy';
import { useSandboxAndProxy } from '../support/sandbox-behind-proxy';

describe('the connections of a configuration', () => {
  const local = useSandboxAndProxy();

  async function statusOf(url: string, dispatcher: ReturnType<typeof createDispatcher>) {
    try {
      const { statusCode, body } = await request(url, { dispatcher });
      await body.dump();
      return statusCode;
    } finally {
      await dispatcher.close();
    }
  }

  test('go through a tunnel to a TLS server whose authority only they know', async () => {
    const { baseUrl, caCertificate } = local.sandbox.vendors['ddi-central'];
    const environment = proxyOfEnvironment({ HTTPS_PROXY: local.proxy.url });
    const dispatcher = createDispatcher({ ca: caCertificate }, environment);

    expect(await statusOf(`${baseUrl}/api/cluster_settings/cluster/`, dispatcher)).toBe(401);
    expect(local.proxy.asked).toEqual([`CONNECT ${new URL(baseUrl).host}`]);
  });

  test('refuse that server through the same tunnel without the authority', async () => {
    const { baseUrl } = local.sandbox.vendors['ddi-central'];
    const environment = proxyOfEnvironment({ HTTPS_PROXY: local.proxy.url });

    await expect(statusOf(`${baseUrl}/`, createDispatcher({}, environment))).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });

  test('of a scheme whose proxy alone is not set go directly', async () => {
    const secure = local.sandbox.vendors['ddi-central'];
    const plain = local.sandbox.vendors.dvinci;
    const asked = async (environment: Record<string, string>) => {
      const before = local.proxy.asked.length;
      const connections = () =>
        createDispatcher({ ca: secure.caCertificate }, proxyOfEnvironment(environment));
      expect(await statusOf(`${secure.baseUrl}/`, connections())).toBe(404);
      expect(await statusOf(`${plain.baseUrl}/nothing`, connections())).toBe(404);
      return local.proxy.asked.slice(before);
    };

    expect(await asked({ HTTP_PROXY: local.proxy.url })).toEqual([`GET ${plain.baseUrl}/nothing`]);
    expect(await asked({ HTTPS_PROXY: local.proxy.url })).toEqual([
      `CONNECT ${new URL(secure.baseUrl).host}`,
    ]);
  });

  test('give each address of a host time to connect, through a proxy as well', async () => {
    const { baseUrl, caCertificate } = local.sandbox.vendors['ddi-central'];
    const connect = jest.spyOn(net, 'connect');
    const secure = jest.spyOn(tls, 'connect');
    const both = () => [...connect.mock.calls, ...secure.mock.calls].map(([options]) => options);
    const ca = { ca: caCertificate };
    await statusOf(`${baseUrl}/`, createDispatcher(ca, undefined));
    await statusOf(
      `${baseUrl}/`,
      createDispatcher(ca, proxyOfEnvironment({ HTTPS_PROXY: local.proxy.url })),
    );
    await statusOf(
      `${local.sandbox.vendors.dvinci.baseUrl}/`,
      createDispatcher({}, proxyOfEnvironment({ HTTP_PROXY: local.proxy.url })),
    );
    const opened = both().filter((options) => typeof options === 'object' && 'host' in options);
    jest.restoreAllMocks();

    expect(opened.length).toBeGreaterThanOrEqual(3);
    // Of Node.js, it would be 250 ms, which a far server does not keep.
    for (const options of opened) {
      expect(options).toMatchObject({ autoSelectFamilyAttemptTimeout: 5_000 });
    }
  });

  test('leave out the hosts of NO_PROXY', async () => {
    const { baseUrl } = local.sandbox.vendors.dvinci;
    const before = local.proxy.asked.length;
    const environment = proxyOfEnvironment({ http_proxy: local.proxy.url, NO_PROXY: '127.0.0.1' });

    expect(await statusOf(`${baseUrl}/restApi/orgUnits/`, createDispatcher({}, environment))).toBe(
      401,
    );
    expect(local.proxy.asked).toHaveLength(before);
  });
});
