import { STATUS_CODES } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import type { Exchange } from './endpoint';

export type Headers = Readonly<Record<string, string>>;

/** The first lines of an answer; `headers` go over what every server sends. */
export function head(status: number, headers: Headers = {}): string {
  const all = { date: new Date().toUTCString(), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? 'Unknown'}`, ...lines, '', ''].join(
    '\r\n',
  );
}

/** Writes an answer as HTTP has it. The connection stays open. */
export function answer(
  { socket, request }: Exchange,
  status: number,
  body: string | Buffer = '',
  headers: Headers = {},
): void {
  const bytes = Buffer.from(body);
  const hasBody = status >= 200 && status !== 204 && status !== 304;
  const length = hasBody ? { 'content-length': String(bytes.length) } : {};
  socket.write(head(status, { 'content-type': 'application/json', ...length, ...headers }));
  if (hasBody && request.method !== 'HEAD') socket.write(bytes);
}

export function answerJson(
  exchange: Exchange,
  status: number,
  members: unknown,
  headers?: Headers,
) {
  answer(exchange, status, JSON.stringify(members), headers);
}

/** Writes pieces with pauses in between, until the last one or until the connection is gone. */
export async function dribble(
  { socket, gone }: Exchange,
  pieces: Iterable<string | Buffer>,
  everyMs: number,
): Promise<void> {
  for (const piece of pieces) {
    if (gone.aborted || socket.destroyed) return;
    if (!socket.write(piece)) await Promise.race([drained(socket), aborted(gone)]);
    await wait(everyMs, undefined, { signal: gone, ref: false }).catch(() => undefined);
  }
}

/** A chunk of 64 KiB, for a body that is sent in chunks. */
export function chunkOf(letter: string): Buffer {
  return Buffer.from(`10000\r\n${letter.repeat(0x10000)}\r\n`);
}

/** The same piece over and over. */
export function* endlessly<Piece>(piece: Piece): Generator<Piece> {
  for (;;) yield piece;
}

function drained(socket: Exchange['socket']): Promise<void> {
  return new Promise((resolve) => socket.once('drain', () => resolve()));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
