import net, { type AddressInfo } from 'node:net';

/**
 * One proxy address for all rows, since a host process knows one: it hands each connection to the proxy
 * of the row that the first line asks for, by the port of the server there.
 */
export class ProxyFront {
  private readonly proxyUrls = new Map<number, string>();
  private readonly sockets = new Set<net.Socket>();

  private constructor(private readonly server: net.Server) {}

  static async start(): Promise<ProxyFront> {
    const server = net.createServer();
    const front = new ProxyFront(server);
    server.on('connection', (socket) => front.accept(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** From now on, requests for a server on that port go through that proxy. */
  route(serverUrl: string, proxyUrl: string): void {
    this.proxyUrls.set(Number(new URL(serverUrl).port), proxyUrl);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(socket: net.Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      const port = /^\S+ \S+?:(\d+)(?:\/\S*)? HTTP/.exec(first.toString('latin1'))?.[1];
      const proxyUrl = this.proxyUrls.get(Number(port));
      if (proxyUrl === undefined) return void socket.destroy();
      const onward = net.connect(Number(new URL(proxyUrl).port), '127.0.0.1', () => {
        onward.write(first);
        onward.pipe(socket).pipe(onward);
      });
      onward.on('error', () => onward.destroy());
      onward.once('close', () => socket.destroy());
      socket.once('close', () => onward.destroy());
    });
  }
}
