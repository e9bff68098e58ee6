import type { FlowNode } from '../../../demo/node-red-host';
import { bearerNode, flowOf, httpRequestNode, requestNode, sink } from '../support/flows';
import { freshLogin, type Host, nextArrival } from '../support/host';

export function describeNews(host: Host): void {
  const dai = () => host.sandbox.vendors['eggplant-dai'];
  const deploy = async (more = {}, ...nodes: FlowNode[]) => {
    const login = freshLogin(dai());
    dai().set(more);
    await host.nodeRed.deploy(
      flowOf(
        login,
        bearerNode('auth'),
        httpRequestNode(dai().baseUrl + dai().protectedPath),
        requestNode('auth', 'ai/agents'),
        ...nodes,
      ),
    );
    await host.nodeRed.statuses();
    await host.nodeRed.arrivals('shown', 0);
  };
  const call = () => host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);

  describe('what vendor-auth tells of its token', () => {
    test('the state is shown on itself and on all nodes that use it', async () => {
      await deploy();
      await call();
      await nextArrival(host.nodeRed, 'answers');
      const shown: { nodeId: string; text: unknown }[] = [];
      for (const nodeId of ['auth', 'bearer', 'request']) {
        while (!shown.some((status) => status.nodeId === nodeId && status.text === 'valid 4 min')) {
          const statuses = await host.nodeRed.statuses();
          shown.push(...statuses.map(({ nodeId, msg }) => ({ nodeId, text: msg['text'] })));
        }
      }
    });

    test('Status nodes of the flow hear of it', async () => {
      await deploy();
      await call();
      await nextArrival(host.nodeRed, 'answers');
      const sources: unknown[] = [];
      while (!sources.includes('vendor-auth')) {
        const { status } = await nextArrival(host.nodeRed, 'shown');
        sources.push((status as { source: { type: string } }).source.type);
      }

      expect(sources).toContain('vendor-auth');
    });

    test('Status nodes hear of each state once, however many nodes use it', async () => {
      await deploy();
      const texts: unknown[] = [];
      await call();
      await nextArrival(host.nodeRed, 'answers');
      while (texts.at(-1) !== 'valid 4 min') {
        for (const { status } of await host.nodeRed.arrivals('shown', 1)) {
          const { source, text } = status as { source: { id: string }; text: string };
          if (source.id === 'auth') texts.push(text);
        }
      }

      expect(texts).toEqual([...new Set(texts)]);
    });

    test('a refresh that fails behind a valid token is told to each Catch once, and to no message', async () => {
      const catchOf = (name: string, scope: string[]) => [
        { id: `catch-${name}`, type: 'catch', scope, wires: [[`caught-${name}`]] },
        sink(`caught-${name}`),
      ];
      const twice = [1, 2].map((n) => ({ id: `instance-${n}`, type: 'subflow:inner' }));
      // Refreshes are due from 1.6 s on, and the token is good until 2 s.
      await deploy(
        { lifetimeSeconds: 2 },
        ...catchOf('of-request', ['request']),
        ...catchOf('of-both', ['bearer', 'request']),
        ...catchOf('of-another', ['http']),
        { id: 'inner', type: 'subflow', name: 'Inner', in: [], out: [] },
        requestNode('auth', 'ai/agents', { id: 'inner-request', z: 'inner' }),
        ...twice,
      );
      await call();
      await nextArrival(host.nodeRed, 'answers');
      dai().set({ tokenEndpoint: { status: 500, body: 'broken' } });
      const startMs = performance.now();
      while (dai().stats().tokenRequests < 2 && performance.now() - startMs < 1900) {
        await call();
        await nextArrival(host.nodeRed, 'answers');
      }
      const told = await host.nodeRed.arrivals('caught', 1);
      const failure = {
        error: { code: 'vendor-unavailable', source: { id: 'auth', type: 'vendor-auth' } },
        payload: { event: 'refresh-failed', vendor: 'eggplant-dai' },
      };

      expect(told).toMatchObject([failure]);
      expect(await host.nodeRed.arrivals('caught-of-request', 0)).toMatchObject([failure]);
      expect(await host.nodeRed.arrivals('caught-of-both', 0)).toMatchObject([failure]);
      expect(await host.nodeRed.arrivals('caught-of-another', 0)).toEqual([]);
    });

    test('a login that is refused is told to each message, and asked for once', async () => {
      await deploy({ clientSecret: 'another one' });
      await host.nodeRed.receive(Array.from({ length: 50 }, () => ({ nodeId: 'bearer', msg: {} })));
      const caught = await host.nodeRed.arrivals('caught', 50);

      expect(new Set(caught.map(({ error }) => (error as { code: string }).code))).toEqual(
        new Set(['invalid-client']),
      );
      expect(dai().stats().tokenRequests).toBe(1);
    });

    test('statuses stay under 20 characters, and do not flood', async () => {
      await deploy({ lifetimeSeconds: 1 });
      for (let times = 0; times < 50; times++) {
        await call();
        await nextArrival(host.nodeRed, 'answers');
      }
      const statuses = await host.nodeRed.statuses();

      expect(statuses.length).toBeLessThan(40);
      for (const { msg } of statuses)
        expect(((msg['text'] ?? '') as string).length).toBeLessThan(20);
    });
  });
}
