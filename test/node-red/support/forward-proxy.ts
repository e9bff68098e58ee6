import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

export interface ForwardProxy {
  readonly url: string;
  /** What it was asked for: `GET http://…` for plain requests, `CONNECT host:port` for tunnels. */
  readonly asked: string[];
  /** The `Proxy-Authorization` headers that came along. */
  readonly authorizations: (string | undefined)[];
  close(): Promise<void>;
}

/** A forward proxy on the loopback interface that lets everything through. */
export async function startForwardProxy(): Promise<ForwardProxy> {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<net.Socket>();
  const note = (request: http.IncomingMessage) => {
    asked.push(`${request.method} ${request.url}`);
    authorizations.push(request.headers['proxy-authorization']);
  };
  const server = http.createServer((request, response) => {
    note(request);
    const { method, headers } = request;
    const onward = http.request(request.url!, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.on('connect', (request, socket: net.Socket) => {
    note(request);
    const [host, port] = request.url!.split(':');
    const onward = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    sockets.add(onward);
    for (const end of [socket, onward]) end.on('error', () => end.destroy());
  });
  server.on('connection', (socket: net.Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
