import type { Socket } from 'node:net';
import { type buildConnector } from 'undici';
import { LONGEST_HEAD_BYTES, type AnswerFilter } from './answer-filter';
import { LenientHead } from './lenient-head';

/** The start of an interim answer that nobody asked for, as far as it can be told. */
const CONTINUE = /^HTTP\/1\.[01] 100[ \r]/;
const INTERIM = /^HTTP\/1\.[01] 1\d\d[ \r]/;
const HEAD_END = '\r\n\r\n';
const STATUS_LINE_START = 'HTTP/1.1 100 '.length;

/**
 * Takes every `100 Continue` out of what a socket reads before the answer to each request. A client must
 * put up with them although it never asked (RFC 9110 section 15.2), but undici ends the connection.
 *
 * @param isLenient - also mends the heads of careless servers
 */
export function skipContinue(
  connector: buildConnector.connector,
  isLenient = false,
): buildConnector.connector {
  return (options, callback) =>
    connector(options, (...result) => {
      const [, socket] = result;
      if (socket && isLenient) watch(socket, new LenientHead());
      if (socket) watch(socket, new ContinueFilter());
      callback(...result);
    });
}

/** A socket that can be read as Node.js has it; undici reads by `read` and by nothing else. */
function watch(socket: Socket, filter: AnswerFilter): void {
  const read = socket.read.bind(socket);
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  socket.read = (size?: number): unknown => {
    for (;;) {
      const chunk = read(size) as Buffer | null;
      if (chunk === null) return null;
      const passed = filter.pass(chunk);
      if (passed.length > 0) return passed;
    }
  };
  socket.write = (...args: unknown[]): boolean => {
    // undici writes the head of a request as text, and nothing of a body.
    if (typeof args[0] === 'string' && / HTTP\/1\.1\r\n/.test(args[0])) filter.expectAnswer();
    return write(...args);
  };
}

/** Passes on what a socket reads, but for the heads of `100 Continue` before an answer. */
export class ContinueFilter implements AnswerFilter {
  /** Whether what comes next is the head of an answer. */
  private isBeforeAnswer = false;
  private held: Buffer = Buffer.alloc(0);

  expectAnswer(): void {
    this.isBeforeAnswer = true;
  }

  pass(chunk: Buffer): Buffer {
    if (!this.isBeforeAnswer) return chunk;
    this.held = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    const passed: Buffer[] = [];
    while (this.isBeforeAnswer && this.held.length > 0) {
      const start = this.held.toString('latin1', 0, STATUS_LINE_START);
      const isInterim = INTERIM.test(start);
      if (!isInterim && couldBecomeInterim(start)) break;
      const end = isInterim ? this.held.indexOf(HEAD_END) : -1;
      if (!isInterim || (end < 0 && this.held.length > LONGEST_HEAD_BYTES)) {
        passed.push(this.held);
        this.held = Buffer.alloc(0);
        this.isBeforeAnswer = false;
      }
      if (end < 0) break;
      const length = end + HEAD_END.length;
      if (!CONTINUE.test(start)) passed.push(this.held.subarray(0, length));
      this.held = this.held.subarray(length);
    }
    return passed.length === 1 ? passed[0]! : Buffer.concat(passed);
  }
}

function couldBecomeInterim(start: string): boolean {
  return ['HTTP/1.1 1', 'HTTP/1.0 1'].some(
    (prefix) =>
      prefix.startsWith(start) || (start.startsWith(prefix) && start.length < STATUS_LINE_START),
  );
}
