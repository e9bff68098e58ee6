import type { Dispatcher } from 'undici';
import { nameAtStart, sentences, VendorAuthError, type Sentence, type Vendor } from '../../../core';
import { decoded, headersOfDecoded } from '../../lib/content-coding';
import { Deadline } from '../../lib/deadline';

const SAY = sentences('answer', {
  tooLarge: 'The answer of __vendor__ is larger than __n__ bytes, so it was not read to its end.',
  askForLess:
    'Ask for less at a time, such as a page of it; or set vendorAuthRequestMaxAnswerBytes in settings.js higher.',
  undecodable: '__vendor__ sent an answer that does not match its content-encoding (__codings__).',
  identity: 'Set the header accept-encoding to identity to get it without.',
});

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
  const error = (
    code: 'answer-too-large' | 'unreadable-answer',
    message: Sentence,
    hint: Sentence,
  ) => new VendorAuthError({ code, vendor: vendor.id, status: statusCode, message, hint });
  const tooLarge = () =>
    error(
      'answer-too-large',
      SAY.tooLarge({ vendor: nameAtStart(vendor), n: mostBytes }),
      SAY.askForLess(),
    );
  const undecodable = (codings: string) =>
    error(
      'unreadable-answer',
      SAY.undecodable({ vendor: nameAtStart(vendor), codings }),
      SAY.identity(),
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
  return { body: whole, headers: whole.length === 0 ? headers : headersOfDecoded(headers) };
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
