import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { RequestScene, type Sent } from '../../support/request-scene';

interface Seen {
  readonly where: string;
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What may hold something secret; a name that nobody knows beforehand among them. */
const SECRETS = {
  cookie: 'session=secret',
  'x-api-key': 'secret',
  'x-auth-token': 'secret',
  'proxy-authorization': 'Basic secret',
  authorization: 'Bearer secret',
  'x-acme-login': 'secret',
  referer: 'https://acme.example/?secret',
};

describe('a redirect to an origin that does not get the token', () => {
  const scene = new RequestScene();
  afterEach(async () => await scene.close());

  /** Two origins; `/start` at home redirects to `/landing` elsewhere, and that to where `then` says. */
  async function run(
    status: number,
    sent: Sent,
    then: (home: string) => string | undefined = () => undefined,
  ) {
    const seen: Seen[] = [];
    const origin = async (where: string, target: (path?: string) => [number, string] | undefined) =>
      await scene.serve((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          const { method, headers, url } = request;
          seen.push({ where: where + url, method, headers, body });
          const to = target(url);
          if (to === undefined) response.end('{"arrived":true}');
          else response.writeHead(to[0], { location: to[1] }).end('moved');
        });
      });
    let home = '';
    const elsewhere = await origin('elsewhere', () => {
      const back = then(home);
      return back === undefined ? undefined : [307, back];
    });
    home = await origin('home', (path) =>
      path === '/start' ? [status, `${elsewhere}/landing`] : undefined,
    );
    const outcome = await scene.send(home, sent);
    return { ...outcome, seen, elsewhere, home };
  }

  test.each([301, 302, 303, 307, 308])(
    'with %d: a GET goes there without the token, cookies and any header that may be secret',
    async (status) => {
      const { msg, seen } = await run(status, {
        msg: { headers: { ...SECRETS, accept: 'application/json' }, cookies: { own: 'secret' } },
      });

      expect(msg).toMatchObject({ statusCode: 200, payload: { arrived: true } });
      expect(seen.map(({ where }) => where)).toEqual(['home/start', 'elsewhere/landing']);
      expect(seen[0]!.headers).toMatchObject({
        'x-api-key': 'secret',
        cookie: 'session=secret; own=secret',
        authorization: expect.stringMatching(/^Bearer /),
      });
      expect(JSON.stringify(seen[1])).not.toContain('secret');
      expect(seen[1]!.headers).not.toHaveProperty('authorization');
      // What the answer is to be like may be known everywhere.
      expect(seen[1]!.headers).toMatchObject({ accept: 'application/json' });
    },
  );

  test('headers of the dialog stay behind as well', async () => {
    const headers = [
      { keyType: 'other', keyValue: 'X-Key', valueType: 'other', valueValue: 'secret' },
    ];
    const { seen } = await run(302, { properties: { headers } });

    expect(seen[0]!.headers['x-key']).toBe('secret');
    expect(JSON.stringify(seen[1])).not.toContain('secret');
  });

  test.each([
    ['POST', 307],
    ['POST', 308],
    ['PUT', 301],
    ['PUT', 302],
    ['PATCH', 307],
    ['DELETE', 308],
  ])('a %s with a body is not followed with %d, and that is told', async (method, status) => {
    const { failure, seen, elsewhere, home } = await run(status, {
      properties: { method },
      msg: { payload: { secret: 1 } },
    });

    expect(seen.map(({ where }) => where)).toEqual(['home/start']);
    expect(failure).toMatchObject({ code: 'redirected', status });
    expect(failure?.fullMessage).toContain(home);
    expect(failure?.fullMessage).toContain(elsewhere);
    expect(failure?.fullMessage).toContain('Allowed Origins');
  });

  test.each([
    ['a form', { a: 'secret' }, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['bytes', Buffer.from('secret'), {}],
    ['a stream', Readable.from([Buffer.from('secret')]), {}],
  ])('%s is not sent there either', async (_what, payload, headers) => {
    const { seen } = await run(307, { properties: { method: 'POST' }, msg: { payload, headers } });

    expect(seen.map(({ where }) => where)).toEqual(['home/start']);
  });

  test.each([301, 302, 303])('a POST goes there as a GET without its body (%d)', async (status) => {
    const { msg, seen } = await run(status, {
      properties: { method: 'POST' },
      msg: { payload: { secret: 1 } },
    });

    expect(msg).toMatchObject({ statusCode: 200 });
    expect(seen[1]).toMatchObject({ method: 'GET', body: '' });
    expect(JSON.stringify(seen[1])).not.toContain('secret');
  });

  test('a DELETE without a body goes there without the token', async () => {
    const { msg, seen } = await run(307, { properties: { method: 'DELETE' } });

    expect(msg).toMatchObject({ statusCode: 200 });
    expect(seen[1]!.method).toBe('DELETE');
    expect(seen[1]!.headers).not.toHaveProperty('authorization');
  });

  test('back home from there, token, cookies and headers stay behind', async () => {
    const { msg, seen } = await run(
      302,
      { msg: { headers: SECRETS, cookies: { own: 'secret' } } },
      (home) => `${home}/end`,
    );

    expect(msg).toMatchObject({ statusCode: 200 });
    expect(seen.map(({ where }) => where)).toEqual(['home/start', 'elsewhere/landing', 'home/end']);
    for (const { headers } of seen.slice(1)) {
      expect(headers).not.toHaveProperty('authorization');
      expect(JSON.stringify(headers)).not.toContain('secret');
    }
  });

  test('a listed origin gets all of it, body included', async () => {
    const bodies: unknown[] = [];
    const listener: RequestListener = (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push([body, request.headers['x-api-key'], request.headers.authorization]);
        response.end('{}');
      });
    };
    const listed = await scene.serve(listener);
    const home = await scene.serve((request, response) => {
      request.resume();
      response.writeHead(307, { location: `${listed}/landing` }).end();
    });
    await scene.send(home, {
      properties: { method: 'POST' },
      msg: { payload: 'all', headers: { 'x-api-key': 'k' } },
      fields: { allowedOrigins: listed },
    });

    expect(bodies).toEqual([['all', 'k', expect.stringMatching(/^Bearer /)]]);
  });
});

test.each(['trace', 'TRACE', 'Trace', 'track', 'TRACK'])(
  'the method %s is refused before anything is sent, since its answer would repeat the token',
  async (method) => {
    const scene = new RequestScene();
    const seen: unknown[] = [];
    try {
      const baseUrl = await scene.serve((request, response) => {
        seen.push(request.method);
        response.end();
      });
      const inDialog = await scene.send(baseUrl, { properties: { method } });
      const inMessage = await scene.send(baseUrl, {
        properties: { method: 'use' },
        msg: { method },
      });

      expect(seen).toEqual([]);
      for (const { failure, vendor } of [inDialog, inMessage]) {
        expect(failure).toMatchObject({ code: 'invalid-settings' });
        expect(failure?.message).toMatch(
          new RegExp(`^Method “${method.toUpperCase()}” .*token.* Use GET, POST`),
        );
        expect(vendor.requests).toEqual([]);
      }
    } finally {
      await scene.close();
    }
  },
);
