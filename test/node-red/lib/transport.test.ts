import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Dispatcher } from 'undici';
import type { HttpRequest } from '../../../core';
import { createDispatcher } from '../../../node-red/lib/dispatcher';
import { sendThrough } from '../../../node-red/lib/transport';

describe('a request of the core', () => {
  let dispatcher: Dispatcher;
  beforeEach(() => void (dispatcher = createDispatcher({}, undefined)));
  afterEach(async () => await dispatcher.destroy());

  /** Runs a server for as long as the work takes. */
  async function withServer(
    listener: RequestListener,
    work: (request: HttpRequest) => Promise<void>,
  ): Promise<void> {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      await work({
        method: 'POST',
        url: `http://127.0.0.1:${port}/token`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'client_secret=secret',
        timeoutMs: 10_000,
        tls: { allowUnauthorizedCerts: false },
      });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  async function textOf(body: AsyncIterable<Uint8Array | string>): Promise<string> {
    let text = '';
    for await (const chunk of body) text += String(chunk);
    return text;
  }

  test.each([301, 302, 307, 308])(
    'follows no redirect with status %d (rule T8)',
    async (status) => {
      const paths: (string | undefined)[] = [];
      const redirect: RequestListener = ({ url }, response) => {
        paths.push(url);
        response.writeHead(status, { location: '/elsewhere' }).end();
      };
      await withServer(redirect, async (request) => {
        const answer = await sendThrough(dispatcher)(request);
        expect(answer.status).toBe(status);
        expect(answer.headers['location']).toBe('/elsewhere');
      });
      expect(paths).toEqual(['/token']);
    },
  );

  test('that gets no answer ends when its time is up (rule T9)', async () => {
    await withServer(
      () => undefined,
      async (request) => {
        const sent = sendThrough(dispatcher)({ ...request, timeoutMs: 50 });
        await expect(sent).rejects.toMatchObject({ name: 'TimeoutError' });
      },
    );
  });

  test('whose answer stalls in the middle ends when its time is up (rule T9)', async () => {
    const stall: RequestListener = (_request, response) => void response.write('{"access_token":');
    await withServer(stall, async (request) => {
      const { body } = await sendThrough(dispatcher)({ ...request, timeoutMs: 300 });
      await expect(textOf(body)).rejects.toMatchObject({ name: 'TimeoutError' });
    });
  });

  test('ends with the signal that it was given, and not with another one', async () => {
    const closing = new AbortController();
    await withServer(
      (_request, response) => {
        closing.abort(new Error('closing'));
        setImmediate(() => response.end('done'));
      },
      async (request) => {
        const [ours, other] = await Promise.allSettled([
          sendThrough(dispatcher, closing.signal)(request),
          sendThrough(dispatcher)(request),
        ]);
        expect(ours).toMatchObject({ status: 'rejected', reason: { message: 'closing' } });
        expect(other.status).toBe('fulfilled');
      },
    );
  });

  describe('whose answer is in a content encoding', () => {
    const SENT = '{"access_token":"t"}';
    const answering =
      (encoding: string | string[], body: Buffer): RequestListener =>
      (_request, response) =>
        void response.setHeader('content-encoding', encoding).end(body);

    test.each([
      ['gzip', gzipSync(SENT)],
      ['deflate', deflateSync(SENT)],
      ['deflate', deflateRawSync(SENT)],
      ['br', brotliCompressSync(SENT)],
      ['gzip, br', brotliCompressSync(gzipSync(SENT))],
      ['identity', Buffer.from(SENT)],
    ])('%s is decoded', async (encoding, body) => {
      await withServer(answering(encoding, body), async (request) => {
        const answer = await sendThrough(dispatcher)(request);
        expect(await textOf(answer.body)).toBe(SENT);
      });
    });

    test.each([
      ['gzip', gzipSync(Buffer.alloc(50_000_000))],
      ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(50_000_000)))],
      ['gzip, gzip', gzipSync(Buffer.concat(Array<Buffer>(200_000).fill(gzipSync(''))))],
    ])('%s that decodes to far more is ended soon (%#)', async (encoding, body) => {
      await withServer(answering(encoding, body), async (request) => {
        let bytes = 0;
        const read = async () => {
          const answer = await sendThrough(dispatcher)(request);
          for await (const chunk of answer.body) bytes += chunk.length;
        };
        await expect(read()).rejects.toMatchObject({ code: 'answer-too-large' });
        expect(bytes).toBeLessThanOrEqual(2 * 1024 * 1024);
      });
    });

    test.each([
      ['gzip', Buffer.from('no gzip')],
      ['br', Buffer.from('no brotli')],
      ['gzip', gzipSync(SENT).subarray(0, 20)],
    ])('%s that is none is told as such (%#)', async (encoding, body) => {
      await withServer(answering(encoding, body), async (request) => {
        const answer = await sendThrough(dispatcher)(request);
        await expect(textOf(answer.body)).rejects.toMatchObject({ code: 'unreadable-answer' });
      });
    });

    test.each(['gzip', 'identity'])(
      '%s and of which the beginning is enough is closed then',
      async (encoding) => {
        let closed: Promise<unknown> | undefined;
        const endless: RequestListener = ({ socket }, response) => {
          closed = new Promise((resolve) => socket.once('close', resolve));
          const bytes = randomBytes(100_000);
          response.setHeader('content-encoding', encoding);
          // More never comes, nor the end.
          response.write(encoding === 'gzip' ? gzipSync(bytes).subarray(0, 90_000) : bytes);
        };
        await withServer(endless, async (request) => {
          const answer = await sendThrough(dispatcher)(request);
          for await (const chunk of answer.body) {
            expect(chunk.length).toBeGreaterThan(0);
            break;
          }
          await closed;
        });
      },
    );
  });

  test('puts up with an unasked 100 Continue, in any number, and with other interim answers', async () => {
    const server = createTcpServer((socket) =>
      socket.once('data', () =>
        socket.write(
          'HTTP/1.1 100 Continue\r\n\r\n'.repeat(3) +
            'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n' +
            'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone',
        ),
      ),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const answer = await sendThrough(dispatcher)({
        method: 'POST',
        url: `http://127.0.0.1:${port}/token`,
        headers: {},
        body: 'client_secret=secret',
        timeoutMs: 10_000,
        tls: { allowUnauthorizedCerts: false },
      });
      expect(answer.status).toBe(200);
      expect(await textOf(answer.body)).toBe('done');
    } finally {
      await dispatcher.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test.each([
    ['304', 304, {}],
    ['302 without Location', 302, {}],
    ['HEAD-like 204 in an encoding', 204, { 'content-encoding': 'gzip' }],
  ])('takes a %s for an answer without a body', async (_what, status, headers) => {
    const listener: RequestListener = (_request, response) =>
      void response.writeHead(status, headers).end();
    await withServer(listener, async (request) => {
      const answer = await sendThrough(dispatcher)(request);
      expect(answer.status).toBe(status);
      expect(await textOf(answer.body)).toBe('');
    });
  });

  test('goes to the host of its address, whatever host header it has', async () => {
    const hosts: (string | undefined)[] = [];
    const listener: RequestListener = ({ headers }, response) => {
      hosts.push(headers.host);
      response.end();
    };
    await withServer(listener, async (request) => {
      const headers = { Host: 'other.example', host: 'other.example' };
      await textOf((await sendThrough(dispatcher)({ ...request, headers })).body);
      expect(hosts).toEqual([new URL(request.url).host]);
    });
  });
});
