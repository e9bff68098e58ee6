import type { FlowNode } from '../../../demo/node-red-host';
import { flowOf, requestNode } from '../support/flows';
import { freshLogin, type Host, nextArrival } from '../support/host';

export function describeRequest(host: Host): void {
  const dai = () => host.sandbox.vendors['eggplant-dai'];
  const send = (msg: object) => host.nodeRed.receive([{ nodeId: 'request', msg }]);
  const answer = () => nextArrival(host.nodeRed, 'answers');
  const failure = async () =>
    (await nextArrival(host.nodeRed, 'caught')) as Record<string, unknown> & {
      error: { message: string; code: string };
    };
  const deploy = async (node: FlowNode, login = freshLogin(dai())) =>
    await host.nodeRed.deploy(flowOf(login, node));

  describe('vendor-auth-request', () => {
    test('calls an address below the base URL and leaves no token on the message', async () => {
      await deploy(requestNode('auth', 'ai/agents'));
      await send({ topic: 'kept', headers: { Authorization: 'Bearer from-before' } });
      const msg = await answer();

      expect(msg).toMatchObject({
        topic: 'kept',
        statusCode: 200,
        responseUrl: `${dai().baseUrl}/ai/agents`,
        redirectList: [],
        payload: expect.arrayContaining([expect.objectContaining({ id: 1 })]),
      });
      expect(Object.keys(msg['headers'] as object).join()).not.toMatch(/authorization/i);
    });

    test('100 messages at once after the token was withdrawn: one token request, 100 answers', async () => {
      await deploy(requestNode('auth', 'ai/agents'));
      await send({});
      await answer();
      dai().expire();
      const before = dai().stats().tokenRequests;
      await host.nodeRed.receive(
        Array.from({ length: 100 }, () => ({ nodeId: 'request', msg: {} })),
      );
      const answers = await host.nodeRed.arrivals('answers', 100);

      expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(100).fill(200));
      expect(dai().stats().tokenRequests - before).toBe(1);
    });

    test('fills in the address from the message, encoded, and adds a payload to the query', async () => {
      await deploy(
        requestNode('auth', '/sandbox/echo?topic={{topic}}&raw={{{raw.part}}}', {
          paytoqs: 'query',
        }),
      );
      await send({ topic: 'a/b&c', raw: { part: 'x=1' }, payload: { ids: [1, 2] } });
      const { payload } = await answer();

      expect((payload as { query: unknown }).query).toEqual([
        ['topic', 'a/b&c'],
        ['raw', 'x=1'],
        ['ids', '1'],
        ['ids', '2'],
      ]);
    });

    test.each([
      ['an object as JSON', { a: 1 }, {}, 'application/json', '{"a":1}'],
      ['a text as it is', 'plain', {}, undefined, 'plain'],
      ['a number as text', 42, {}, undefined, '42'],
      ['bytes as they are', Buffer.from('bytes'), {}, undefined, 'bytes'],
      [
        'an object as a form',
        { a: '1 2', b: ['x', 'y'] },
        { 'Content-Type': 'application/x-www-form-urlencoded' },
        'application/x-www-form-urlencoded',
        'a=1%202&b=x&b=y',
      ],
    ])('sends %s', async (_what, payload, headers, contentType, body) => {
      await deploy(requestNode('auth', 'sandbox/echo', { method: 'use' }));
      await send({ method: 'put', payload, headers });
      const { payload: echo } = await answer();

      expect(echo).toMatchObject({ method: 'PUT', body });
      expect((echo as { contentType?: string }).contentType).toBe(contentType);
    });

    test('sends a multipart form with files', async () => {
      await deploy(requestNode('auth', 'sandbox/echo', { method: 'POST' }));
      await send({
        headers: { 'content-type': 'multipart/form-data' },
        payload: {
          field: 'text',
          file: { value: Buffer.from('abc'), options: { filename: 'a.txt' } },
        },
      });
      const { contentType, body } = (await answer())['payload'] as Record<string, string>;

      expect(contentType).toMatch(/^multipart\/form-data; boundary=/);
      expect(body).toMatch(/name="field"\r\n\r\ntext\r\n/);
      expect(body).toMatch(/name="file"; filename="a.txt"/);
    });

    test('headers of the dialog go over those of the message, and none may replace the token', async () => {
      const headers = [
        { keyType: 'other', keyValue: 'X-One', valueType: 'other', valueValue: 'dialog' },
        { keyType: 'Accept', keyValue: '', valueType: 'msg', valueValue: 'wanted' },
        {
          keyType: 'other',
          keyValue: 'authorization',
          valueType: 'other',
          valueValue: 'Basic eA==',
        },
      ];
      await deploy(requestNode('auth', 'sandbox/echo', { headers }));
      await send({ wanted: 'text/x', headers: { 'x-one': 'message', 'x-two': 'message' } });
      const { payload } = await answer();

      expect(payload).toMatchObject({
        authorizationScheme: 'Bearer',
        headers: { 'x-one': 'dialog', 'x-two': 'message', accept: 'text/x' },
      });
    });

    test('header rows read the message in Node-RED’s own notation, and skip what is not there', async () => {
      const row = (name: string, property: string) => ({
        keyType: 'other',
        keyValue: name,
        valueType: 'msg',
        valueValue: property,
      });
      const headers = [
        row('x-list', 'items[0].id'),
        row('x-key', 'm["a-b"]'),
        row('x-nested', 'm[msg.topic]'),
        row('x-none', 'nothing.at.all'),
        row('x-broken', 'items['),
        { ...row('', 'items[0].id'), keyType: 'msg', keyValue: 'm["a-b"]' },
      ];
      await deploy(requestNode('auth', 'sandbox/echo', { headers }));
      await send({ items: [{ id: 7 }], m: { 'a-b': 'x-dash' }, topic: 'a-b' });
      const echoed = ((await answer())['payload'] as { headers: object }).headers;

      expect(echoed).toMatchObject({
        'x-list': '7',
        'x-key': 'x-dash',
        'x-nested': 'x-dash',
        'x-dash': '7',
      });
      expect(echoed).not.toHaveProperty('x-none');
      expect(echoed).not.toHaveProperty('x-broken');
    });

    test.each([
      ['txt', 'string'],
      ['bin', 'object'],
    ])('returns an answer as %s', async (ret, type) => {
      await deploy(requestNode('auth', 'ai/agents', { ret }));
      await send({});
      const { payload } = await answer();

      expect(typeof payload).toBe(type);
      expect(JSON.parse(Buffer.from(payload as string).toString())).toEqual(expect.any(Array));
    });

    test('warns, and returns the text, where an object was wanted and the answer is none', async () => {
      await deploy(requestNode('auth', 'sandbox/bytes/16'));
      await send({});

      expect((await answer())['payload']).toBe('sandbox sandbox ');
      expect(await host.nodeRed.logs()).toContainEqual({ level: 'warn', text: 'JSON parse error' });
    });

    test('an answer other than 2xx goes on with its status', async () => {
      await deploy(requestNode('auth', 'sandbox/status/418'));
      await send({});

      expect(await answer()).toMatchObject({ statusCode: 418, payload: { status: 418 } });
      expect(dai().stats()).toMatchObject({ tokenRequests: 1, apiRequests: 1 });
    });

    test.each([
      [403, 'forbidden', 'does not allow'],
      [404, 'not-found', 'has nothing at /sandbox/status/404'],
      [500, 'vendor-unavailable', 'was not repeated'],
    ])(
      'with senderr, a %d goes to Catch only, once, and causes neither request nor token request',
      async (status, code, sentence) => {
        await deploy(
          requestNode('auth', `sandbox/status/${status}`, { senderr: true, method: 'POST' }),
        );
        await send({ payload: 'x' });
        const msg = await failure();

        expect(msg.error).toMatchObject({ code, message: expect.stringContaining(sentence) });
        expect(msg['statusCode']).toBe(status);
        expect(await host.nodeRed.arrivals('answers', 0)).toEqual([]);
        expect(dai().stats()).toMatchObject({ tokenRequests: 1, apiRequests: 1 });
      },
    );

    test('a token is repeated once only, and what it means is said', async () => {
      await deploy(requestNode('auth', '', { senderr: true }));
      await send({ url: dai().protectedPath });
      await answer();
      const { apiRequests } = dai().stats();
      await send({ url: 'sandbox/status/401' });
      const { error } = await failure();

      expect(error).toMatchObject({
        code: 'token-rejected',
        message: expect.stringContaining('does not accept the access token'),
      });
      // The new one as well, and that one once more when it is two seconds old (rules T17 and T20).
      expect(dai().stats().apiRequests - apiRequests).toBe(3);
    });

    test('msg.requestTimeout ends a request that takes too long', async () => {
      await deploy(requestNode('auth', 'sandbox/slow/20000'));
      await send({ requestTimeout: 300 });

      expect((await failure()).error).toMatchObject({ code: 'timeout' });
    });

    test('a deployment cancels what is under way and disturbs no other configuration', async () => {
      await deploy(requestNode('auth', 'sandbox/slow/20000'));
      await send({});
      await waitUntil(() => dai().stats().apiRequests === 1);
      const startMs = performance.now();
      await deploy(requestNode('auth', 'ai/agents'));

      expect(performance.now() - startMs).toBeLessThan(10_000);
      await send({});
      expect((await answer())['statusCode']).toBe(200);
    });
  });
}

async function waitUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
