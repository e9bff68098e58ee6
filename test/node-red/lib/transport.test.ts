import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
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
});
