import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ALL_SHAPES } from './catalogue';
import { ShapeServer } from './shape-server';
import { BASE_URL, fieldsOf, loginOf, TOKEN_URL, tokenUrlOf, type Shape } from './shapes';

/** One API of each distinct shape of the catalogue. */
export function distinctShapes(): readonly Shape[] {
  const first = new Map<string, Shape>();
  for (const shape of ALL_SHAPES) {
    const facts = JSON.stringify({ ...shape, api: '' });
    if (!first.has(facts)) first.set(facts, shape);
  }
  return [...first.values()];
}

/** A `ShapeServer` on the loopback interface, for hosts with an HTTP client of their own. */
export interface ShapeLoopback {
  readonly shape: Shape;
  /** What a person types into the form. */
  readonly fields: Record<string, unknown>;
  /** Something that the API has. */
  readonly url: string;
  readonly server: ShapeServer;
  close(): Promise<void>;
}

export async function startShapeLoopback(shape: Shape): Promise<ShapeLoopback> {
  const login = loginOf(shape);
  const shapeServer = new ShapeServer(shape, login, Date.now);
  const server = createServer((request, response) => {
    const answer = async () => {
      const { url = '', method = '' } = request;
      const [path = ''] = url.split('?');
      const isLogin = path === new URL(TOKEN_URL).pathname;
      const { status, headers, body } = shapeServer.respond({
        method: method as 'GET' | 'POST',
        url: isLogin ? TOKEN_URL + url.slice(path.length) : BASE_URL + url,
        headers: textsOf(request.headers),
        body: await bodyOf(request),
        timeoutMs: 0,
        tls: { allowUnauthorizedCerts: false },
      });
      response.writeHead(status ?? 200, headers as Record<string, string>);
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    answer().catch((error: Error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokenUrl = tokenUrlOf(shape, origin + new URL(TOKEN_URL).pathname);
  return {
    shape,
    fields: { ...fieldsOf(shape, login), baseUrl: origin, tokenUrl },
    url: `${origin}/things`,
    server: shapeServer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function textsOf(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
