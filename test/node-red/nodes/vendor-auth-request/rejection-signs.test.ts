import { Readable } from 'node:stream';
import { API, vendorThat } from '../../support/any-vendor';
import { RequestScene, type Sent } from '../../support/request-scene';

interface ApiAnswer {
  readonly status?: number;
  readonly body?: string;
}

const DEAD = '{"code":"602","message":"expired"}';

describe('an answer that the user lists as one to a dead token', () => {
  const scene = new RequestScene();
  afterEach(async () => await scene.close());

  const LISTED = { ...API, rejectedStatuses: '403, 498', rejectedBody: '"code":"602"' };
  const onlyFirst = (token: string) => (token === 'token-1' ? 401 : 200);

  /** Sends with a token of that age to a server that answers so to the first token. */
  async function run(
    { status = 200, body = '' }: ApiAnswer,
    {
      ageSeconds = 10,
      statusOf,
      ...sent
    }: Sent & { ageSeconds?: number; statusOf?: (token: string) => number } = {},
  ) {
    const tokens: string[] = [];
    const baseUrl = await scene.serve((request, response) => {
      const { authorization = '' } = request.headers;
      tokens.push(authorization.slice('Bearer '.length));
      request.resume();
      request.on('end', () => {
        if (authorization.endsWith('token-1')) response.writeHead(status).end(body);
        else response.end('{"arrived":true}');
      });
    });
    const respond = vendorThat(statusOf);
    const fields = { ...LISTED, ...sent.fields };
    const login = scene.login(baseUrl, { vendor: 'client-credentials', respond, fields });
    await login.token();
    login.clock.advanceSeconds(ageSeconds);
    const outcome = await scene.sendWith(login, sent);
    const made = (method: string) =>
      login.vendor.requests.filter((request) => request.method === method).length;
    return { ...outcome, login, tokens, tokenRequests: made('POST'), testCalls: made('GET') };
  }

  const SIGNS: [string, ApiAnswer][] = [
    ['by its status', { status: 403 }],
    ['by another status', { status: 498 }],
    ['by its body', { body: DEAD }],
    ['by its body, with any status', { status: 500, body: DEAD }],
  ];

  test.each(SIGNS)('%s, is repeated once the test call confirms it', async (_what, answer) => {
    const { msg, tokens, tokenRequests, testCalls } = await run(answer, { statusOf: onlyFirst });

    expect(msg).toMatchObject({ statusCode: 200, payload: { arrived: true } });
    expect(tokens).toEqual(['token-1', 'token-2']);
    // One with the old token, one with the new.
    expect([tokenRequests, testCalls]).toEqual([2, 2]);
  });

  test.each(SIGNS)('%s, is an answer where the test call does not', async (_what, answer) => {
    const { msg, tokens, tokenRequests, testCalls } = await run(answer);

    expect(msg).toMatchObject({ statusCode: answer.status ?? 200 });
    expect(tokens).toEqual(['token-1']);
    expect([tokenRequests, testCalls]).toEqual([1, 1]);
  });

  test('is one where the test call refuses a new token as well, and the token stays', async () => {
    const { tokens, login, tokenRequests } = await run({ status: 403 }, { statusOf: () => 401 });

    expect(tokens).toEqual(['token-1']);
    expect(tokenRequests).toBe(2);
    expect(await login.token()).toBe('token-1');
  });

  test.each([
    [59, ['token-1']],
    [60, ['token-1', 'token-2']],
  ])('counts without a test call from a token of %d seconds', async (ageSeconds, expected) => {
    const fields = { checkPath: '' };
    const { tokens, tokenRequests, testCalls } = await run({ status: 403 }, { fields, ageSeconds });

    expect(tokens).toEqual(expected);
    expect([tokenRequests, testCalls]).toEqual([expected.length, 0]);
  });

  test('is not repeated with a body that can be sent only once', async () => {
    const { msg, tokens } = await run(
      { status: 403 },
      {
        statusOf: onlyFirst,
        properties: { method: 'POST' },
        msg: { payload: Readable.from([Buffer.from('once')]) },
      },
    );

    expect(msg).toMatchObject({ statusCode: 403 });
    expect(tokens).toEqual(['token-1']);
  });

  test.each([402, 404, 500, 502])(
    'is not meant by a status that is not listed (%d)',
    async (status) => {
      const { tokens, testCalls } = await run({ status }, { statusOf: onlyFirst });

      expect(tokens).toEqual(['token-1']);
      expect(testCalls).toBe(0);
    },
  );
});

describe('a new token that is refused', () => {
  const scene = new RequestScene();
  afterEach(async () => await scene.close());

  /** The vendor's API refuses so many requests. */
  async function run(refusals: number, sent: Sent = {}) {
    const tokens: (string | undefined)[] = [];
    const baseUrl = await scene.serve((request, response) => {
      tokens.push(request.headers.authorization);
      request.resume();
      request.on('end', () => response.writeHead(tokens.length > refusals ? 200 : 401).end());
    });
    return { ...(await scene.send(baseUrl, sent)), tokens };
  }
  const [FIRST, SECOND] = ['Bearer token-1', 'Bearer token-2'];

  test.each([
    [1, 200, [FIRST, FIRST]],
    [2, 200, [FIRST, FIRST, SECOND]],
    [3, 401, [FIRST, FIRST, SECOND]],
  ])(
    '%d times is tried again once it is two seconds old, and only then replaced',
    async (refusals, status, expected) => {
      const { msg, tokens, waitedMs } = await run(refusals);

      expect(msg).toMatchObject({ statusCode: status });
      expect(tokens).toEqual(expected);
      expect(waitedMs).toEqual([2000]);
    },
  );

  test('is not tried again with a body that can be sent only once', async () => {
    const { tokens, waitedMs } = await run(1, {
      properties: { method: 'POST' },
      msg: { payload: Readable.from([Buffer.from('once')]) },
    });

    expect(tokens).toEqual([FIRST]);
    expect(waitedMs).toEqual([]);
  });
});
