import { request } from 'undici';
import { createDispatcher } from '../../../node-red/lib/dispatcher';
import { proxyOfEnvironment } from '../../../node-red/lib/proxy';
import { type Sandbox, startSandbox } from '../../../sandbox';
import { type ForwardProxy, startForwardProxy } from '../support/forward-proxy';

describe('the connections of a configuration', () => {
  let sandbox: Sandbox;
  let proxy: ForwardProxy;
  beforeAll(async () => {
    sandbox = await startSandbox();
    proxy = await startForwardProxy();
  });
  afterAll(async () => {
    await proxy?.close();
    await sandbox?.close();
  });

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
    const { baseUrl, caCertificate } = sandbox.vendors['ddi-central'];
    const environment = proxyOfEnvironment({ HTTPS_PROXY: proxy.url });
    const dispatcher = createDispatcher({ ca: caCertificate }, environment);

    expect(await statusOf(`${baseUrl}/api/cluster_settings/cluster/`, dispatcher)).toBe(401);
    expect(proxy.asked).toEqual([`CONNECT ${new URL(baseUrl).host}`]);
  });

  test('refuse that server through the same tunnel without the authority', async () => {
    const { baseUrl } = sandbox.vendors['ddi-central'];
    const environment = proxyOfEnvironment({ HTTPS_PROXY: proxy.url });

    await expect(statusOf(`${baseUrl}/`, createDispatcher({}, environment))).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });

  test('of a scheme whose proxy alone is not set go directly', async () => {
    const secure = sandbox.vendors['ddi-central'];
    const plain = sandbox.vendors.dvinci;
    const asked = async (environment: Record<string, string>) => {
      const before = proxy.asked.length;
      const connections = () =>
        createDispatcher({ ca: secure.caCertificate }, proxyOfEnvironment(environment));
      expect(await statusOf(`${secure.baseUrl}/`, connections())).toBe(404);
      expect(await statusOf(`${plain.baseUrl}/nothing`, connections())).toBe(404);
      return proxy.asked.slice(before);
    };

    expect(await asked({ HTTP_PROXY: proxy.url })).toEqual([`GET ${plain.baseUrl}/nothing`]);
    expect(await asked({ HTTPS_PROXY: proxy.url })).toEqual([
      `CONNECT ${new URL(secure.baseUrl).host}`,
    ]);
  });

  test('leave out the hosts of NO_PROXY', async () => {
    const { baseUrl } = sandbox.vendors.dvinci;
    const before = proxy.asked.length;
    const environment = proxyOfEnvironment({ http_proxy: proxy.url, NO_PROXY: '127.0.0.1' });

    expect(await statusOf(`${baseUrl}/restApi/orgUnits/`, createDispatcher({}, environment))).toBe(
      401,
    );
    expect(proxy.asked).toHaveLength(before);
  });
});
