import type http from 'node:http';
import { Readable } from 'node:stream';
import { type Answer, json } from './answer';
import type { Fault } from './settings';

/** What a request gets: an answer, none at all, or a closed connection. */
export type ServedAnswer = (Answer & { endless?: boolean }) | 'stall' | 'hangUp';

/** What the fault answers by itself; undefined when it only delays. */
export function faultyAnswer(fault: Fault | undefined): ServedAnswer | undefined {
  if (fault === undefined) return undefined;
  if (fault.stall) return 'stall';
  if (fault.hangUp) return 'hangUp';
  if (fault.status === undefined && !fault.endless) return undefined;
  const { status = 200, headers = {}, body = '', endless = false } = fault;
  const answer = typeof body === 'string' ? { status, headers, body } : json(status, body, headers);
  return { ...answer, endless };
}

export function write(response: http.ServerResponse, answer: Answer & { endless?: boolean }): void {
  response.writeHead(answer.status, answer.headers);
  if (answer.endless) Readable.from(endlessSpaces()).pipe(response);
  else response.end(answer.body);
}

function* endlessSpaces(): Generator<Buffer> {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  for (let count = 0; count < 1024; count += 1) yield chunk;
}
