import type { FlowNode } from '../../../demo/node-red-host';
import { bearerNode, flowOf, httpRequestNode } from '../support/flows';
import { freshLogin, type Host, nextArrival } from '../support/host';

/** The answers of the core node come back to vendor-auth-bearer, whose second output gives them on. */
const withRecovery = { wires: [['http'], ['answers']] };
const wiredBack = { wires: [['bearer']], senderr: false };

const many = (nodeId: string) =>
  Array.from({ length: 100 }, (_, index) => ({ nodeId, msg: { topic: String(index) } }));

export function describeBearer(host: Host): void {
  const dai = () => host.sandbox.vendors['eggplant-dai'];
  const daiUrl = () => dai().baseUrl + dai().protectedPath;
  const send = (msg: object) => host.nodeRed.receive([{ nodeId: 'bearer', msg }]);
  const warning = async (text: string) => {
    const isLogged = (log: { level: string; text: string }) =>
      log.level === 'warn' && log.text === text;
    while (!(await host.nodeRed.logs()).some(isLogged));
  };

  describe('vendor-auth-bearer in front of the core http request node', () => {
    test('100 messages at once get 100 answers with one token request', async () => {
      const login = freshLogin(dai());
      await host.nodeRed.deploy(flowOf(login, bearerNode('auth'), httpRequestNode(daiUrl())));
      await host.nodeRed.receive(many('bearer'));
      const answers = await host.nodeRed.arrivals('answers', 100);

      expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(100).fill(200));
      expect(dai().stats()).toMatchObject({
        tokenRequests: 1,
        apiRequests: 100,
        rejectedTokens: 0,
      });
    });

    test('a message that was an answer asks the next http request for nothing but the token', async () => {
      const login = freshLogin(dai());
      await host.nodeRed.deploy(
        flowOf(
          login,
          bearerNode('auth'),
          httpRequestNode(`${dai().baseUrl}/sandbox/echo`, { method: 'POST', wires: [['again']] }),
          { ...bearerNode('auth'), id: 'again', wires: [['http-2'], []] },
          { ...httpRequestNode(`${dai().baseUrl}/sandbox/echo`, { method: 'POST' }), id: 'http-2' },
        ),
      );
      await send({ payload: { a: 1 }, headers: { 'x-mine': 'yes' } });
      const { payload } = await nextArrival(host.nodeRed, 'answers');

      const { headers, authorizationScheme } = payload as {
        headers: Record<string, string>;
        authorizationScheme: string;
      };
      expect(authorizationScheme).toBe('Bearer');
      expect(headers).not.toHaveProperty('x-mine');
      expect(headers).not.toHaveProperty('x-node-red-request-node');
      expect(headers).not.toHaveProperty('transfer-encoding');
    });

    test.each(['TRACE', 'trace', 'Track'])(
      'no token is put on a message for the method %s, whose answer would repeat it',
      async (method) => {
        const node = httpRequestNode(daiUrl(), { method: 'use' });
        await host.nodeRed.deploy(flowOf(freshLogin(dai()), bearerNode('auth'), node));
        await send({ method });
        const caught = await nextArrival(host.nodeRed, 'caught');

        expect(caught['error']).toMatchObject({
          code: 'invalid-settings',
          message: expect.stringContaining('token'),
          source: { id: 'bearer' },
        });
        expect(dai().stats()).toMatchObject({ tokenRequests: 0, apiRequests: 0 });
      },
    );

    test.each([
      ['as an address', 'foreign-origin', (origin: string) => `${origin}/landing`],
      ['without a scheme', 'foreign-origin', (origin: string) => origin.slice('http://'.length)],
      ['with :// in its query', 'foreign-origin', (origin: string) => `${origin.slice(7)}/?a=://`],
      ['as a list', 'invalid-settings', (origin: string) => [`${origin.slice(7)}/landing`]],
    ])('a token never goes to another origin that msg.url names %s', async (_how, code, urlOf) => {
      const login = freshLogin(dai());
      const { elsewhere } = host.sandbox;
      await host.nodeRed.deploy(flowOf(login, bearerNode('auth'), httpRequestNode('')));
      elsewhere.reset();
      await send({ url: urlOf(elsewhere.baseUrl) });
      const { error } = await nextArrival(host.nodeRed, 'caught');

      expect(error).toMatchObject({ code });
      expect(elsewhere.stats().requests).toBe(0);
      expect(dai().stats().tokenRequests).toBe(0);
    });

    test.each([true, false])(
      'answers wired back leave by the second output (only errors to Catch: %s)',
      async (senderr) => {
        const login = freshLogin(dai());
        await host.nodeRed.deploy(
          flowOf(
            login,
            bearerNode('auth', withRecovery),
            httpRequestNode(daiUrl(), { ...wiredBack, senderr }),
          ),
        );
        await send({ topic: 'first' });
        const answer = await nextArrival(host.nodeRed, 'answers');

        expect(answer).toMatchObject({ topic: 'first', statusCode: 200 });
        expect(answer).not.toHaveProperty('_vendorAuth');
        expect(dai().stats()).toMatchObject({ tokenRequests: 1, apiRequests: 1 });
      },
    );

    test('a message whose token was rejected is sent once more with a fresh one, body and all', async () => {
      const login = freshLogin(dai());
      const echo = httpRequestNode(`${dai().baseUrl}/sandbox/echo`, {
        ...wiredBack,
        method: 'POST',
      });
      await host.nodeRed.deploy(flowOf(login, bearerNode('auth', withRecovery), echo));
      await send({ payload: 'first' });
      await nextArrival(host.nodeRed, 'answers');
      dai().expire();
      await send({ payload: { number: 7 }, headers: { 'x-mine': 'yes' } });
      const { payload, statusCode } = await nextArrival(host.nodeRed, 'answers');

      expect(statusCode).toBe(200);
      expect(payload).toMatchObject({ body: '{"number":7}', headers: { 'x-mine': 'yes' } });
      expect(dai().stats()).toMatchObject({ tokenRequests: 2, apiRequests: 3, rejectedTokens: 1 });
    });

    test('100 messages whose token was withdrawn are recovered with one token request', async () => {
      const login = freshLogin(dai());
      await host.nodeRed.deploy(
        flowOf(login, bearerNode('auth', withRecovery), httpRequestNode(daiUrl(), wiredBack)),
      );
      await send({});
      await nextArrival(host.nodeRed, 'answers');
      dai().expire();
      await host.nodeRed.receive(many('bearer'));
      const answers = await host.nodeRed.arrivals('answers', 100);

      expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(100).fill(200));
      expect(dai().stats().tokenRequests).toBe(2);
    });

    test('a second 401 leaves by the second output, so that no message circles', async () => {
      const login = freshLogin(dai());
      await host.nodeRed.deploy(
        flowOf(
          login,
          bearerNode('auth', withRecovery),
          httpRequestNode(`${dai().baseUrl}/sandbox/status/401`, wiredBack),
        ),
      );
      await send({});
      const answer = await nextArrival(host.nodeRed, 'answers');

      expect(answer['statusCode']).toBe(401);
      expect(dai().stats().apiRequests).toBe(2);
    });

    test('a request that never arrived leaves by the second output without its token', async () => {
      const login = freshLogin(dai());
      await host.nodeRed.deploy(
        flowOf(
          login,
          bearerNode('auth', withRecovery),
          httpRequestNode('http://127.0.0.1:9/', wiredBack),
        ),
      );
      await send({});
      const answer = await nextArrival(host.nodeRed, 'answers');
      await host.nodeRed.arrivals('caught', 1);

      expect(answer['statusCode']).toBe('ECONNREFUSED');
      expect(answer['headers']).toEqual({});
    });

    describe('a message that a Catch node sends back', () => {
      const nowhere = 'http://127.0.0.1:9';
      const backFrom = (...wires: string[]) => [
        { id: 'catch-http', type: 'catch', scope: ['http'], wires: [wires] },
      ];
      const deployRetry = async (senderr: boolean, ...nodes: FlowNode[]) => {
        const login = freshLogin(dai(), { allowedOrigins: nowhere });
        const http = httpRequestNode('', { ...wiredBack, method: 'POST', senderr });
        await host.nodeRed.deploy(flowOf(login, bearerNode('auth', withRecovery), http, ...nodes));
      };
      const mended = (): FlowNode => ({
        id: 'mend',
        type: 'change',
        rules: [{ t: 'set', p: 'url', pt: 'msg', to: `${dai().baseUrl}/sandbox/echo`, tot: 'str' }],
        wires: [['bearer']],
      });

      test('is sent off anew, with what it had, and the answer leaves by the second output', async () => {
        await deployRetry(true, ...backFrom('mend'), mended());
        await send({
          url: nowhere,
          payload: { a: 1 },
          headers: { 'x-mine': '1' },
          statusCode: 401,
        });
        const answer = await nextArrival(host.nodeRed, 'answers');
        await host.nodeRed.arrivals('caught', 1);

        expect(answer).toMatchObject({
          statusCode: 200,
          payload: { body: '{"a":1}', headers: { 'x-mine': '1' }, authorizationScheme: 'Bearer' },
        });
        expect(dai().stats()).toMatchObject({ tokenRequests: 1, apiRequests: 1 });
      });

      test('is so too where the failed request also comes back by itself, as an answer', async () => {
        await deployRetry(false, ...backFrom('mend'), mended());
        await send({ url: nowhere, payload: { a: 1 } });
        const answers = await host.nodeRed.arrivals('answers', 2);
        await host.nodeRed.arrivals('caught', 1);

        expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 'ECONNREFUSED']);
        expect(dai().stats()).toMatchObject({ tokenRequests: 1, apiRequests: 1 });
      });

      test('fails no more often than Node-RED lets one node fail with one message', async () => {
        await deployRetry(true, ...backFrom('bearer'));
        await send({ url: nowhere });
        await host.nodeRed.arrivals('caught', 9);
        await warning('Message exceeded maximum number of catches');

        expect(await host.nodeRed.arrivals('caught', 0)).toEqual([]);
        expect(await host.nodeRed.arrivals('answers', 0)).toEqual([]);
      });
    });

    test('an answer that comes back although the second output leads nowhere is a failure', async () => {
      const login = freshLogin(dai());
      await host.nodeRed.deploy(
        flowOf(login, bearerNode('auth'), httpRequestNode(daiUrl(), wiredBack)),
      );
      await send({});
      const { error } = await nextArrival(host.nodeRed, 'caught');

      expect(error).toMatchObject({ message: expect.stringContaining('second output') });
      expect(dai().stats().apiRequests).toBe(1);
    });
  });
}
