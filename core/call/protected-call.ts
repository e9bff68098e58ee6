import { VendorAuthError } from '../base/errors';
import { sentences, type Sentence } from '../base/sentence';
import { placeOf, rejectedHintOf } from '../check/api-places';
import { judge, TOKEN_REJECTED_STATUS } from '../check/judgement';
import { tokenRefused } from '../check/test-call';
import { assertOriginAllowed } from '../credential/origins';
import type { Settings } from '../credential/settings';
import { tokenHeader, type AccessToken } from '../endpoint/access-token';
import type { TokenSource } from '../token/token-source';
import type { ApiAnswer, Verdict } from '../vendor/vendor';
import { nameAtStart } from '../vendor/vendor-name';
import { confirmedVerdict } from './at-api-place';
import { untilKnown } from './new-token';
import { replacementOf, type ReplacementOptions } from './replacement';

export interface ProtectedCall<Answer> extends ReplacementOptions {
  /** The whole address that is called. */
  readonly url: URL;
  /** Makes the call with the header that carries the token; its name is in lower case. */
  perform(tokenHeader: Readonly<Record<string, string>>): Promise<Answer>;
  /** What the vendor's API answered to the request with the token. */
  answerOf(answer: Answer): ApiAnswer;
}

const SAY = sentences('call', {
  refusedHere: '__vendor__ does not accept the access token at this address (401).',
  acceptedBelow: 'It accepts the token below __place__: use an address that begins with it.',
  testLogin:
    'It may accept the token at another path: test the login, which tries __places__, or ask where your server takes access tokens.',
});

/**
 * Calls the vendor's API with a valid token, and once more with a new one if the first was rejected
 * and the body can be sent again. Nothing else repeats a call or costs a token request (rule T17), but
 * for a token that was issued within the last two seconds: that is tried again after a wait (rule T20).
 *
 * @returns the last answer, whatever it says: one that rejects the token means that a repetition was not
 *   possible or did not help.
 * @throws {VendorAuthError} `foreign-origin` before anything is sent (rule T12), or whatever kept the
 *   token from coming; and what `perform` throws.
 */
export async function callWithToken<Answer>(call: ProtectedCall<Answer>): Promise<Answer> {
  const { settings, source } = call;
  assertOriginAllowed(settings, call.url);
  const token = await source.token(call);
  const first = await attemptWith(call, token);
  const attempt = await orOnceKnown(call, token, first);
  const other = await replacementOf(call, token, attempt.verdict);
  if (other === undefined) return attempt.answer;
  const second = await attemptWith(call, other);
  // One wait is enough for one call.
  const last = attempt === first ? await orOnceKnown(call, other, second) : second;
  if (last.verdict === 'rejected') source.reject(other.value);
  if (last.verdict === 'suspected') source.verdicts.blameSigns();
  return last.answer;
}

interface Attempt<Answer> {
  readonly answer: Answer;
  readonly verdict: Verdict;
  /** The token was so new when it was sent that the vendor may not have known it yet. */
  readonly isTooNew: boolean;
}

/** The attempt, or the next one with the same token, if that was too new to be known (rule T20). */
async function orOnceKnown<Answer>(
  call: ProtectedCall<Answer>,
  token: AccessToken,
  attempt: Attempt<Answer>,
): Promise<Attempt<Answer>> {
  const { source, canRepeat, wait, signal } = call;
  if (attempt.verdict !== 'rejected' || !attempt.isTooNew || !canRepeat) return attempt;
  await untilKnown(source, token.value, wait, signal);
  return await attemptWith(call, token);
}

async function attemptWith<Answer>(
  call: ProtectedCall<Answer>,
  token: AccessToken,
): Promise<Attempt<Answer>> {
  const { settings, source } = call;
  const isTooNew = source.isBrandNew(token.value);
  const answer = await call.perform(tokenHeader(settings.plan, token));
  const verdict = await confirmedVerdict(
    call,
    token,
    call.url,
    judge(settings, call.answerOf(answer)),
  );
  if (verdict === 'accepted') source.accepted(token.value);
  return { answer, verdict, isTooNew };
}

/** Tells the source what an answer said of its token. */
export function tellSource(source: TokenSource, token: string, verdict: Verdict): void {
  if (verdict === 'accepted') source.accepted(token);
  if (verdict === 'rejected') source.reject(token);
}

/** What a rejected token, after all that could be done, means to a person. */
export function tokenRejectedError(settings: Settings): VendorAuthError {
  const { vendor } = settings;
  return new VendorAuthError({
    code: 'token-rejected',
    vendor: vendor.id,
    status: TOKEN_REJECTED_STATUS,
    message: tokenRefused({ vendor: nameAtStart(vendor) }),
    hint: rejectedHintOf(settings),
  });
}

/**
 * Says in words that a call was answered as if its token were rejected. Where the vendor's API stands at
 * several places, the token itself may be good, so the error does not blame it.
 *
 * @param url - the address that was called; undefined if nobody knows it
 */
export function refusedCallError(
  settings: Settings,
  source: TokenSource,
  url: URL | undefined,
): VendorAuthError {
  const { vendor, apiPlaces } = settings;
  if (apiPlaces.length === 0 || source.status().state === 'rejected') {
    return tokenRejectedError(settings);
  }
  return new VendorAuthError({
    code: 'request-failed',
    vendor: vendor.id,
    status: TOKEN_REJECTED_STATUS,
    message: SAY.refusedHere({ vendor: nameAtStart(vendor) }),
    hint: whereHint(settings, source, url),
  });
}

/** Where the vendor takes the token that it refuses at that address. */
function whereHint(settings: Settings, source: TokenSource, url: URL | undefined): Sentence {
  const other = acceptedElsewhere(settings, source, url);
  return other ?? SAY.testLogin({ places: settings.apiPlaces.join(', ') });
}

/** Says at which other place of its API the vendor takes the token; undefined if nobody knows of one. */
export function acceptedElsewhere(
  settings: Settings,
  source: TokenSource,
  url: URL | undefined,
): Sentence | undefined {
  const known = source.verdicts.places.known(settings);
  const isOther =
    known !== undefined &&
    settings.apiPlaces.includes(known) &&
    (url === undefined || placeOf(settings, url) !== known);
  return isOther ? SAY.acceptedBelow({ place: `${settings.baseUrl}/${known}` }) : undefined;
}
