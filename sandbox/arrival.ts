import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** A request that has arrived in full, reduced to what handlers look at. */
export interface Arrival {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** The certificate that the client showed, DER, on TLS. */
  clientCertificate: Buffer | undefined;
  /** The parts of the path that the route left open, decoded, by name. */
  params: Record<string, string>;
}

/** The body did not fit; the server answers 413 and hangs up. */
export class BodyTooLargeError extends Error {}

const noBody = Buffer.alloc(0);
const bodyLimitBytes = 32 * 1024 * 1024;

/** Reads the whole request. Rejects with BodyTooLargeError past 32 MiB. */
export async function readArrival(request: IncomingMessage): Promise<Arrival> {
  const target = request.url ?? '/';
  const queryStart = target.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: queryStart < 0 ? target : target.slice(0, queryStart),
    query: new URLSearchParams(queryStart < 0 ? '' : target.slice(queryStart + 1)),
    headers: request.headers,
    clientCertificate: certificateOf(request),
    body: await readBody(request),
    params: {},
  };
}

function certificateOf({ socket }: IncomingMessage): Buffer | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  // An object without members if there is none.
  const { raw } = socket.getPeerCertificate() as { raw?: Buffer };
  return raw;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (length === undefined && encoding === undefined) return noBody;
  const chunks: Buffer[] = [];
  let lengthBytes = 0;
  // The connection must outlive a body that is too large, or nobody would hear why.
  const arriving = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of arriving) {
    lengthBytes += chunk.length;
    if (lengthBytes > bodyLimitBytes) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The token of `Authorization: Bearer …`; the scheme's case does not matter (RFC 9110 11.1). */
export function bearerToken(arrival: Arrival): string | undefined {
  return /^Bearer +(\S+)\s*$/i.exec(arrival.headers.authorization ?? '')?.[1];
}

function mediaType(arrival: Arrival): string {
  return (arrival.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
}

/** The members of a form body; undefined when the body is declared as something else. */
export function formFields(arrival: Arrival): Record<string, string> | undefined {
  if (mediaType(arrival) !== 'application/x-www-form-urlencoded') return undefined;
  return Object.fromEntries(new URLSearchParams(arrival.body.toString('utf8')));
}

/** The text members of a JSON object; undefined when the body is declared or written as anything else. */
export function jsonFields(arrival: Arrival): Record<string, string> | undefined {
  const value = jsonObject(arrival);
  if (value === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

/** A JSON object; undefined when the body is declared or written as anything else. */
export function jsonObject(arrival: Arrival): Record<string, unknown> | undefined {
  const value = jsonBody(arrival);
  return isObject(value) ? value : undefined;
}

/** What a body of JSON holds; undefined when it is declared or written as anything else. */
export function jsonBody(arrival: Arrival): unknown {
  if (mediaType(arrival) !== 'application/json') return undefined;
  try {
    return JSON.parse(arrival.body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
