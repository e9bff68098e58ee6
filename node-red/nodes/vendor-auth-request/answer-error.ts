import {
  isOriginAllowed,
  judge,
  nameAtStart,
  ownWords,
  quoted,
  quotesSecret,
  redact,
  refusedCallError,
  sentences,
  tokenRejectedError,
  TOKEN_REJECTED_STATUS,
  VendorAuthError,
  type Sentence,
  type SentenceValue,
  type Settings,
  type TokenSource,
  type VendorAuthErrorCode,
} from '../../../core';
import type { Answer } from './send-following-redirects';

const SAY = sentences('answer', {
  elsewhere: '__server__, where a redirect led, answered with status __status__.',
  anotherServer: 'Another server',
  thisAddress: 'this address',
  gotNoToken: 'It did not get the token. If it may have it, add it to Allowed Origins.',
  refusedAfterRedirect: '__vendor__ refused the request to __path__, where a redirect led (401).',
  notRepeated: 'The first request may have been carried out, so it was not repeated.',
  forbidden: '__vendor__ does not allow this request (403).',
  notFound: '__vendor__ has nothing at __path__ (404).',
  checkUrl: 'Check URL; or the login may not see what is there.',
  tooMany: '__vendor__ asks for fewer requests (429).',
  useDelay: 'Send fewer requests at a time, for instance through a delay node.',
  notModified: '__vendor__ sent no new answer (304).',
  leaveOut:
    'Nothing changed since the request that If-None-Match or If-Modified-Since names. Leave these headers out to get the answer whole.',
  redirected: '__vendor__ redirects the request elsewhere (__status__).',
  follow:
    'If msg.followRedirects is false, delete it to follow the redirect. One without a usable address, or for a stream in msg.payload, cannot be followed: check URL.',
  failed: '__vendor__ failed at the request (__status__).',
  lookWhy: 'The request was not repeated. Look in msg.payload for what went wrong.',
  refused: '__vendor__ refused the request (__status__).',
  look: 'Look in msg.payload for what it does not like.',
});

/** Longer than any error that a person is to read. */
const LONGEST_ERROR_BYTES = 64 * 1024;

/**
 * What an answer other than 2xx means to a person, where that is to be a failure, with the vendor's own
 * words where it has any.
 *
 * @param secrets - what addresses and answers may quote, and the error does not
 * @param source - of the token that was refused; without it, a refusal is taken to be of the token
 */
export function answerError(
  settings: Settings,
  answer: Answer,
  secrets: readonly string[],
  source?: TokenSource,
): VendorAuthError {
  const { status } = answer;
  const url = new URL(answer.url);
  const named = (text: string, otherwise: Sentence): SentenceValue =>
    quotesSecret(text, secrets) ? otherwise : text;
  const isOurs = isOriginAllowed(settings, url);
  const description = isOurs ? descriptionIn(settings, answer, secrets) : undefined;
  const error = (code: VendorAuthErrorCode, message: Sentence, hint: Sentence) =>
    new VendorAuthError({
      code,
      vendor: settings.vendor.id,
      status,
      description,
      message: [message, ...quoted(description)],
      hint,
    });
  if (!isOurs) {
    const server = named(url.origin, SAY.anotherServer());
    return error('request-failed', SAY.elsewhere({ server, status }), SAY.gotNoToken());
  }
  if (judge(settings, answer.toToken) === 'rejected') {
    return source === undefined
      ? tokenRejectedError(settings)
      : refusedCallError(settings, source, url);
  }
  const vendor = nameAtStart(settings.vendor);
  const path = named(url.pathname, SAY.thisAddress());
  if (status === TOKEN_REJECTED_STATUS) {
    return error('request-failed', SAY.refusedAfterRedirect({ vendor, path }), SAY.notRepeated());
  }
  const ofVendor = settings.vendor.refusedCalls?.[status];
  if (ofVendor !== undefined) {
    const code = status === 403 ? 'forbidden' : 'request-failed';
    return error(code, ofVendor.message, ofVendor.hint);
  }
  switch (status) {
    case 403:
      return error('forbidden', SAY.forbidden({ vendor }), settings.vendor.forbiddenHint);
    case 404:
      return error('not-found', SAY.notFound({ vendor, path }), SAY.checkUrl());
    case 429:
      return error('rate-limited', SAY.tooMany({ vendor }), SAY.useDelay());
    case 304:
      return error('request-failed', SAY.notModified({ vendor }), SAY.leaveOut());
  }
  if (status >= 300 && status < 400) {
    return error('redirected', SAY.redirected({ vendor, status }), SAY.follow());
  }
  return status >= 500
    ? error('vendor-unavailable', SAY.failed({ vendor, status }), SAY.lookWhy())
    : error('request-failed', SAY.refused({ vendor, status }), SAY.look());
}

/** The vendor's own words on what it refused, cleared of secrets. */
function descriptionIn(
  settings: Settings,
  { status, body }: Answer,
  secrets: readonly string[],
): string | undefined {
  if (status < 400 || body.length > LONGEST_ERROR_BYTES) return undefined;
  return redact(ownWords(settings, status, body.toString('utf8')) ?? '', secrets);
}
