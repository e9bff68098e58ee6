import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';

/** A request as its bytes came. */
export interface RawRequest {
  readonly method: string;
  /** As it stands in the first line: for a proxy, a whole address or `host:port`. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request and the connection on which anything may be written to answer it. */
export interface Exchange {
  readonly request: RawRequest;
  readonly socket: net.Socket;
  /** Aborted when the connection is gone; whatever still writes then stops. */
  readonly gone: AbortSignal;
}

export type Behaviour = (exchange: Exchange) => void;

export interface EndpointOptions {
  readonly host?: string;
  readonly tls?: tls.SecureContextOptions;
}

/**
 * A server on the loopback interface that reads whole requests and leaves the answer, down to the last
 * byte, to a behaviour. What it does with a connection before a request was read can be taken over too.
 */
export class Endpoint {
  /** Requests that were read whole. */
  requests = 0;
  connections = 0;
  /** The most bytes that were written on one connection, and taken off by whoever is at its other end. */
  mostWrittenBytes = 0;
  /** Everything that was received in clear, for a search. */
  received = '';
  /** Takes over each new connection, before TLS and before anything is read. */
  onConnection: ((socket: net.Socket) => void) | undefined;
  private readonly sockets = new Set<net.Socket>();
  private readonly server: net.Server;
  private port = 0;

  private constructor(
    private readonly host: string,
    private readonly secureServer: tls.Server | undefined,
    public behave: Behaviour,
  ) {
    this.server = net.createServer((socket) => this.accept(socket));
    secureServer?.on('secureConnection', (socket) => this.readRequests(socket));
    // A client that does not trust the certificate ends the handshake: that is its right.
    secureServer?.on('tlsClientError', (_error, socket) => socket.destroy());
  }

  static async start(behave: Behaviour, options: EndpointOptions = {}): Promise<Endpoint> {
    const secureServer = options.tls && tls.createServer(options.tls);
    const endpoint = new Endpoint(options.host ?? '127.0.0.1', secureServer, behave);
    await endpoint.listen(0);
    return endpoint;
  }

  get origin(): string {
    return `${this.secureServer ? 'https' : 'http'}://${this.host}:${String(this.port)}`;
  }

  get portNumber(): number {
    return this.port;
  }

  /** Shows another certificate to those who connect from now on. */
  showCertificate(context: tls.SecureContextOptions): void {
    this.secureServer?.setSecureContext(context);
  }

  /** From now on, nothing listens on the port. */
  async refuse(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.dropConnections();
    await closed;
  }

  /** Listens again, on the same port. */
  async accepts(): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.listen(this.port);
      } catch (error) {
        // An outgoing connection may hold the port for a moment.
        if (tries === 20) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** Ends what hangs, as a server does that is started anew. */
  dropConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    await this.refuse();
  }

  private async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, this.host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    this.port = (this.server.address() as AddressInfo).port;
  }

  private accept(socket: net.Socket): void {
    this.connections += 1;
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.sockets.delete(socket);
      this.mostWrittenBytes = Math.max(this.mostWrittenBytes, socket.bytesWritten);
    });
    if (this.onConnection) this.onConnection(socket);
    else if (this.secureServer) this.secureServer.emit('connection', socket);
    else this.readRequests(socket);
  }

  private readRequests(socket: net.Socket): void {
    const gone = new AbortController();
    socket.on('error', () => socket.destroy());
    socket.once('close', () => gone.abort());
    let unread: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      for (;;) {
        const next = takeRequest(unread);
        if (next === undefined) return;
        unread = next.rest;
        this.requests += 1;
        this.received += next.text;
        this.behave({ request: next.request, socket, gone: gone.signal });
      }
    });
  }
}

function takeRequest(bytes: Buffer) {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [firstLine = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
  const [method = '', target = ''] = firstLine.split(' ');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  const end = bodyEnd(bytes, headEnd + 4, headers);
  if (end === undefined) return undefined;
  const body = bytes.subarray(headEnd + 4, end).toString('utf8');
  return {
    request: { method, target, headers, body } satisfies RawRequest,
    text: bytes.subarray(0, end).toString('latin1'),
    rest: bytes.subarray(end),
  };
}

/** Where the body ends, or undefined if that has not arrived yet. */
function bodyEnd(
  bytes: Buffer,
  start: number,
  headers: Record<string, string>,
): number | undefined {
  if (headers['transfer-encoding'] === 'chunked') {
    const last = bytes.indexOf('0\r\n\r\n', start);
    return last < 0 ? undefined : last + 5;
  }
  const end = start + Number(headers['content-length'] ?? 0);
  return bytes.length < end ? undefined : end;
}
