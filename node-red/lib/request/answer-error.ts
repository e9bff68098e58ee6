import {
  isOriginAllowed,
  nameAtStart,
  quotesSecret,
  tokenRejectedError,
  TOKEN_REJECTED_STATUS,
  VendorAuthError,
  type Settings,
  type VendorAuthErrorCode,
} from '../../../core';
import type { Answer } from './exchange';

/**
 * What an answer other than 2xx means to a person, where that is to be a failure.
 *
 * @param secrets - what the addresses of redirects may quote, and the error does not
 */
export function answerError(
  settings: Settings,
  answer: Answer,
  secrets: readonly string[],
): VendorAuthError {
  const { status, tokenStatus } = answer;
  const { forbiddenHint } = settings.vendor;
  const name = nameAtStart(settings.vendor);
  const url = new URL(answer.url);
  const pathname = quotesSecret(url.pathname, secrets) ? 'this address' : url.pathname;
  const error = (code: VendorAuthErrorCode, message: string, hint: string) =>
    new VendorAuthError({ code, vendor: settings.vendor.id, status, message, hint });
  if (!isOriginAllowed(settings, url)) {
    const server = quotesSecret(url.origin, secrets) ? 'Another server' : url.origin;
    const message = `${server}, where a redirect led, answered with status ${status}.`;
    const hint = 'It did not get the token. If it may have it, add it to Allowed Origins.';
    return error('request-failed', message, hint);
  }
  if (tokenStatus === TOKEN_REJECTED_STATUS) return tokenRejectedError(settings);
  if (status === TOKEN_REJECTED_STATUS) {
    const message = `${name} refused the request to ${pathname}, where a redirect led (401).`;
    const hint = 'The first request may have been carried out, so it was not repeated.';
    return error('request-failed', message, hint);
  }
  if (status === 403) {
    return error('forbidden', `${name} does not allow this request (403).`, forbiddenHint);
  }
  if (status === 404) {
    const hint = 'Check URL; or the login may not see what is there.';
    return error('not-found', `${name} has nothing at ${pathname} (404).`, hint);
  }
  if (status === 429) {
    const hint = 'Send fewer requests at a time, for instance through a delay node.';
    return error('rate-limited', `${name} asks for fewer requests (429).`, hint);
  }
  if (status === 304) {
    const hint =
      'Nothing changed since the request that If-None-Match or If-Modified-Since names. Leave these headers out to get the answer whole.';
    return error('request-failed', `${name} sent no new answer (304).`, hint);
  }
  if (status >= 300 && status < 400) {
    const hint =
      'If msg.followRedirects is false, delete it to follow the redirect. One without a usable address, or for a stream in msg.payload, cannot be followed: check URL.';
    return error('redirected', `${name} redirects the request elsewhere (${status}).`, hint);
  }
  if (status >= 500) {
    const hint = 'The request was not repeated. Look in msg.payload for what went wrong.';
    return error('vendor-unavailable', `${name} failed at the request (${status}).`, hint);
  }
  const hint = 'Look in msg.payload for what it does not like.';
  return error('request-failed', `${name} refused the request (${status}).`, hint);
}
