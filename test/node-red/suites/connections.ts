import { flowOf, requestNode } from '../support/flows';
import { startForwardProxy } from '../support/forward-proxy';
import { freshLogin, type Host, nextArrival } from '../support/host';

export function describeConnections(host: Host): void {
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
