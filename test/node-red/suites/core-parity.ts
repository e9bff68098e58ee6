import net, { type AddressInfo } from 'node:net';
import type { FlowNode } from '../../../demo/node-red-host';
import { bearerNode, flowOf, httpRequestNode, requestNode } from '../support/flows';
import { freshLogin, type Host, nextArrival } from '../support/host';

/** Flows that were made with the core `http request` node, or that people expect to work as with it. */
export function describeCoreParity(host: Host): void {
  const dai = () => host.sandbox.vendors['eggplant-dai'];
  const send = (msg: object) => host.nodeRed.receive([{ nodeId: 'request', msg }]);
  const answer = () => nextArrival(host.nodeRed, 'answers');
  const logCount = async () => (await host.nodeRed.logs()).length;
  const warningsSince = async (count: number) =>
    (await host.nodeRed.logs())
      .slice(count)
      .filter(({ level }) => level === 'warn')
      .map(({ text }) => text);

  describe('as with the core http request node', () => {
    test('an invalid msg.requestTimeout, and what the node has already, are warned of', async () => {
      await host.nodeRed.deploy(flowOf(freshLogin(dai()), requestNode('auth', 'ai/agents')));
      const before = await logCount();
      await send({ requestTimeout: 'foo' });
      expect(await answer()).toMatchObject({ statusCode: 200 });
      await send({ requestTimeout: -4 });
      expect(await answer()).toMatchObject({ statusCode: 200 });
      await send({ url: 'elsewhere' });
      expect(await answer()).toMatchObject({ statusCode: 200 });

      expect(await warningsSince(before)).toEqual([
        expect.stringMatching(/not a valid number/),
        expect.stringMatching(/negative/),
        expect.stringMatching(/no longer override set node properties/),
      ]);
    });

    test('msg.rejectUnauthorized has no effect, of which the node tells once', async () => {
      await host.nodeRed.deploy(flowOf(freshLogin(dai()), requestNode('auth', 'ai/agents')));
      const before = await logCount();
      for (let round = 0; round < 3; round++) {
        await send({ rejectUnauthorized: false });
        await answer();
      }
      expect(await warningsSince(before)).toEqual([
        expect.stringMatching(/^msg\.rejectUnauthorized has no effect/),
      ]);
    });

    test('paytoqs: true of an old flow adds the payload to the query', async () => {
      const node = requestNode('auth', 'sandbox/echo?a=20%', { paytoqs: true, version: undefined });
      await host.nodeRed.deploy(flowOf(freshLogin(dai()), node));
      await send({ payload: { b: 1, c: { d: 2 } } });
      expect((await answer())['payload']).toMatchObject({
        query: [
          ['a', '20%'],
          ['b', '1'],
          ['c[d]', '2'],
        ],
      });
    });

    test('insecureHTTPParser puts up with a careless answer, and nothing else does', async () => {
      const server = net.createServer((socket) => {
        socket.on('error', () => undefined);
        socket.on('data', () => socket.end('HTTP/1.0 200\nContent-Type: text/plain\n\n{"a":1}'));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const login = {
        id: 'auth',
        type: 'vendor-auth',
        vendor: 'agility',
        baseUrl: `http://127.0.0.1:${port}/x`,
        credentials: { accessToken: '1.static-token-of-agility=' },
      };
      try {
        for (const insecureHTTPParser of [true, false]) {
          await host.nodeRed.deploy(
            flowOf(login, requestNode('auth', 'y', { insecureHTTPParser })),
          );
          await send({});
          if (insecureHTTPParser) expect((await answer())['payload']).toEqual({ a: 1 });
          else {
            expect((await nextArrival(host.nodeRed, 'caught'))['error']).toMatchObject({
              code: 'unreachable',
              message: expect.stringContaining('its answer breaks the rules of HTTP'),
            });
          }
        }
      } finally {
        server.close();
      }
    });
  });

  describe('environment variables within values', () => {
    test('are replaced, in fields and in secrets', async () => {
      const login = freshLogin(dai());
      const credentials = login['credentials'] as Record<string, string>;
      const [secret, baseUrl] = [credentials['clientSecret']!, login['baseUrl'] as string];
      const env = Object.entries({ HEAD: secret.slice(0, 4), TAIL: secret.slice(8), PORT: port() });
      function port(): string {
        return new URL(baseUrl).port;
      }
      const typed = {
        ...login,
        baseUrl: baseUrl.replace(port(), '${PORT}'),
        credentials: { ...credentials, clientSecret: `\${HEAD}${secret.slice(4, 8)}\${TAIL}` },
      };
      await host.nodeRed.deploy([
        ...flowOf(typed, requestNode('auth', 'ai/agents')),
        {
          id: 'environment',
          type: 'global-config',
          env: env.map(([name, value]) => ({ name, value, type: 'str' })),
        },
      ]);
      await send({});
      expect(await answer()).toMatchObject({ statusCode: 200 });
    });

    test('have values that are not looked into, whatever stands in them', async () => {
      const login = freshLogin(dai());
      const clientSecret = 'Hunter2${Xy}';
      dai().set({ clientSecret });
      const credentials = { ...(login['credentials'] as object), clientSecret: '${PW}' };
      const env = [{ name: 'PW', value: clientSecret, type: 'str' }];
      await host.nodeRed.deploy([
        ...flowOf({ ...login, credentials }, requestNode('auth', 'ai/agents')),
        { id: 'environment', type: 'global-config', env },
      ]);
      await send({});
      expect(await answer()).toMatchObject({ statusCode: 200 });
    });

    test('are refused by the field’s name where they have no value, and no secret is sent', async () => {
      for (const clientSecret of ['pre-${NOT_SET_ANYWHERE}', '${NOT_SET_ANYWHERE}post']) {
        const login = freshLogin(dai());
        const credentials = { ...(login['credentials'] as object), clientSecret };
        const broken = { ...login, credentials };
        await host.nodeRed.deploy(flowOf(broken, requestNode('auth', 'ai/agents')));
        await send({});
        expect((await nextArrival(host.nodeRed, 'caught'))['error']).toMatchObject({
          // What else was typed there may be the secret, so no part of it is named.
          message: expect.stringMatching(/^Client Secret .* variable …, which is not set/),
        });
        expect(dai().stats().tokenRequests).toBe(0);
      }
    });
  });

  test('a subflow’s vendor-auth property chooses the login of each instance', async () => {
    const mine = freshLogin(dai());
    const other = host.sandbox.vendors.dvinci;
    const theirs = { ...freshLogin(other), id: 'other' };
    const instance = (id: string, login: string): FlowNode => ({
      id,
      type: 'subflow:call',
      env: [{ name: 'LOGIN', value: login, type: 'vendor-auth' }],
      wires: [['answers']],
    });
    await host.nodeRed.deploy(
      flowOf(
        {
          id: 'call',
          type: 'subflow',
          name: 'Call',
          in: [{ wires: [{ id: 'request' }] }],
          out: [{ wires: [{ id: 'request', port: 0 }] }],
          env: [{ name: 'LOGIN', value: '', type: 'vendor-auth' }],
        },
        mine,
        theirs,
        requestNode('${LOGIN}', '', { z: 'call', wires: [[]] }),
        instance('first', 'auth'),
        instance('second', 'other'),
      ),
    );
    const calls = { first: dai(), second: other };
    for (const [nodeId, vendor] of Object.entries(calls)) {
      const url = vendor.protectedPath;
      await host.nodeRed.receive([{ nodeId, msg: { url } }]);
      expect(await answer()).toMatchObject({ statusCode: 200 });
      expect(vendor.stats()).toMatchObject({ tokenRequests: 1, apiRequests: 1 });
    }
  });

  test('vendor-auth-bearer warns once of a login in the core node behind it', async () => {
    const url = `${dai().baseUrl}/sandbox/echo`;
    const own = { authType: 'basic', credentials: { user: 'u', password: 'p' } };
    for (const [more, expected] of [
      [own, [expect.stringMatching(/has an authentication of its own/)]],
      [{ credentials: { user: '', password: '' } }, []],
    ] as const) {
      await host.nodeRed.deploy(
        flowOf(freshLogin(dai()), bearerNode('auth'), httpRequestNode(url, more)),
      );
      const before = await logCount();
      for (let round = 0; round < 2; round++) {
        await host.nodeRed.receive([{ nodeId: 'bearer', msg: {} }]);
        await answer();
      }
      expect(await warningsSince(before)).toEqual(expected);
    }
  });
}
