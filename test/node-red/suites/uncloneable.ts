// Longer than most: one flow after another, told in full where it differs from the last.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FlowNode } from '../../../demo/node-red-host';
import { bearerNode, flowOf, httpRequestNode, requestNode, sink } from '../support/flows';
import { freshLogin, type Host, nextArrival } from '../support/host';
import { KINDS, STUMBLES } from '../support/odd-values';

export function describeUncloneable(host: Host): void {
  let api: { readonly server: Server; readonly baseUrl: string };
  beforeAll(async () => {
    const server = createServer((request, response) => {
      const [, status, levels] = /^\/(\d+)\/(\d+)/.exec(request.url ?? '') ?? [];
      const depth = Number(levels ?? 0);
      response.writeHead(Number(status ?? 404), { 'content-type': 'application/json' });
      response.end('['.repeat(depth) + ']'.repeat(depth));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    api = { server, baseUrl: `http://127.0.0.1:${port}` };
  });
  afterAll(async () => {
    api.server.closeAllConnections();
    await new Promise((resolve) => api.server.close(resolve));
  });

  // What an earlier test that failed left behind.
  beforeEach(async () => {
    for (const id of ['caught', 'answers', 'second', 'completed', 'after']) {
      await host.nodeRed.arrivals(id, 0);
    }
  });

  const dai = () => host.sandbox.vendors['eggplant-dai'];
  const send = (nodeId: string, msg: object = {}) => host.nodeRed.receive([{ nodeId, msg }]);
  const staticLogin = (): FlowNode => ({
    id: 'auth',
    type: 'vendor-auth',
    version: 1,
    vendor: 'agility',
    baseUrl: api.baseUrl,
    credentials: { accessToken: 'a-static-token' },
  });
  /** A login that is refused. */
  const refusedLogin = (): FlowNode => {
    const login = freshLogin(dai());
    dai().set({ clientSecret: 'another one' });
    return login;
  };
  const maker = (func: string, to: string): FlowNode => ({
    id: 'maker',
    type: 'function',
    func: `${func}\nreturn msg;`,
    outputs: 1,
    wires: [[to]],
  });
  const complete = (of: string): FlowNode => ({
    id: 'complete',
    type: 'complete',
    scope: [of],
    uncaught: false,
    wires: [['completed']],
  });
  /** What reached nodes, when the message has ended and everything else had time to. */
  const ends = async (endsAt: string, ...others: string[]) => {
    const [msg, ...more] = await host.nodeRed.arrivals(endsAt, 1);
    // What comes along with a message is there before the next one is.
    await send('after');
    await host.nodeRed.arrivals('after', 1);
    const strays = await Promise.all(others.map((id) => host.nodeRed.arrivals(id, 0)));
    const again = await host.nodeRed.arrivals(endsAt, 0);
    return { msg: msg!, others: [...more, ...again, ...strays.flat()] };
  };
  const failureOf = (msg: Record<string, unknown>) =>
    msg['error'] as { message: string; code: string };

  describe('what Node-RED cannot clone', () => {
    test.each([
      [2_000, 400],
      [50_000, 400],
      [2_000, 404],
      [50_000, 500],
    ])(
      '%d levels of JSON in an answer with %d reach Catch, with the answer as text',
      async (levels, status) => {
        await host.nodeRed.deploy(
          flowOf(
            staticLogin(),
            requestNode('auth', `${status}/${levels}`, { senderr: true }),
            complete('request'),
            sink('completed'),
            sink('after'),
          ),
        );
        await send('request', { topic: 'kept' });
        const { msg, others } = await ends('caught', 'answers', 'completed');

        expect(others).toEqual([]);
        expect(msg).toMatchObject({
          topic: 'kept',
          statusCode: status,
          _msgid: expect.any(String),
        });
        expect(failureOf(msg).message).toContain(String(status));
        expect(typeof msg['payload']).toBe('string');
      },
    );

    test.each([2_000, 50_000])(
      '%d levels of JSON in an answer with 200 go on as text to all nodes, with a warning',
      async (levels) => {
        await host.nodeRed.deploy(
          flowOf(
            staticLogin(),
            requestNode('auth', `200/${levels}`, { wires: [['answers', 'second']] }),
            complete('request'),
            sink('completed'),
            sink('second'),
            sink('after'),
          ),
        );
        await send('request', { topic: 'kept' });
        const { msg, others } = await ends('answers', 'caught');

        expect(others).toEqual([]);
        expect(msg).toMatchObject({ topic: 'kept', statusCode: 200 });
        expect(msg['payload']).toHaveLength(2 * levels);
        expect(await nextArrival(host.nodeRed, 'second')).toMatchObject({ topic: 'kept' });
        expect(await nextArrival(host.nodeRed, 'completed')).toMatchObject({ topic: 'kept' });
        expect(await host.nodeRed.logs()).toContainEqual({
          level: 'warn',
          text: expect.stringContaining('nested'),
        });
      },
    );

    describe.each([...Object.entries(KINDS), ...Object.entries(STUMBLES)])(
      'a value that %s',
      (_what, func) => {
        test.each([
          ['a refused login and the request node', 'request', () => refusedLogin()],
          ['a refused login and the bearer node', 'bearer', () => refusedLogin()],
          ['an answer with 400 and the request node', 'request', () => staticLogin()],
          [
            'the wrong vendor and the revoke node',
            'revoke',
            () => freshLogin(host.sandbox.vendors.dvinci),
          ],
        ])('is left out, and the failure told once, with %s', async (_where, nodeId, login) => {
          await host.nodeRed.deploy(
            flowOf(
              login(),
              maker(func, nodeId),
              requestNode('auth', '400/2', { senderr: true }),
              bearerNode('auth'),
              httpRequestNode(`${api.baseUrl}/200/1`),
              {
                id: 'revoke',
                type: 'agility-revoke-grant',
                auth: 'auth',
                grant: '1',
                grantType: 'str',
                version: 1,
                wires: [['answers']],
              },
              complete(nodeId),
              sink('completed'),
              sink('after'),
            ),
          );
          await send('maker', { topic: 'kept', payload: 'kept too' });
          const { msg, others } = await ends('caught', 'answers', 'completed');

          expect(others).toEqual([]);
          expect(msg).toMatchObject({ topic: 'kept', _msgid: expect.any(String) });
          expect(msg).not.toHaveProperty('uncloned');
          expect(failureOf(msg)).toMatchObject({
            message: expect.stringMatching(/^.{20,}/),
            source: { id: nodeId },
          });
        });
      },
    );

    describe.each(Object.entries(KINDS).filter(([what]) => !/frozen|earlier|stays/.test(what)))(
      'a value that %s',
      (_what, func) => {
        test('goes on to one node as it is, and a Complete node hears of it without', async () => {
          await host.nodeRed.deploy(
            flowOf(
              staticLogin(),
              maker(func, 'request'),
              requestNode('auth', '200/2'),
              complete('request'),
              sink('completed'),
              sink('after'),
            ),
          );
          await send('maker', { topic: 'kept' });
          const { msg, others } = await ends('answers', 'caught');

          expect(others).toEqual([]);
          expect(msg).toMatchObject({ topic: 'kept', statusCode: 200, uncloned: ['odd'] });
          const completed = await nextArrival(host.nodeRed, 'completed');
          expect(completed).toMatchObject({ topic: 'kept', statusCode: 200 });
          expect(completed).not.toHaveProperty('uncloned');
        });

        test('goes to Catch alone where the node is wired to several', async () => {
          await host.nodeRed.deploy(
            flowOf(
              staticLogin(),
              maker(func, 'request'),
              requestNode('auth', '200/2', { wires: [['answers', 'second']] }),
              complete('request'),
              sink('completed'),
              sink('second'),
              sink('after'),
            ),
          );
          await send('maker', { topic: 'kept' });
          const { msg, others } = await ends('caught', 'answers', 'second', 'completed');

          expect(others).toEqual([]);
          expect(msg).toMatchObject({ topic: 'kept', statusCode: 200 });
          expect(failureOf(msg).message).toContain('msg.odd');
        });
      },
    );

    test.each([
      ['request', 2_000, 'invalid-client'],
      // Too deep to be sent, which shows before the login does.
      ['request', 50_000, 'invalid-settings'],
      ['bearer', 2_000, 'invalid-client'],
      ['bearer', 50_000, 'invalid-client'],
    ])(
      'JSON from outside leads to an answer while the login of the %s node fails (%d levels)',
      async (nodeId, levels, code) => {
        await host.nodeRed.deploy(
          flowOf(
            refusedLogin(),
            {
              id: 'in',
              type: 'http in',
              url: '/in',
              method: 'post',
              upload: false,
              wires: [[nodeId]],
            },
            requestNode('auth', '400/2', { method: 'POST', senderr: true }),
            bearerNode('auth'),
            httpRequestNode(`${api.baseUrl}/200/1`),
            { id: 'catch-in', type: 'catch', scope: [nodeId], uncaught: false, wires: [['reply']] },
            { id: 'reply', type: 'http response', statusCode: '502', headers: {}, wires: [] },
          ),
        );
        const answer = await fetch(`${host.nodeRed.url}/in`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '['.repeat(levels) + ']'.repeat(levels),
          signal: AbortSignal.timeout(10_000),
        });

        expect(answer.status).toBe(502);
        const caught = await nextArrival(host.nodeRed, 'caught');
        expect(caught).toMatchObject({ req: 'there', res: 'there' });
        expect(failureOf(caught).code).toBe(code);
      },
    );
  });
}
