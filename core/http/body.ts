import type { HttpResponse } from '../base/ports';
import { isBlank } from '../base/text';
import { decoded } from './decode';

/** More than any token endpoint has to say, and little enough for any machine (rule T9). */
export const LONGEST_BODY_BYTES = 1024 * 1024;

export interface Body {
  readonly text: string;
  /** `false` if there was more than 1 MiB of it, packed or unpacked: the text is its beginning. */
  readonly isWhole: boolean;
}

/**
 * The body as text without a byte order mark, unpacked if it came compressed. Reading stops, and closes
 * the stream, as soon as the body turns out longer than 1 MiB.
 */
export async function readBody(response: Pick<HttpResponse, 'headers' | 'body'>): Promise<Body> {
  const chunks: Buffer[] = [];
  let packedBytes = 0;
  for await (const chunk of response.body) {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk);
    packedBytes += buffer.length;
    chunks.push(buffer);
    // Leaving the loop closes the stream.
    if (packedBytes > LONGEST_BODY_BYTES) break;
  }
  const encoding = headerOf(response, 'content-encoding');
  const bytes = await decoded(Buffer.concat(chunks), encoding, LONGEST_BODY_BYTES);
  return {
    text: textIn(bytes.subarray(0, LONGEST_BODY_BYTES), headerOf(response, 'content-type')),
    isWhole: packedBytes <= LONGEST_BODY_BYTES && bytes.length <= LONGEST_BODY_BYTES,
  };
}

/** What the first bytes of UTF-16 look like in Latin-1. */
const BYTE_ORDERS = new Map([
  ['\u00ff\u00fe', 'utf-16le'],
  ['\u00fe\u00ff', 'utf-16be'],
]);

/** JSON is UTF-8 whatever its content type says (RFC 8259 section 8.1), unless it cannot be. */
function textIn(bytes: Uint8Array, contentType = ''): string {
  const [, charset] = /charset\s?=\s?["']?([\w-]{1,40})/i.exec(contentType) ?? [];
  const marked = BYTE_ORDERS.get(String.fromCharCode(...bytes.subarray(0, 2)));
  for (const encoding of [marked ?? 'utf-8', charset]) {
    try {
      // The end may have been cut off.
      return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    } catch {
      // The next one, or UTF-8 with signs for what is none.
    }
  }
  return new TextDecoder().decode(bytes);
}

/** A header's value, several joined by commas; undefined if there is none. */
export function headerOf(
  response: Pick<HttpResponse, 'headers'>,
  name: string,
): string | undefined {
  const value = response.headers[name];
  return typeof value === 'object' ? value.join(', ') : value;
}

/** What may stand in front of a page's first tag. */
const PROLOGUE = [
  ['<?xml', '>'],
  ['<!--', '-->'],
] as const;
const FIRST_TAG = /^<(?:!doctype\s+html|html|head|body)\b/i;
const LONGEST_FIRST_TAG = 200;

/** Whether a text is a page for a browser, whatever its content type says. */
export function isHtml(text: string): boolean {
  let at = nextInk(text, 0);
  for (const [opening, closing] of PROLOGUE) {
    while (text.startsWith(opening, at)) {
      const end = text.indexOf(closing, at);
      if (end < 0) return false;
      at = nextInk(text, end + closing.length);
    }
  }
  return FIRST_TAG.test(text.slice(at, at + LONGEST_FIRST_TAG));
}

function nextInk(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text.charAt(at))) at++;
  return at;
}
