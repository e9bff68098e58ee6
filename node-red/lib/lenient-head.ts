import { isHeaderName } from '../../core';
import { LONGEST_HEAD_BYTES, type AnswerFilter } from './answer-filter';

const HEAD_END = /\r?\n\r?\n/;

/**
 * Turns the head of each answer into what RFC 9112 asks for, where a server is careless: bare line
 * feeds, control characters, blanks before the colon, folded lines, another version, and a length beside
 * `transfer-encoding`. undici has no lenient parser; this does what Node's does to a head.
 */
export class LenientHead implements AnswerFilter {
  private isBeforeAnswer = false;
  private held = '';

  expectAnswer(): void {
    this.isBeforeAnswer = true;
  }

  pass(chunk: Buffer): Buffer {
    if (!this.isBeforeAnswer) return chunk;
    this.held += chunk.toString('latin1');
    let passed = '';
    for (let end; this.isBeforeAnswer && (end = HEAD_END.exec(this.held)) !== null;) {
      const head = this.held.slice(0, end.index);
      passed += mended(head);
      this.held = this.held.slice(end.index + end[0].length);
      // What follows an interim answer is a head again.
      this.isBeforeAnswer = /^HTTP\/\S+ 1(?!01)\d\d/.test(head);
    }
    if (this.held.length > LONGEST_HEAD_BYTES) this.isBeforeAnswer = false;
    if (!this.isBeforeAnswer) {
      passed += this.held;
      this.held = '';
    }
    return Buffer.from(passed, 'latin1');
  }
}

function mended(head: string): string {
  const [status = '', ...lines] = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const fields = lines.flatMap((line) => {
    const at = line.indexOf(':');
    const name = line.slice(0, at).trim();
    // eslint-disable-next-line no-control-regex -- what a head must not hold
    const value = line.slice(at + 1).replace(/[\0-\x08\x0a-\x1f\x7f]/g, ' ');
    return at > 0 && isHeaderName(name) ? [{ name, value }] : [];
  });
  const isChunked = fields.some(({ name }) => name.toLowerCase() === 'transfer-encoding');
  const kept = fields.filter(({ name }) => !isChunked || name.toLowerCase() !== 'content-length');
  return [
    status.replace(/^HTTP\/(?!1\.[01] )\S+/i, 'HTTP/1.1'),
    ...kept.map(({ name, value }) => `${name}:${value}`),
    '\r\n',
  ].join('\r\n');
}
