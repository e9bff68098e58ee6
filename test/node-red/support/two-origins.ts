import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { vendorThat } from './any-vendor';
import type { Outcome, RequestScene, Sent } from './request-scene';

export interface Seen {
  readonly where: string;
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What an origin does with a request: an address to redirect to, with the status; or it answers itself. */
export type Answers = (
  origins: TwoOrigins,
) => (seen: Seen, response: ServerResponse) => [number, string] | undefined;

export interface TwoOrigins {
  readonly home: string;
  readonly elsewhere: string;
  /** What reached them, in this order. */
  readonly seen: Seen[];
}

/** The vendor's origin and another one, both with the path in `where`, such as `home/start`. */
export async function twoOrigins(scene: RequestScene, answers: Answers): Promise<TwoOrigins> {
  const seen: Seen[] = [];
  const origins = { home: '', elsewhere: '', seen };
  const serve = async (name: string) =>
    await scene.serve((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { method, headers, url } = request;
        const arrived = { where: name + url, method, headers, body };
        seen.push(arrived);
        const target = answers(origins)(arrived, response);
        if (response.writableEnded) return;
        if (target === undefined) response.end('{"arrived":true}');
        else response.writeHead(target[0], { location: target[1] }).end('moved');
      });
    });
  origins.elsewhere = await serve('elsewhere');
  origins.home = await serve('home');
  return origins;
}

/** Sends with a login for any other vendor to `/start` at home. */
export async function sendBetween(
  scene: RequestScene,
  sent: Sent,
  answers: Answers = () => () => undefined,
): Promise<Outcome & TwoOrigins> {
  const origins = await twoOrigins(scene, answers);
  return { ...origins, ...(await scene.send(origins.home, ofAnyVendor(sent))) };
}

/** With a login for any other vendor, which issues `token-1`, `token-2` and so on. */
export function ofAnyVendor(sent: Sent): Sent {
  return { vendor: 'client-credentials', respond: vendorThat(), ...sent };
}
