import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import type { Certificate } from '../../../sandbox/certificate';

/** What a server of the loopback interface has seen of one request. */
export interface Seen {
  readonly method: string;
  /** As it was sent: the whole address where a proxy was asked. */
  readonly target: string;
  readonly headers: http.IncomingHttpHeaders;
}

export interface Loopback {
  readonly origin: string;
  readonly seen: Seen[];
  /** Empties what was seen. */
  reset(): void;
  close(): Promise<void>;
}

/** A server on a port of its own that keeps what it was asked; without a listener it answers 200. */
export async function startLoopback(
  listener: http.RequestListener = (_request, response) => response.end('{}'),
  certificate?: Certificate,
): Promise<Loopback> {
  const seen: Seen[] = [];
  const handle: http.RequestListener = (request, response) => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, target: url, headers });
    request.resume();
    listener(request, response);
  };
  const server =
    certificate === undefined
      ? http.createServer(handle)
      : https.createServer(
          { cert: certificate.certificatePem, key: certificate.privateKeyPem },
          handle,
        );
  await listen(server);
  const scheme = certificate === undefined ? 'http' : 'https';
  return {
    origin: `${scheme}://127.0.0.1:${portOf(server)}`,
    seen,
    reset: () => void (seen.length = 0),
    close: async () => {
      server.closeAllConnections();
      await closed(server);
    },
  };
}

/**
 * A proxy that forwards nothing: it keeps the requests that it can read, and leads every tunnel to the
 * port that it is told, whatever address was asked for.
 */
export async function startProxy(tunnelsTo: number): Promise<Loopback & { tunnels: string[] }> {
  const seen: Seen[] = [];
  const tunnels: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = http.createServer((request, response) => {
    seen.push({
      method: request.method ?? '',
      target: request.url ?? '',
      headers: request.headers,
    });
    response.end('{}');
  });
  server.on('connect', (request, client: net.Socket) => {
    tunnels.push(request.url ?? '');
    const vendor = net.connect(tunnelsTo, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      vendor.pipe(client).pipe(vendor);
    });
    for (const socket of [client, vendor]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
  });
  await listen(server);
  return {
    origin: `http://127.0.0.1:${portOf(server)}`,
    seen,
    tunnels,
    reset: () => {
      seen.length = 0;
      tunnels.length = 0;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await closed(server);
    },
  };
}

/** A server that writes bytes as it likes: HTTP as it comes. */
export async function startRawServer(write: (socket: net.Socket, nth: number) => void): Promise<{
  origin: string;
  connections: () => number;
  open: () => number;
  close(): Promise<void>;
}> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const server = net.createServer((socket) => {
    connections++;
    const nth = connections;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => write(socket, nth));
  });
  await listen(server);
  return {
    origin: `http://127.0.0.1:${portOf(server)}`,
    connections: () => connections,
    open: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await closed(server);
    },
  };
}

async function listen(server: net.Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
}

async function closed(server: net.Server): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

function portOf(server: net.Server): number {
  return (server.address() as AddressInfo).port;
}

export function portIn(origin: string): number {
  return Number(new URL(origin).port);
}
