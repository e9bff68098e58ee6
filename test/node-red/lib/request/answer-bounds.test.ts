import zlib from 'node:zlib';
import { flood } from '../../support/flood';
import { RequestScene, type Sent } from '../../support/request-scene';

describe('an answer as it comes', () => {
  const scene = new RequestScene();
  afterEach(async () => await scene.close());

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
