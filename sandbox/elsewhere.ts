import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ElsewhereStats {
  requests: number;
  /** Requests that brought an Authorization header, which no client should send here. */
  authorizationHeadersSeen: number;
  /** Bytes of request bodies: a login that follows a redirect would send its secret here. */
  bodyBytesSeen: number;
}

/** A server of another origin that no token is meant for. It answers everything with 200. */
export interface Elsewhere {
  baseUrl: string;
  stats(): ElsewhereStats;
  reset(): void;
  close(): Promise<void>;
}

export async function startElsewhere(): Promise<Elsewhere> {
  let stats = nothingSeen();
  const server = createServer((request, response) => {
    stats.requests += 1;
    if (request.headers.authorization !== undefined) stats.authorizationHeadersSeen += 1;
    request.on('data', (chunk: Buffer) => (stats.bodyBytesSeen += chunk.length));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json').end('{"elsewhere":true}');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stats: () => ({ ...stats }),
    reset: () => (stats = nothingSeen()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function nothingSeen(): ElsewhereStats {
  return { requests: 0, authorizationHeadersSeen: 0, bodyBytesSeen: 0 };
}
