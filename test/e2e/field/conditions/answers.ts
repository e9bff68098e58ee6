import type { Condition, Expectation } from '../condition';
import type { Route } from '../hosts/field-host';

/** A twentieth of it is what a token is no longer used for: half a second, for hosts under load. */
const LIFETIME_SECONDS = 10;
/** Two lifetimes and the beginning of a third. */
const STREAM_SECONDS = 22;
const LIFETIMES_BEGUN = 3;

/** n8n stores an execution for each, which takes it longer than the call. */
const everySeconds = (route: Route) => (route === 'item' ? 1 : 0.4);
const callsOf = (route: Route) => Math.ceil(STREAM_SECONDS / everySeconds(route));

/** Calls over several lifetimes, of which none may carry a dead token. */
function overLifetimes(
  condition: Omit<Condition, 'play' | 'expected'>,
  mostRequestsOfLifetime = 2,
): Condition {
  const mostTokenRequests = LIFETIMES_BEGUN * mostRequestsOfLifetime + 1;
  return {
    ...condition,
    vendor: { lifetimeSeconds: LIFETIME_SECONDS, ...condition.vendor },
    play: (scene, route) => scene.stream(STREAM_SECONDS, everySeconds(route)),
    expected: (route) => ({
      tokenRequests: [2, mostTokenRequests],
      answered: callsOf(route),
      calls: callsOf(route),
    }),
  };
}

const AT_ONCE = 10;

/** So many calls at once of a vendor whose answer is a token, or is none. */
function atOnce(
  condition: Omit<Condition, 'play' | 'expected'>,
  expected: Partial<Expectation> = {},
): Condition {
  return {
    ...condition,
    play: (scene) => scene.call(AT_ONCE),
    expected: () => ({ tokenRequests: 1, answered: AT_ONCE, ...expected }),
  };
}

function refused(
  condition: Omit<Condition, 'play' | 'expected'>,
  says: readonly string[],
): Condition {
  return atOnce(condition, { answered: 0, failed: AT_ONCE, calls: 0, says });
}

/** In its last second a token that is told as 0 serves one call at a time. */
const REQUESTS_OF_COUNTDOWN = 7;

/** A: the token answer. */
export const ANSWERS: readonly Condition[] = [
  overLifetimes(
    {
      id: 'A1',
      title: 'the same token again, with the seconds that remain, at last 0',
      vendor: { handsOut: 'sameWithSecondsLeft' },
    },
    REQUESTS_OF_COUNTDOWN,
  ),
  overLifetimes(
    {
      id: 'A2',
      title: 'the same token again, with the full lifetime each time',
      vendor: { handsOut: 'sameWithFullLifetime' },
    },
    REQUESTS_OF_COUNTDOWN,
  ),
  overLifetimes({
    id: 'A3',
    title: 'milliseconds in expires_in, as the user says',
    vendor: { lifetimeAs: 'milliseconds' },
    fields: () => ({ lifetimeUnit: 'milliseconds' }),
  }),
  overLifetimes({
    id: 'A3',
    title: 'milliseconds in expires_in, as the exp of the token shows',
    vendor: { lifetimeAs: 'milliseconds', tokenFormat: 'jwt' },
  }),
  overLifetimes({
    id: 'A4',
    title: 'a date in expires_at, by a clock two hours ahead',
    vendor: { lifetimeAs: 'date', lifetimePath: 'expires_at', clockAheadSeconds: 7200 },
  }),
  overLifetimes({
    id: 'A4',
    title: 'epoch seconds in expires_in, by a clock an hour behind',
    vendor: { lifetimeAs: 'epochSeconds', clockAheadSeconds: -3600 },
  }),
  overLifetimes({
    id: 'A4',
    title: 'epoch milliseconds in data.expiration',
    vendor: { lifetimeAs: 'epochMilliseconds', lifetimePath: 'data.expiration' },
  }),
  overLifetimes({
    id: 'A5',
    title: 'no lifetime, but a JSON Web Token with exp',
    vendor: { omitExpiresIn: true, tokenFormat: 'jwt' },
  }),
  overLifetimes({
    id: 'A6',
    title: 'no lifetime and an opaque token: Default Lifetime',
    vendor: { omitExpiresIn: true },
    fields: () => ({ defaultLifetimeSeconds: LIFETIME_SECONDS }),
  }),
  ...['data.access_token', 'jwt', 'accessToken', 'result.id_token'].map((tokenPath) =>
    atOnce({ id: 'A7', title: `the token at ${tokenPath}`, vendor: { tokenPath } }),
  ),
  atOnce({
    id: 'A7',
    title: 'the token at result.session.key: Token Path',
    vendor: { tokenPath: 'result.session.key' },
    fields: () => ({ tokenPath: 'result.session.key' }),
  }),
  refused(
    {
      id: 'A7',
      title: 'the token at result.session.key, which nobody entered',
      vendor: { tokenPath: 'result.session.key' },
    },
    ['Token Path', 'result'],
  ),
  ...['BearerToken', 'User Access Token', 'JWT'].map((type) =>
    atOnce({
      id: 'A8',
      title: `token_type ${type}`,
      vendor: { tokenAnswer: { token_type: type } },
    }),
  ),
  refused({ id: 'A8', title: 'token_type DPoP', vendor: { tokenAnswer: { token_type: 'DPoP' } } }, [
    'DPoP',
  ]),
  ...(['gzip', 'deflate', 'br'] as const).map((contentEncoding) =>
    atOnce({
      id: 'A9',
      title: `${contentEncoding}, although nothing asked for it`,
      vendor: { contentEncoding },
    }),
  ),
  atOnce({
    id: 'A9',
    title: 'gzip without the header that says so',
    vendor: { contentEncoding: 'gzip', tellsContentEncoding: false },
  }),
  ...[
    { success: false, message: 'Tenant is locked' },
    { status: 'error', error_message: 'Tenant is locked' },
    { errors: [{ code: 7, message: 'Tenant is locked' }] },
  ].map((body) =>
    refused(
      {
        id: 'A10',
        title: `200 with ${JSON.stringify(body)}`,
        vendor: { tokenEndpoint: { status: 200, body } },
      },
      ['Tenant is locked'],
    ),
  ),
];
