import type { Dispatcher } from 'undici';
import { nameAtStart, VendorAuthError, type Vendor } from '../../../core';
import { decoded, isEncoded } from '../content-coding';
import { Deadline } from '../deadline';

/** How much is read of a body that nobody wants, and for how long, to keep its connection. */
const DISCARDED_BYTES = 64 * 1024;
const DISCARD_MS = 250;

export interface AnswerBody {
  readonly body: Buffer;
  readonly headers: Dispatcher.ResponseData['headers'];
}

/**
 * The body of an answer, decoded, with the headers that are true of it then.
 *
 * @throws {VendorAuthError} `answer-too-large` beyond `mostBytes`, on the wire or decoded;
 *   `unreadable-answer` if it is not in the encoding that it names. And what undici throws.
 */
export async function readAnswerBody(
  response: Dispatcher.ResponseData,
  method: string,
  mostBytes: number,
  vendor: Vendor,
): Promise<AnswerBody> {
  const { headers, body, statusCode } = response;
  const error = (code: 'answer-too-large' | 'unreadable-answer', message: string, hint: string) =>
    new VendorAuthError({ code, vendor: vendor.id, status: statusCode, message, hint });
  const tooLarge = () =>
    error(
      'answer-too-large',
      `The answer of ${nameAtStart(vendor)} is larger than ${mostBytes} bytes, so it was not read to its end.`,
      'Ask for less at a time, such as a page of it; or set vendorAuthRequestMaxAnswerBytes in settings.js higher.',
    );
  const undecodable = (codings: string) =>
    error(
      'unreadable-answer',
      `${nameAtStart(vendor)} sent an answer that is not what its content-encoding says (${codings}).`,
      'Set the header accept-encoding to identity to get it without.',
    );
  const isAnnouncedTooLarge = method !== 'HEAD' && Number(headers['content-length']) > mostBytes;
  if (isAnnouncedTooLarge) {
    body.on('error', () => undefined).destroy();
    throw tooLarge();
  }
  const encoding = headers['content-encoding'];
  const chunks: Uint8Array[] = [];
  for await (const chunk of decoded(body, encoding, mostBytes, { tooLarge, undecodable })) {
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  if (whole.length === 0 || !isEncoded(encoding)) return { body: whole, headers };
  const { 'content-encoding': _encoding, 'content-length': _length, ...rest } = headers;
  return { body: whole, headers: rest };
}

/** Gets rid of a body without waiting for one that is long or does not end. */
export async function discardBody(
  body: Dispatcher.ResponseData['body'],
  signal: AbortSignal,
): Promise<void> {
  const deadline = new Deadline(DISCARD_MS, signal);
  try {
    await body.dump({ limit: DISCARDED_BYTES, signal: deadline.signal });
  } catch {
    // The connection is closed by now, and that is all that was wanted.
  } finally {
    deadline.clear();
  }
}
