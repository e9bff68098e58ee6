import { createReadStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { RequestScene } from '../../support/request-scene';

const MISSING = path.join(__dirname, 'no such file');

/** A stream that fails as soon as it may. */
function failing(thrown: Error): Readable {
  return new Readable({
    read() {
      this.destroy(thrown);
    },
  });
}

describe('a stream in msg.payload', () => {
  const scene = new RequestScene();
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  beforeEach(() => void process.on('uncaughtExceptionMonitor', note));
  afterEach(async () => {
    process.off('uncaughtExceptionMonitor', note);
    await scene.close();
  });

  const serve = () =>
    scene.serve((request, response) => {
      let length = 0;
      request.on('data', (chunk: Buffer) => (length += chunk.length));
      request.on('end', () => response.end(JSON.stringify({ length })));
    });
  const POST = { properties: { method: 'POST' } };

  test('is sent', async () => {
    const payload = createReadStream(__filename);
    const { msg } = await scene.send(await serve(), { ...POST, msg: { payload } });

    expect((msg?.['payload'] as { length: number }).length).toBeGreaterThan(100);
  });

  test.each([
    ['of a file that is missing', () => createReadStream(MISSING)],
    ['that fails', () => failing(new Error('no'))],
    ['of objects', () => Readable.from([{ a: 1 }])],
    [
      'that has failed already',
      () => {
        const stream = failing(new Error('no')).on('error', () => undefined);
        stream.resume();
        return stream;
      },
    ],
  ])('%s is a failure of the message alone', async (_what, make) => {
    const { failure } = await scene.send(await serve(), { ...POST, msg: { payload: make() } });

    expect(failure?.code).toEqual(expect.any(String));
    expect(unhandled).toEqual([]);
  });
});
