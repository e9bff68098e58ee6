import fc from 'fast-check';
import { answerOf, type Hostile } from './hostile-answer';
import { QUOTINGS } from './quotings';
import { recognisableToken } from './valid-answers';

const PLACES = [
  'error',
  'error_description',
  'message',
  'title',
  'detail',
  'fields',
  'nested',
] as const;

/** A refusal with these words at that place. */
function refusal(place: (typeof PLACES)[number], words: string): Record<string, unknown> {
  switch (place) {
    case 'fields':
      return { detail: [{ loc: ['body', words], msg: words }] };
    case 'nested':
      return { error: { code: words, message: words } };
    default:
      return { error: 'invalid_request', [place]: words };
  }
}

/** A refusal whose words repeat the secret, and perhaps a token that came along. */
export const telltale: Hostile = fc
  .record({
    status: fc.constantFrom(200, 400, 401, 403, 404, 422, 429, 500, 503),
    quote: fc.constantFrom(...QUOTINGS),
    before: fc.string({ maxLength: 8 }),
    after: fc.string({ maxLength: 8 }),
    place: fc.constantFrom(...PLACES),
    isInAddress: fc.boolean(),
    token: fc.option(recognisableToken, { nil: undefined }),
    retryAfter: fc.option(fc.integer({ min: 0, max: 100_000 }).map(String), { nil: undefined }),
  })
  .map((parts) => ({ clientId, clientSecret }) => {
    const { status, place, token, retryAfter } = parts;
    const quoted = parts.quote(clientSecret, clientId);
    const words = `${parts.before} ${quoted} ${token ?? ''} ${parts.after}`;
    const address = `https://help.example/?q=${encodeURIComponent(clientSecret)}`;
    const members = {
      ...refusal(place, words),
      ...(parts.isInAddress ? { error_uri: address } : {}),
      ...(token === undefined ? {} : { access_token: token }),
    };
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    const planted = [quoted, ...(token === undefined ? [] : [token])];
    // An error is one with any status, and whatever comes along.
    const code = status === 200 && 'error' in members ? 'any' : undefined;
    return answerOf(status, headers, JSON.stringify(members), planted, code);
  });
