import type { RequestListener } from 'node:http';
import { MockAgent } from 'undici';
import { sendFollowingRedirects } from '../../../../node-red/nodes/vendor-auth-request/send-following-redirects';
import { settingsOf } from '../../../core/support/credentials';
import { RequestScene } from '../../support/request-scene';

/** Where `/start` redirects to, and what answers there. */
interface Redirect {
  readonly method: string;
  readonly status: number;
  readonly to?: 'other' | 'listed';
  /** Whether the target accepts any token but the first. */
  readonly acceptsSecond?: boolean;
}

describe('a request that is redirected to where a 401 is the answer', () => {
  const scene = new RequestScene();
  afterEach(async () => await scene.close());

  /** Sends the request and tells what the vendor saw and how it ended. */
  async function run({ method, status, to, acceptsSecond = false }: Redirect) {
    const seen: string[] = [];
    const tokens = new Set<string | undefined>();
    const end: RequestListener = ({ method, headers }, response) => {
      seen.push(`${method} /end`);
      tokens.add(headers.authorization);
      response.writeHead(acceptsSecond && tokens.size > 1 ? 200 : 401).end();
    };
    const other = await scene.serve(end);
    const baseUrl = await scene.serve((request, response) => {
      if (request.url !== '/start') return end(request, response);
      seen.push(`${request.method} /start`);
      response.writeHead(status, { location: to === undefined ? '/end' : `${other}/end` }).end();
    });
    const login = scene.login(baseUrl, {
      fields: { allowedOrigins: to === 'listed' ? other : '' },
    });
    // The vendor has known the token for a while.
    await login.token();
    login.clock.advanceSeconds(10);
    const { failure, vendor, source } = await scene.sendWith(login, {
      properties: { method, ret: 'txt', senderr: true },
      msg: { payload: 'x' },
    });
    return { seen, failure, tokenRequests: vendor.requests.length, state: source.status().state };
  }

  test.each([301, 302, 303])(
    'as a GET after a POST (%d) is not repeated, and the token stays',
    async (status) => {
      const { seen, failure, tokenRequests, state } = await run({ method: 'POST', status });

      expect(seen).toEqual(['POST /start', 'GET /end']);
      expect({ tokenRequests, state }).toEqual({ tokenRequests: 1, state: 'valid' });
      expect(failure).toMatchObject({
        code: 'request-failed',
        message: expect.stringContaining('/end, where a redirect led'),
      });
    },
  );

  test.each([
    ['POST', 307],
    ['POST', 308],
    ['GET', 302],
  ])('as the same request (%s, %d) is repeated with a new token', async (method, status) => {
    const { seen, failure, tokenRequests } = await run({ method, status, acceptsSecond: true });

    const once = [`${method} /start`, `${method} /end`];
    expect(seen).toEqual([...once, ...once]);
    expect(tokenRequests).toBe(2);
    expect(failure).toBeUndefined();
  });

  test('of an origin that gets the token too is repeated with a new one', async () => {
    const { failure, tokenRequests } = await run({
      method: 'GET',
      status: 302,
      to: 'listed',
      acceptsSecond: true,
    });

    expect(tokenRequests).toBe(2);
    expect(failure).toBeUndefined();
  });

  test('of an origin that does not get the token is told as that origin’s answer', async () => {
    const { seen, failure, tokenRequests } = await run({ method: 'GET', status: 302, to: 'other' });

    expect(seen).toEqual(['GET /start', 'GET /end']);
    expect(tokenRequests).toBe(1);
    expect(failure).toMatchObject({
      code: 'request-failed',
      message: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+, where a redirect led/),
    });
  });

  test('of a host that quotes the token, again and again, does not tell the token', async () => {
    const token = 'token-1-quoted-in-the-name';
    const outgoing = {
      method: 'GET',
      headers: {},
      cookies: new Map<string, string>(),
      body: undefined,
      timeoutMs: 10_000,
      followsRedirects: true,
      harmlessHeaders: {},
      spellings: new Map(),
      maxAnswerBytes: 1000,
    };
    const location = `http://${token}.localhost/`;
    const agent = new MockAgent();
    agent.disableNetConnect();
    agent
      .get(location.slice(0, -1))
      .intercept({ path: '/' })
      .reply(302, '', { headers: { location } })
      .persist();
    const settings = settingsOf('dvinci', { allowedOrigins: location });
    const failure = await sendFollowingRedirects(
      { ...outgoing, url: new URL(location) },
      { authorization: `Bearer ${token}` },
      { dispatcher: agent, settings, secrets: [token], signal: new AbortController().signal },
    ).catch((error: unknown) => error as Error);
    await agent.close();
    expect(failure).toMatchObject({
      message: 'A server redirected the request more than 20 times.',
    });
  });

  test('as the same request, to no avail, is a rejected token', async () => {
    expect((await run({ method: 'POST', status: 307 })).failure).toMatchObject({
      code: 'token-rejected',
    });
  });
});
