import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { FlowNode } from '../../../demo/node-red-host';
import { certificateFor } from '../support/certificate-for';
import { bearerNode, flowOf, httpRequestNode, requestNode } from '../support/flows';
import { startForwardProxy } from '../support/forward-proxy';
import { freshLogin, type Host, nextArrival } from '../support/host';
import { startMutualTlsServer } from '../support/mutual-tls';
import { type NodeRedOptions, startNodeRed } from '../support/node-red';

/** The only name that the server's certificate is for. */
const OTHER_NAME = 'other.example';

export function describeConnections(host: Host, options: NodeRedOptions): void {
  const dai = () => host.sandbox.vendors['eggplant-dai'];
  const call = async () => {
    await host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);
    return await nextArrival(host.nodeRed, 'answers');
  };

  describe('connections', () => {
    test('go through an http proxy node, with its credentials, except to hosts it leaves out', async () => {
      const proxy = await startForwardProxy();
      try {
        const proxyNode = {
          id: 'proxy-1',
          type: 'http proxy',
          url: proxy.url,
          noproxy: [] as string[],
          credentials: { username: 'user', password: 'pass' },
        };
        const login = freshLogin(dai(), { proxy: 'proxy-1' });
        await host.nodeRed.deploy(flowOf(login, proxyNode, requestNode('auth', 'ai/agents')));

        expect(await call()).toMatchObject({ statusCode: 200 });
        expect(proxy.asked).toEqual([
          expect.stringContaining(`POST ${dai().baseUrl}/auth/realms/eggplant/`),
          `GET ${dai().baseUrl}/ai/agents`,
        ]);
        expect(proxy.authorizations[0]).toBe(`Basic ${btoa('user:pass')}`);

        const leftOut = { ...proxyNode, noproxy: ['127.0.0.1'] };
        await host.nodeRed.deploy(flowOf(login, leftOut, requestNode('auth', 'ai/agents')));
        expect(await call()).toMatchObject({ statusCode: 200 });
        expect(proxy.asked).toHaveLength(2);
      } finally {
        await proxy.close();
      }
    });

    test('go through the proxy of the environment, except to hosts that NO_PROXY names', async () => {
      const proxy = await startForwardProxy();
      const { host: named } = new URL(host.sandbox.vendors.dvinci.baseUrl);
      const env = { HTTP_PROXY: proxy.url, NO_PROXY: named };
      const nodeRed = await startNodeRed({ ...options, env });
      try {
        const answerOf = async (login: FlowNode, url: string) => {
          await nodeRed.deploy(flowOf(login, requestNode('auth', url)));
          await nodeRed.receive([{ nodeId: 'request', msg: {} }]);
          return await nextArrival(nodeRed, 'answers');
        };
        expect(await answerOf(freshLogin(dai()), 'ai/agents')).toMatchObject({ statusCode: 200 });
        expect(proxy.asked).toEqual([
          expect.stringContaining(`POST ${dai().baseUrl}/auth/realms/eggplant/`),
          `GET ${dai().baseUrl}/ai/agents`,
        ]);
        const { dvinci } = host.sandbox.vendors;
        expect(await answerOf(freshLogin(dvinci), dvinci.protectedPath)).toMatchObject({
          statusCode: 200,
        });
        expect(proxy.asked).toHaveLength(2);
      } finally {
        await nodeRed.stop();
        await proxy.close();
      }
    });

    test('carry answers up to what settings.js says', async () => {
      const settings = { vendorAuthRequestMaxAnswerBytes: 1_000 };
      const nodeRed = await startNodeRed({ ...options, settings });
      try {
        const node = requestNode('auth', '', { ret: 'txt' });
        await nodeRed.deploy(flowOf(freshLogin(dai()), node));
        const receive = (count: number) =>
          nodeRed.receive([{ nodeId: 'request', msg: { url: `sandbox/bytes/${count}` } }]);
        await receive(1_000);
        expect((await nextArrival(nodeRed, 'answers'))['payload']).toHaveLength(1_000);

        await receive(1_001);
        expect((await nextArrival(nodeRed, 'caught'))['error']).toMatchObject({
          code: 'answer-too-large',
          message: expect.stringContaining('1000 bytes'),
        });
      } finally {
        await nodeRed.stop();
      }
    });

    test('show the client certificate of a tls-config node, and fail in Catch without it', async () => {
      const server = await startMutualTlsServer();
      try {
        const tlsConfig = {
          id: 'tls-1',
          type: 'tls-config',
          // Files; what stands in the credentials counts without them.
          cert: '',
          key: '',
          ca: '',
          verifyservercert: true,
          credentials: {
            certdata: server.client.certificatePem,
            keydata: server.client.privateKeyPem,
            cadata: server.authority,
          },
        };
        const login = {
          ...freshLogin(dai()),
          vendor: 'agility',
          baseUrl: server.baseUrl,
          tls: 'tls-1',
          credentials: { accessToken: 'a-static-token' },
        };
        await host.nodeRed.deploy(flowOf(login, tlsConfig, requestNode('auth', 'rest-1.v1')));
        expect(await call()).toMatchObject({ statusCode: 200, payload: { known: true } });
        expect(server.authorizations).toEqual(['Bearer a-static-token']);

        const withoutClient = {
          ...tlsConfig,
          id: 'tls-2',
          credentials: { cadata: server.authority },
        };
        await host.nodeRed.deploy(
          flowOf({ ...login, tls: 'tls-2' }, withoutClient, requestNode('auth', 'rest-1.v1')),
        );
        await host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);
        const { error } = await nextArrival(host.nodeRed, 'caught');
        expect((error as { message: string }).message).toContain(server.baseUrl);
        expect(server.authorizations).toHaveLength(1);
      } finally {
        await server.close();
      }
    });

    test.each([
      ['vendor-auth-request', 'request', {}],
      ['vendor-auth-request', 'request', { host: OTHER_NAME }],
      ['vendor-auth-bearer and the core node', 'bearer', {}],
      ['vendor-auth-bearer and the core node', 'bearer', { host: OTHER_NAME }],
      ['vendor-auth-bearer and the core node', 'bearer', { HOST: OTHER_NAME, Host: OTHER_NAME }],
    ])('of %s hold a server to the name in its URL (%s, %j)', async (_what, nodeId, headers) => {
      const certificate = await certificateFor(OTHER_NAME);
      const { certificatePem: cert, privateKeyPem: key } = certificate;
      let requests = 0;
      const server = https.createServer({ cert, key }, (_request, response) => {
        requests++;
        response.end('{}');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        const baseUrl = `https://localhost:${(server.address() as AddressInfo).port}`;
        const tlsConfig = {
          id: 'tls-1',
          type: 'tls-config',
          cert: '',
          key: '',
          ca: '',
          verifyservercert: true,
          credentials: { cadata: cert },
        };
        const login = {
          ...freshLogin(dai()),
          vendor: 'agility',
          baseUrl,
          tls: 'tls-1',
          credentials: { accessToken: 'a-static-token' },
        };
        await host.nodeRed.deploy(
          flowOf(
            login,
            tlsConfig,
            requestNode('auth', 'start'),
            bearerNode('auth'),
            httpRequestNode(`${baseUrl}/start`, { tls: 'tls-1' }),
          ),
        );
        await host.nodeRed.receive([{ nodeId, msg: { headers } }]);
        const { error } = await nextArrival(host.nodeRed, 'caught');

        expect((error as { message: string }).message).toMatch(/certificate|altnames/);
        expect(requests).toBe(0);
      } finally {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    });

    test('keep neither the process alive nor a timer once the answers are in', async () => {
      const timers = async () =>
        (await host.nodeRed.activeResources()).filter((name) => name === 'Timeout').length;
      await host.nodeRed.deploy(flowOf(freshLogin(dai()), requestNode('auth', 'ai/agents')));
      const before = await timers();
      await call();

      expect(await timers()).toBeLessThanOrEqual(before);
    });

    test('one deployed anew takes over the token of the one before', async () => {
      const login = freshLogin(dai());
      await host.nodeRed.deploy(flowOf(login, requestNode('auth', 'ai/agents')));
      await call();
      await host.nodeRed.deploy(flowOf(login, requestNode('auth', 'ai/agents')));
      await call();

      expect(dai().stats()).toMatchObject({ tokenRequests: 1, apiRequests: 2 });
    });

    test('a deployment during a token request neither loses nor repeats it', async () => {
      const login = freshLogin(dai());
      dai().set({ tokenEndpoint: { delayMs: 600, times: 1 } });
      await host.nodeRed.deploy(flowOf(login, requestNode('auth', 'ai/agents')));
      await host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);
      while (dai().stats().tokenRequests === 0) await new Promise((next) => setImmediate(next));
      await host.nodeRed.deploy(flowOf(login, requestNode('auth', 'ai/agents')));

      expect(await call()).toMatchObject({ statusCode: 200 });
      expect(dai().stats().tokenRequests).toBe(1);
    });
  });
}
