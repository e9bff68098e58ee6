import net from 'node:net';

import { answer, head } from './answers';
import { Endpoint, type Exchange } from './endpoint';

/** What a forward proxy does in place of letting requests through. */
export type ProxyFault =
  'refuses' | 'forbids' | 'wantsPassword' | 'hangs' | 'closes' | 'servesPage';

/** A forward proxy on the loopback interface, for plain requests and for tunnels. */
export class FaultProxy {
  /** Requests that were not let through. */
  hindered = 0;
  private fault: ProxyFault | undefined;

  private constructor(private readonly endpoint: Endpoint) {}

  static async start(): Promise<FaultProxy> {
    const proxy: FaultProxy = new FaultProxy(await Endpoint.start((each) => proxy.handle(each)));
    return proxy;
  }

  get url(): string {
    return this.endpoint.origin;
  }

  async break(fault: ProxyFault): Promise<void> {
    this.fault = fault;
    // Tunnels and connections that are there already would be used on.
    this.endpoint.dropConnections();
    if (fault === 'refuses') await this.endpoint.refuse();
  }

  async mend(): Promise<void> {
    if (this.fault === 'refuses') await this.endpoint.accepts();
    this.fault = undefined;
    this.endpoint.dropConnections();
  }

  async close(): Promise<void> {
    await this.endpoint.close();
  }

  private handle(exchange: Exchange): void {
    if (this.fault !== undefined) this.hindered += 1;
    switch (this.fault) {
      case undefined:
        return exchange.request.method === 'CONNECT' ? tunnel(exchange) : pass(exchange);
      case 'forbids':
        return answer(exchange, 403, 'Forbidden by the proxy', { 'content-type': 'text/plain' });
      case 'wantsPassword':
        return answer(exchange, 407, '', { 'proxy-authenticate': 'Basic realm="proxy"' });
      case 'servesPage':
        return answer(exchange, 200, '<!DOCTYPE html><title>Sign in to the network</title>', {
          'content-type': 'text/html',
        });
      case 'hangs':
        return;
      case 'refuses':
      case 'closes':
        exchange.socket.destroy();
    }
  }
}

function tunnel({ request, socket }: Exchange): void {
  const [host, port] = request.target.split(':');
  socket.removeAllListeners('data');
  const onward = net.connect(Number(port), host, () => {
    socket.write(head(200));
    onward.pipe(socket).pipe(onward);
  });
  for (const end of [socket, onward]) {
    end.on('error', () => end.destroy());
    end.once('close', () => (end === socket ? onward : socket).destroy());
  }
}

function pass({ request, socket }: Exchange): void {
  const url = new URL(request.target);
  const onward = net.connect(Number(url.port), url.hostname, () => {
    const headers = { ...request.headers, connection: 'close' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const path = url.pathname + url.search;
    onward.write([`${request.method} ${path} HTTP/1.1`, ...lines, '', request.body].join('\r\n'));
    onward.pipe(socket);
  });
  onward.on('error', () => socket.destroy());
  socket.once('close', () => onward.destroy());
}
