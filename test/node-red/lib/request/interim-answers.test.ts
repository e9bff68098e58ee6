import { flood } from '../../support/flood';
import { RequestScene, type Sent } from '../../support/request-scene';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{"ok":true}';
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const EARLY_HINTS = 'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n';
const PROCESSING = 'HTTP/1.1 102 Processing\r\n\r\n';

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
});
