import {
  deflateRawSync,
  deflateSync,
  brotliCompressSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import type { Socket } from 'node:net';
import { dvinci, exchange, type HttpRequest } from '../../../../core';
import { LONGEST_BODY_BYTES, readBody } from '../../../../core/http/body';
import { requestToken } from '../../../../core/login/token-request';
import { sendThrough } from '../../../../credentials/shared/transport';
import { settingsOf } from '../../../core/support/credentials';
import { SimulatedClock } from '../../../core/support/simulated-clock';
import { CredentialsTable, InMemoryN8n } from '../../support/in-memory-n8n';
import { HOSTILE, SECRET } from '../../support/hostile';
import { startRawServer } from '../../support/loopback';

// Sockets are real here, and the machine may be busy.
jest.setTimeout(30_000);

const send = sendThrough(new InMemoryN8n(new CredentialsTable(), []).httpRequest, dvinci);

/** A server that writes that, and what came of a request to it through n8n's own helper. */
async function served<T>(
  write: (socket: Socket) => void,
  work: (request: HttpRequest, server: Awaited<ReturnType<typeof startRawServer>>) => Promise<T>,
  timeoutMs = 10_000,
): Promise<T> {
  const server = await startRawServer(write);
  try {
    const request: HttpRequest = {
      method: 'GET',
      url: `${server.origin}/`,
      headers: {},
      timeoutMs,
      tls: { allowUnauthorizedCerts: false },
    };
    return await work(request, server);
  } finally {
    await server.close();
  }
}

const head = (lines: string[]) => `HTTP/1.1 ${lines.join('\r\n')}\r\n\r\n`;

/** Writes until the other side goes, no faster than it reads, and no more than 256 MiB. */
function flood(socket: Socket, chunk: Buffer): void {
  let left = Math.ceil((256 * 1024 * 1024) / chunk.length);
  const more = (): void => {
    while (left-- > 0 && !socket.destroyed) if (!socket.write(chunk)) return;
  };
  socket.on('drain', more);
  more();
}

async function until(isSo: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < 200 && !isSo(); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return isSo();
}

describe('an answer with a bomb inside', () => {
  const bytes = 64 * 1024 * 1024;
  const plain = Buffer.alloc(bytes, ' ');
  test.each([
    ['gzip', gzipSync(plain)],
    ['x-gzip', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['deflate', deflateRawSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['zstd', zstdCompressSync(plain)],
    ['GZIP', gzipSync(plain)],
  ])('as %s is left after 1 MiB of what it decodes to', async (encoding, bomb) => {
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    await served(
      (socket) => {
        socket.write(
          head(['200 OK', `Content-Encoding: ${encoding}`, `Content-Length: ${bomb.length}`]),
        );
        socket.write(bomb);
      },
      async (request) => {
        const { text, isWhole } = await readBody(await send(request));
        expect({ isWhole, length: text.length }).toEqual({
          isWhole: false,
          length: LONGEST_BODY_BYTES,
        });
      },
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024);
  });

  test('in two layers is not read as JSON, and not decoded without end', async () => {
    const bomb = gzipSync(gzipSync(plain));
    await served(
      (socket) =>
        socket.end(
          Buffer.concat([
            Buffer.from(
              head(['200 OK', 'Content-Encoding: gzip, gzip', `Content-Length: ${bomb.length}`]),
            ),
            bomb,
          ]),
        ),
      async (request) => {
        const { text } = await readBody(await send(request));
        expect(text.length).toBeLessThanOrEqual(LONGEST_BODY_BYTES);
      },
    );
  });

  test('that is broken fails as a connection does, not as an error of the decoder', async () => {
    const settings = settingsOf('dvinci');
    await served(
      (socket) =>
        socket.end(head(['200 OK', 'Content-Encoding: gzip', 'Content-Length: 5']) + 'nogzi'),
      async ({ method, url, headers, timeoutMs }) => {
        await expect(
          exchange(settings, send, { method, url, headers, timeoutMs }),
        ).rejects.toMatchObject({
          name: 'VendorAuthError',
          code: 'unreachable',
        });
      },
    );
  });
});

describe('an answer without end', () => {
  test.each([
    [
      'chunked',
      ['200 OK', 'Transfer-Encoding: chunked'],
      Buffer.from(`10000\r\n${' '.repeat(65536)}\r\n`),
    ],
    ['until the connection closes', ['200 OK', 'Connection: close'], Buffer.alloc(65_536, ' ')],
    [
      'that lies about its length',
      ['200 OK', 'Content-Length: 99999999999'],
      Buffer.alloc(65_536, ' '),
    ],
    [
      'of a redirect',
      ['302 Found', 'Location: /', 'Transfer-Encoding: chunked'],
      Buffer.from(`10000\r\n${' '.repeat(65536)}\r\n`),
    ],
    ['of a refusal', ['401 Unauthorized', 'Connection: close'], Buffer.alloc(65_536, ' ')],
  ])('%s is left, and its connection closed', async (_kind, lines, chunk) => {
    await served(
      (socket) => {
        socket.write(head(lines));
        flood(socket, chunk);
      },
      async (request, server) => {
        const response = await send(request);
        const { isWhole } = await readBody(response);
        expect(isWhole).toBe(false);
        expect(await until(() => server.open() === 0)).toBe(true);
        expect(server.connections()).toBe(1);
      },
    );
  });

  test.each([
    [
      'headers',
      (socket: Socket) => flood(socket, Buffer.from('X-More: ' + 'a'.repeat(1000) + '\r\n')),
    ],
    [
      'unasked 100 Continue',
      (socket: Socket) => flood(socket, Buffer.from(head(['100 Continue']))),
    ],
    [
      'early hints',
      (socket: Socket) => flood(socket, Buffer.from(head(['103 Early Hints', 'Link: </a>']))),
    ],
  ])('in its %s is left when the time is up, or before', async (what, more) => {
    await served(
      (socket) => {
        if (what === 'headers') socket.write('HTTP/1.1 200 OK\r\n');
        more(socket);
      },
      async (request, server) => {
        await expect(send(request)).rejects.toBeDefined();
        expect(await until(() => server.open() === 0)).toBe(true);
      },
      300,
    );
  });
});

describe('HTTP as it comes', () => {
  const tokenAnswer = JSON.stringify({ access_token: 'good', expires_in: 300 });
  const withBody = (body: string, lines: string[]) =>
    head([...lines, `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close']) + body;

  /** A token request through n8n's helper to a server that answers so. */
  async function tokenFrom(answer: string): Promise<string> {
    return await served(
      (socket) => socket.end(answer),
      async (request) => {
        const settings = settingsOf('client-credentials', { tokenUrl: `${request.url}token` });
        const { plan } = settings;
        if (plan.kind === 'static') throw new Error('no token endpoint');
        const outcome = await requestToken(settings, plan, { send, clock: new SimulatedClock() });
        return outcome.kind === 'issued' ? outcome.token.accessToken : outcome.failure.code;
      },
    );
  }

  test.each([
    ['one unasked 100 Continue', head(['100 Continue'])],
    ['several of them', head(['100 Continue']).repeat(5)],
    ['early hints', head(['103 Early Hints', 'Link: </a>; rel=preload'])],
    ['102 Processing', head(['102 Processing'])],
  ])('%s before the answer changes nothing', async (_what, before) => {
    const answer = withBody(tokenAnswer, ['200 OK', 'Content-Type: application/json']);
    expect(await tokenFrom(before + answer)).toBe('good');
  });

  test.each([
    ['304', head(['304 Not Modified', 'Connection: close'])],
    ['302 without Location', withBody('', ['302 Found'])],
    ['307 without Location', withBody('', ['307 Temporary Redirect'])],
    ['302 with an empty Location', withBody('', ['302 Found', 'Location: '])],
    [
      '308 with a Location that is none',
      withBody('', ['308 Permanent Redirect', 'Location: http://[']),
    ],
    ['300', withBody('', ['300 Multiple Choices'])],
    ['204', head(['204 No Content', 'Connection: close'])],
    ['205', withBody('', ['205 Reset Content'])],
    ['an answer of nothing', ''],
    ['half a head', 'HTTP/1.1 200'],
    ['something else than HTTP', '220 mail ready\r\n'],
    ['a body cut short', head(['200 OK', 'Content-Length: 500']) + tokenAnswer],
    ['two lengths', head(['200 OK', 'Content-Length: 5', 'Content-Length: 9']) + '{}'],
    ['a length that is none', head(['200 OK', 'Content-Length: -1']) + '{}'],
    ['nested arrays', withBody('['.repeat(500_000), ['200 OK'])],
    ['nested arrays that end', withBody('['.repeat(250_000) + ']'.repeat(250_000), ['200 OK'])],
    ['nested objects', withBody('{"a":'.repeat(150_000) + '1' + '}'.repeat(150_000), ['200 OK'])],
    ['null', withBody('null', ['200 OK'])],
    ['UTF-16', withBody('\u0000{\u0000}', ['200 OK'])],
  ])('%s at the token URL is a failure in words', async (_what, answer) => {
    expect(await tokenFrom(answer)).toMatch(
      /^(redirected|no-token-endpoint|unreadable-answer|unreachable|token-request-refused)$/,
    );
  });
});

test('an unasked change of protocol is left when the time is up', async () => {
  await served(
    (socket) => socket.end(head(['101 Switching Protocols', 'Upgrade: x', 'Connection: Upgrade'])),
    async ({ method, url, headers }) => {
      const request = { method, url, headers, timeoutMs: 200 };
      await expect(exchange(settingsOf('dvinci'), send, request)).rejects.toMatchObject({
        code: 'timeout',
      });
    },
  );
});

describe('what n8n’s helper throws', () => {
  const request = {
    method: 'GET',
    url: 'https://acme.dvinci-hr.com/a',
    headers: {},
    timeoutMs: 1,
  } as const;

  test.each([...HOSTILE])(
    'is told without it when it is %s, also while the body is read',
    async (_what, thrown) => {
      const settings = settingsOf('dvinci');
      const fail = (): never => {
        throw thrown() as Error;
      };
      const atOnce = sendThrough(() => Promise.resolve().then(fail), dvinci);
      const later = sendThrough(
        async () => ({
          statusCode: 200,
          headers: {},
          body: (async function* () {
            yield Buffer.from('{');
            await Promise.resolve();
            fail();
          })(),
        }),
        dvinci,
      );
      for (const sender of [atOnce, later]) {
        const failure = await exchange(settings, sender, request).catch((error: unknown) => error);
        expect(failure).toMatchObject({ name: 'VendorAuthError', code: 'unreachable' });
        expect(JSON.stringify(failure) + (failure as Error).message).not.toContain(SECRET);
      }
    },
  );

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'body'],
    ['no body', { statusCode: 200, headers: {} }],
    ['no headers', { statusCode: 200, body: [] }],
    ['a body of nothing', { statusCode: 200, headers: {}, body: null }],
  ])('or gives in place of an answer, such as %s, is told in words', async (_what, given) => {
    const settings = settingsOf('dvinci');
    const sender = sendThrough(() => Promise.resolve(given), dvinci);
    const outcome = await exchange(settings, sender, request).catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome.name).toBe('VendorAuthError');
    else expect(outcome).toMatchObject({ status: 200, text: '' });
  });
});
