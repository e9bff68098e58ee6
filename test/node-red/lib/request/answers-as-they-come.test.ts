import type { Socket } from 'node:net';
import zlib from 'node:zlib';
import { RequestScene, type Sent } from '../../support/request-scene';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{"ok":true}';
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const EARLY_HINTS = 'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n';
const PROCESSING = 'HTTP/1.1 102 Processing\r\n\r\n';

const CODERS: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: zlib.gzipSync,
  'x-gzip': zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
};

describe('an answer as it comes', () => {
  const scene = new RequestScene();
  afterEach(async () => await scene.close());

  const GET: Sent = { properties: { method: 'GET' } };
  const POST: Sent = { properties: { method: 'POST' }, msg: { payload: { a: 1 } } };

  describe('with statuses before the final one', () => {
    test.each([
      ['an unasked 100', CONTINUE],
      ['a 100 with headers', 'HTTP/1.1 100 Continue\r\nserver: x\r\ndate: now\r\n\r\n'],
      ['a 100 without a reason', 'HTTP/1.1 100\r\n\r\n'],
      ['a 100 of HTTP/1.0', 'HTTP/1.0 100 Continue\r\n\r\n'],
      ['several 100s', CONTINUE.repeat(3)],
      ['a 102', PROCESSING],
      ['a 103', EARLY_HINTS],
      ['all of them in turn', CONTINUE + EARLY_HINTS + PROCESSING + CONTINUE],
    ])('%s', async (_what, before) => {
      for (const sent of [GET, POST]) {
        const baseUrl = await scene.serveRaw((socket) => socket.write(before + OK));

        expect((await scene.send(baseUrl, sent)).msg).toMatchObject({
          statusCode: 200,
          payload: { ok: true },
        });
      }
    });

    test('a 100 in a packet of its own, and one byte at a time', async () => {
      const baseUrl = await scene.serveRaw((socket, requests) => {
        if (requests > 1) return;
        const bytes = [CONTINUE, EARLY_HINTS, ...CONTINUE, OK];
        const next = () => {
          const byte = bytes.shift();
          if (byte === undefined) return;
          socket.write(byte, () => setImmediate(next));
        };
        next();
      });

      expect((await scene.send(baseUrl, GET)).msg).toMatchObject({ payload: { ok: true } });
    });

    test('a body that looks like a 100 stays as it is, in any packet', async () => {
      const baseUrl = await scene.serveRaw((socket, requests) => {
        if (requests > 1) return;
        const length = CONTINUE.length * 2;
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n`, () =>
          setImmediate(() =>
            socket.write(CONTINUE, () => setImmediate(() => socket.write(CONTINUE))),
          ),
        );
      });
      const { msg } = await scene.send(baseUrl, { properties: { ret: 'txt' } });

      expect(msg?.['payload']).toBe(CONTINUE.repeat(2));
    });

    test('a head of a 100 that never ends', async () => {
      const baseUrl = await scene.serveRaw((socket) => flood(socket, 'HTTP/1.1 100 C', 'x: y\r\n'));

      expect((await scene.send(baseUrl, GET)).failure).toMatchObject({ code: 'unreachable' });
    });
  });

  describe('as a redirect', () => {
    test.each([
      ['never ends', 'transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n'],
      ['is shorter than it says', 'content-length: 100\r\n\r\nhello'],
      ['is said to be huge', 'content-length: 999999999999\r\n\r\nhello'],
    ])('whose body %s is followed all the same', async (_what, rest) => {
      const baseUrl = await scene.serveRaw((socket, requests) =>
        socket.write(requests === 1 ? `HTTP/1.1 302 Found\r\nlocation: /end\r\n${rest}` : OK),
      );
      const startMs = performance.now();
      const { msg } = await scene.send(baseUrl, { msg: { requestTimeout: 8_000 } });

      expect(msg).toMatchObject({ payload: { ok: true } });
      expect(performance.now() - startMs).toBeLessThan(4_000);
    });

    test('whose body is endless is followed all the same', async () => {
      const baseUrl = await scene.serveRaw((socket, requests) => {
        if (requests > 1) return void socket.write(OK);
        const head = 'HTTP/1.1 302 Found\r\nlocation: /end\r\ntransfer-encoding: chunked\r\n\r\n';
        flood(socket, head, `4000\r\n${'x'.repeat(0x4000)}\r\n`);
      });

      expect((await scene.send(baseUrl)).msg).toMatchObject({ payload: { ok: true } });
    });

    test.each([
      ['304', 'HTTP/1.1 304 Not Modified\r\n\r\n', 304],
      ['302 without Location', 'HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n', 302],
      [
        '307 with an empty Location',
        'HTTP/1.1 307 x\r\nlocation:\r\ncontent-length: 0\r\n\r\n',
        307,
      ],
    ])('%s is an answer', async (_what, answer, status) => {
      const baseUrl = await scene.serveRaw((socket) => socket.write(answer));

      expect((await scene.send(baseUrl)).msg).toMatchObject({ statusCode: status });
    });
  });

  describe('in a content encoding', () => {
    const text = JSON.stringify({ text: 'ü'.repeat(10_000) });

    async function answered(encoding: string | string[], body: Buffer, sent: Sent = {}) {
      const baseUrl = await scene.serve((_request, response) => {
        response.setHeader('content-encoding', encoding).setHeader('x-more', '1').end(body);
      });
      return await scene.send(baseUrl, sent);
    }

    test.each([
      'gzip',
      'x-gzip',
      'deflate',
      'br',
      'GZIP',
      'identity',
      'identity, gzip',
      'gzip, br',
      'deflate,gzip , br',
    ])('%s is decoded', async (encoding) => {
      const body = encoding
        .toLowerCase()
        .split(/ *, */)
        .reduce<Buffer>((bytes, coding) => CODERS[coding]?.(bytes) ?? bytes, Buffer.from(text));
      const { msg } = await answered(encoding, body);

      expect(msg?.['payload']).toEqual(JSON.parse(text));
      if (encoding === 'identity') return;
      // What described the encoded bytes would be wrong about the decoded ones.
      expect(msg?.headers).not.toHaveProperty('content-encoding');
      expect(msg?.headers).not.toHaveProperty('content-length');
      expect(msg?.headers).toMatchObject({ 'x-more': '1' });
    });

    test('deflate is decoded without its zlib frame too', async () => {
      const { msg } = await answered('deflate', zlib.deflateRawSync(text));

      expect(msg?.['payload']).toEqual(JSON.parse(text));
    });

    test('headers of their own for each coding are taken together', async () => {
      const body = CODERS['br']!(CODERS['gzip']!(Buffer.from(text)));
      const { msg } = await answered(['gzip', 'br'], body);

      expect(msg?.['payload']).toEqual(JSON.parse(text));
    });

    test('bytes are decoded as well', async () => {
      const { msg } = await answered('gzip', zlib.gzipSync(text), { properties: { ret: 'bin' } });

      expect(String(msg?.['payload'])).toBe(text);
    });

    test('one that is not known is left as it is', async () => {
      const bytes = zlib.gzipSync(text);
      const { msg } = await answered('sdch, gzip, secret', bytes, { properties: { ret: 'bin' } });

      expect(msg?.['payload']).toEqual(bytes);
      expect(msg?.headers['content-encoding']).toBe('sdch, gzip, secret');
    });

    test.each([204, 304])('a %d and a HEAD have nothing to decode', async (status) => {
      const baseUrl = await scene.serve((request, response) => {
        response.writeHead(request.method === 'HEAD' ? 200 : status, {
          'content-encoding': 'gzip',
        });
        response.end();
      });

      expect((await scene.send(baseUrl)).msg).toMatchObject({ statusCode: status });
      expect((await scene.send(baseUrl, { properties: { method: 'HEAD' } })).msg).toMatchObject({
        statusCode: 200,
        headers: { 'content-encoding': 'gzip' },
      });
    });

    test.each([
      ['gzip', Buffer.from('no gzip at all')],
      ['gzip', zlib.gzipSync(text).subarray(0, 50)],
      ['br', Buffer.from('no brotli at all')],
      ['deflate', Buffer.from('xno deflate at all')],
      ['gzip, br', zlib.brotliCompressSync(Buffer.from('no gzip'))],
    ])('what is no %s is told as such (%#)', async (encoding, body) => {
      const { failure } = await answered(encoding, body);

      expect(failure).toMatchObject({ code: 'unreadable-answer' });
      expect(failure?.message).toContain('content-encoding');
    });

    test('more codings than anybody uses are refused', async () => {
      const encoding = Array(20).fill('gzip').join();
      const body = Array(20)
        .fill(0)
        .reduce<Buffer>((bytes) => zlib.gzipSync(bytes), Buffer.from(text));
      const { failure } = await answered(encoding, body);

      expect(failure).toMatchObject({ code: 'unreadable-answer' });
    });
  });

  describe('that is too large', () => {
    const LIMIT = 200_000;
    const limited: Sent = { maxAnswerBytes: LIMIT, properties: { ret: 'bin' } };
    const zeros = Buffer.alloc(50_000_000);
    const twice = zlib.gzipSync(zlib.gzipSync(zeros));

    function expectTooLarge(failure: unknown): void {
      expect(failure).toMatchObject({
        code: 'answer-too-large',
        fullMessage: expect.stringMatching(/200000 bytes.*vendorAuthRequestMaxAnswerBytes/),
      });
    }

    test.each([
      ['gzip', zlib.gzipSync(zeros)],
      ['deflate', zlib.deflateSync(zeros)],
      [
        'br',
        zlib.brotliCompressSync(zeros, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
      ],
      ['gzip, gzip', twice],
    ])('only after decoding (%s)', async (encoding, body) => {
      const baseUrl = await scene.serve((_request, response) =>
        response.setHeader('content-encoding', encoding).end(body),
      );
      const before = process.memoryUsage().arrayBuffers;
      const { failure } = await scene.send(baseUrl, limited);

      expectTooLarge(failure);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
    });

    test('before decoding, and hardly anything after', async () => {
      const empty = zlib.gzipSync('');
      const baseUrl = await scene.serveRaw((socket) => {
        const head = 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n';
        flood(socket, head, Buffer.concat(Array<Buffer>(1_000).fill(empty)));
      });

      expectTooLarge((await scene.send(baseUrl, limited)).failure);
    });

    test('in between two codings, and hardly anything after', async () => {
      const inner = Buffer.concat(Array<Buffer>(100_000).fill(zlib.gzipSync('')));
      const baseUrl = await scene.serve((_request, response) =>
        response.setHeader('content-encoding', 'gzip, gzip').end(zlib.gzipSync(inner)),
      );

      expectTooLarge((await scene.send(baseUrl, limited)).failure);
    });

    test('without end', async () => {
      let sentBytes = 0;
      const baseUrl = await scene.serveRaw((socket) => {
        flood(
          socket,
          'HTTP/1.1 200 OK\r\n\r\n',
          ' '.repeat(10_000),
          (bytes) => (sentBytes += bytes),
        );
      });

      expectTooLarge((await scene.send(baseUrl, limited)).failure);
      expect(sentBytes).toBeLessThan(50_000_000);
    });

    test('by its own saying, before any of it is read', async () => {
      const baseUrl = await scene.serveRaw((socket) =>
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${LIMIT + 1}\r\n\r\n`),
      );

      expectTooLarge((await scene.send(baseUrl, limited)).failure);
    });

    test('is not one that just fits, nor a HEAD that says how large it would be', async () => {
      const baseUrl = await scene.serve((request, response) => {
        const large = request.method === 'HEAD';
        response.setHeader('content-length', large ? LIMIT + 1 : LIMIT);
        response.end(large ? undefined : Buffer.alloc(LIMIT));
      });

      expect((await scene.send(baseUrl, limited)).msg?.['payload']).toHaveLength(LIMIT);
      const head = { ...limited, properties: { ret: 'bin', method: 'HEAD' } };
      expect((await scene.send(baseUrl, head)).msg).toMatchObject({ statusCode: 200 });
    });
  });

  test.each(['', 'content-encoding: gzip\r\n'])(
    'that trickles ends when the time for the request is up (%j)',
    async (header) => {
      const baseUrl = await scene.serveRaw((socket) => {
        socket.write(`HTTP/1.1 200 OK\r\n${header}\r\n`);
        socket.write(zlib.gzipSync('{"a":').subarray(0, 12));
      });

      expect((await scene.send(baseUrl, { msg: { requestTimeout: 100 } })).failure).toMatchObject({
        code: 'timeout',
      });
    },
  );

  describe('as JSON that is nested', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    const answered = async (text: string) => {
      const baseUrl = await scene.serve((_request, response) => response.end(text));
      return await scene.send(baseUrl);
    };

    test.each([2_000, 50_000])(
      '%d levels deep is returned as text, with a warning',
      async (levels) => {
        const { msg, warnings } = await answered(nested(levels));

        // Jest cannot show a difference that is nested so deeply.
        expect(msg?.['payload'] === nested(levels)).toBe(true);
        expect(warnings).toEqual(['too deep']);
      },
    );

    test('as deep as any real answer, or full of brackets in texts, is returned as an object', async () => {
      for (const text of [nested(100), JSON.stringify(['[{\\"'.repeat(10_000)])]) {
        const { msg, warnings } = await answered(text);

        expect(msg?.['payload']).toEqual(JSON.parse(text));
        expect(warnings).toEqual([]);
      }
    });
  });
});

/** Writes the same over and over, as fast as it is taken. */
function flood(
  socket: Socket,
  head: string,
  again: string | Buffer,
  written: (bytes: number) => void = () => undefined,
): void {
  socket.write(head);
  const more = () => {
    while (!socket.destroyed) {
      written(again.length);
      if (!socket.write(again)) break;
    }
  };
  socket.on('drain', more);
  more();
}
