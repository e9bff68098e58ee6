import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { transportFault } from '../../../core';
import { connectWithin } from '../../../node-red/lib/connector';
import { createDispatcher } from '../../../node-red/lib/dispatcher';
import { proxyOfEnvironment } from '../../../node-red/lib/proxy';
import { sendRequest } from '../../../node-red/lib/send-request';

/** A server that does with each connection, or with what comes first on it, as the test says. */
class RawServer {
  connections = 0;
  private readonly sockets = new Set<Socket>();
  private constructor(private readonly server: Server) {}

  static async start(meet: (socket: Socket) => void): Promise<RawServer> {
    const server = createServer((socket) => {
      raw.connections += 1;
      raw.sockets.add(socket.on('error', () => undefined));
      meet(socket);
    });
    const raw = new RawServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return raw;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const hangs = (): void => undefined;
const closes = (socket: Socket) => void socket.once('data', () => socket.destroy());
const closesAtOnce = (socket: Socket) => void socket.destroy();
const answers = (status: string) => (socket: Socket) =>
  void socket.once('data', () =>
    socket.write(`HTTP/1.1 ${status}\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n`),
  );

/** What comes of a request, in the core's facts. */
async function faultOf(dispatcher: Dispatcher, url: string, signal: AbortSignal) {
  try {
    const answer = await sendRequest(url, { dispatcher, signal });
    return { status: answer.statusCode };
  } catch (error) {
    return transportFault(error);
  } finally {
    await dispatcher.destroy();
  }
}

/** Raised as soon as the server has a connection. */
function raisedWhenMet(meet: (socket: Socket) => void) {
  const controller = new AbortController();
  const meetAndRaise = (socket: Socket) => {
    meet(socket);
    socket.once('data', () => controller.abort(new DOMException('Time is up.', 'TimeoutError')));
  };
  return { signal: controller.signal, meetAndRaise };
}

const NEVER = new AbortController().signal;

describe('a request', () => {
  test('ends with its signal while a TLS handshake hangs', async () => {
    const { signal, meetAndRaise } = raisedWhenMet(hangs);
    const server = await RawServer.start(meetAndRaise);
    try {
      const dispatcher = createDispatcher({}, undefined);
      expect(await faultOf(dispatcher, `https://${server.host}/`, signal)).toEqual({
        kind: 'timeout',
      });
    } finally {
      await server.stop();
    }
  });

  describe.each(['http', 'https'])('for %s through a proxy', (scheme) => {
    const through = (proxy: RawServer) => {
      const address = `http://${proxy.host}`;
      return createDispatcher(
        {},
        proxyOfEnvironment({ HTTP_PROXY: address, HTTPS_PROXY: address }),
      );
    };
    const url = `${scheme}://api.example.com/`;

    test('that hangs ends with its signal', async () => {
      const { signal, meetAndRaise } = raisedWhenMet(hangs);
      const proxy = await RawServer.start(meetAndRaise);
      try {
        expect(await faultOf(through(proxy), url, signal)).toEqual({ kind: 'timeout' });
      } finally {
        await proxy.stop();
      }
    });

    test.each([
      ['closes when asked', closes],
      ['closes at once', closesAtOnce],
    ])('that %s fails, and is not tried without end', async (_how, meet) => {
      const proxy = await RawServer.start(meet);
      try {
        const fault = await faultOf(through(proxy), url, NEVER);
        expect(fault).toMatchObject({ kind: 'unreachable', reason: 'closed' });
        expect(proxy.connections).toBeLessThanOrEqual(2);
      } finally {
        await proxy.stop();
      }
    });

    test('that wants a password is told so', async () => {
      const proxy = await RawServer.start(answers('407 Proxy Authentication Required'));
      try {
        expect(await faultOf(through(proxy), url, NEVER)).toMatchObject({ reason: 'proxyLogin' });
      } finally {
        await proxy.stop();
      }
    });
  });

  test.each([400, 403, 502])(
    'for https through a proxy that answers %d is told so',
    async (status) => {
      const proxy = await RawServer.start(answers(`${status} No`));
      try {
        const environment = proxyOfEnvironment({ HTTPS_PROXY: `http://${proxy.host}` });
        const dispatcher = createDispatcher({}, environment);
        const fault = await faultOf(dispatcher, 'https://api.example.com/', NEVER);
        expect(fault).toMatchObject({ kind: 'unreachable', reason: 'proxyRefuses' });
      } finally {
        await proxy.stop();
      }
    },
  );
});

describe('a connection', () => {
  const TO = { hostname: 'a', protocol: 'https:', port: '443' };

  test('that does not come about in time has failed, and what comes later is closed', async () => {
    jest.useFakeTimers();
    try {
      let late: (error: null, socket: Socket) => void = () => undefined;
      const connect = connectWithin(30_000, (_options, callback) => {
        late = callback;
      });
      const results: unknown[] = [];
      connect(TO, (...[error]) => results.push(transportFault(error)));
      jest.advanceTimersByTime(29_999);
      expect(results).toEqual([]);
      jest.advanceTimersByTime(1);
      const socket = { on: () => socket, destroy: jest.fn() };
      late(null, socket as unknown as Socket);
      expect(results).toEqual([{ kind: 'timeout' }]);
      expect(socket.destroy).toHaveBeenCalledTimes(1);
    } finally {
      jest.useRealTimers();
    }
  });
});
