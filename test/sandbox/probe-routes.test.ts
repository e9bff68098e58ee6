import { createHash } from 'node:crypto';
import { useVendor } from './support/one-vendor';
import { accessTokenIn, type Send } from './support/vendor-client';

const example = useVendor('client-credentials');
let token: string;

beforeEach(async () => {
  example.sandbox.elsewhere.reset();
  const { clientId, clientSecret, tokenUrl } = example.vendor;
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  };
  token = accessTokenIn(await example.client.send(tokenUrl, { form }));
});

const probe = (path: string, send: Send = {}) =>
  example.client.send(`/sandbox/${path}`, { token, ...send });

it.each(['echo', 'status/200', 'items', 'redirect/itself', 'slow/1', 'bytes/1'])(
  '/sandbox/%s needs a token',
  async (path) => {
    const reply = await example.client.send(`/sandbox/${path}`);
    expect(reply.status).toBe(401);
  },
);

it('is below the base URL of Agility, not beside it', async () => {
  const { baseUrl, origin } = example.sandbox.vendors.agility;
  expect((await example.client.send(`${baseUrl}/sandbox/echo`)).status).toBe(401);
  expect((await example.client.send(`${origin}/sandbox/echo`)).status).toBe(404);
});

describe('/sandbox/echo', () => {
  it('tells what arrived, without the token', async () => {
    const body = 'Grüße';
    const reply = await probe('echo?a=1&a=2', {
      method: 'PUT',
      body,
      headers: { 'content-type': 'text/plain', 'x-mine': 'yes' },
    });
    expect(reply.json).toMatchObject({
      method: 'PUT',
      path: '/sandbox/echo',
      query: [
        ['a', '1'],
        ['a', '2'],
      ],
      headers: { 'x-mine': 'yes' },
      authorizationScheme: 'Bearer',
      bearerTokenLength: token.length,
      contentType: 'text/plain',
      bodyLengthBytes: 7,
      bodySha256: createHash('sha256').update(body).digest('hex'),
      body,
    });
    expect(reply.text).not.toContain(token);
  });

  it('keeps long bodies to itself', async () => {
    const reply = await probe('echo', { method: 'POST', body: Buffer.alloc(100_000) });
    expect(reply.json).toMatchObject({ bodyLengthBytes: 100_000 });
    expect(reply.json).not.toHaveProperty('body');
  });

  it('refuses a body past 32 MiB', async () => {
    const body = Buffer.alloc(32 * 1024 * 1024 + 1);
    const reply = await probe('echo', { method: 'POST', body });
    expect(reply.status).toBe(413);
  });
});

describe('/sandbox/status', () => {
  it.each([200, 204, 403, 404, 429, 500, 503])('answers %i', async (status) => {
    expect((await probe(`status/${status}`, { method: 'POST' })).status).toBe(status);
  });

  it('says when to try again on request', async () => {
    expect((await probe('status/429?retryAfter=3')).headers['retry-after']).toBe('3');
  });

  it.each(['abc', '99', '600'])('refuses %s', async (status) => {
    expect((await probe(`status/${status}`)).status).toBe(400);
  });
});

describe('/sandbox/items', () => {
  it('lists six items on three pages, each naming the next', async () => {
    const seen: number[] = [];
    let next: string | null = `${example.vendor.baseUrl}/sandbox/items`;
    let pages = 0;
    while (next !== null) {
      const reply = await example.client.send(next, { token });
      const page = reply.json as { items: { id: number }[]; next: string | null };
      expect(reply.headers.link).toBe(
        page.next === null ? undefined : `<${page.next}>; rel="next"`,
      );
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
      pages += 1;
    }
    expect(pages).toBe(3);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('has no fourth page', async () => {
    expect((await probe('items?page=4')).status).toBe(404);
  });
});

describe('/sandbox/redirect', () => {
  it('leads to the echo of the same origin, to itself and to another origin', async () => {
    const locationOf = async (path: string) => (await probe(path)).headers.location;
    expect(await locationOf('redirect/same-origin')).toBe('/sandbox/echo');
    expect(await locationOf('redirect/itself')).toBe('/sandbox/redirect/itself');
    expect(await locationOf('redirect/other-origin')).toBe(
      `${example.sandbox.elsewhere.baseUrl}/landing`,
    );
  });

  it('answers 302, or the redirect that was asked for', async () => {
    expect((await probe('redirect/itself')).status).toBe(302);
    expect((await probe('redirect/itself?status=308')).status).toBe(308);
    expect((await probe('redirect/itself?status=200')).status).toBe(302);
  });
});

describe('the other origin', () => {
  it('tells whether a token or a body came along', async () => {
    const { elsewhere } = example.sandbox;
    await example.client.send(`${elsewhere.baseUrl}/landing`);
    expect(elsewhere.stats()).toEqual({
      requests: 1,
      authorizationHeadersSeen: 0,
      bodyBytesSeen: 0,
    });
    await example.client.send(`${elsewhere.baseUrl}/landing`, { token, body: 'secret' });
    expect(elsewhere.stats()).toEqual({
      requests: 2,
      authorizationHeadersSeen: 1,
      bodyBytesSeen: 6,
    });
  });
});

it('/sandbox/slow answers after the time it was told', async () => {
  const startedMs = performance.now();
  expect((await probe('slow/40')).json).toEqual({ waitedMs: 40 });
  expect(performance.now() - startedMs).toBeGreaterThan(35);
});

it('/sandbox/bytes answers as many bytes as it was told', async () => {
  const reply = await probe('bytes/100001');
  expect(reply.headers['content-type']).toBe('application/octet-stream');
  expect(reply.text.length).toBe(100_001);
});
