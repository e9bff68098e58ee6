import zlib from 'node:zlib';
import { RequestScene, type Sent } from '../../support/request-scene';

const CODERS: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: zlib.gzipSync,
  'x-gzip': zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
};

describe('an answer as it comes', () => {
  const scene = new RequestScene();
  afterEach(async () => await scene.close());

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
});
