import { VendorAuthError } from '../base/errors';
import type { SendRequest } from '../base/ports';
import { sentences } from '../base/sentence';
import { judge, TOKEN_REJECTED_STATUS } from '../check/judgement';
import { assertOriginAllowed } from '../credential/origins';
import type { Settings } from '../credential/settings';
import { tokenHeader, type AccessToken } from '../endpoint/access-token';
import type { TokenSource } from '../token/token-source';
import type { ApiAnswer, Verdict } from '../vendor/vendor';
import { nameAtStart } from '../vendor/vendor-name';

export interface ProtectedCall<Answer> {
  readonly settings: Settings;
  readonly source: TokenSource;
  /** For the token request. */
  readonly send: SendRequest;
  /** The whole address that is called. */
  readonly url: URL;
  readonly signal?: AbortSignal | undefined;
  /** Whether the body can be sent again. */
  readonly canRepeat: boolean;
  /** Makes the call with the header that carries the token; its name is in lower case. */
  perform(tokenHeader: Readonly<Record<string, string>>): Promise<Answer>;
  /** What the vendor's API answered to the request with the token. */
  answerOf(answer: Answer): ApiAnswer;
}

const SAY = sentences('call', {
  rejected: '__vendor__ does not accept the access token.',
});

/**
 * Calls the vendor's API with a valid token, and once more with a new one if the first was rejected
 * and the body can be sent again. Nothing else repeats a call or costs a token request (rule T17).
 *
 * @returns the last answer, whatever it says: one that rejects the token means that a repetition was not
 *   possible or did not help.
 * @throws {VendorAuthError} `foreign-origin` before anything is sent (rule T12), or whatever kept the
 *   token from coming; and what `perform` throws.
 */
export async function callWithToken<Answer>(call: ProtectedCall<Answer>): Promise<Answer> {
  const { settings, source, send, signal } = call;
  assertOriginAllowed(settings, call.url);
  const asker = { settings, send, signal };
  const first = await attempt(call, await source.token(asker));
  if (first.mayAnotherHelp && call.canRepeat) {
    return (await attempt(call, await source.token(asker))).answer;
  }
  return first.answer;
}

async function attempt<Answer>(call: ProtectedCall<Answer>, token: AccessToken) {
  const { settings, source } = call;
  const answer = await call.perform(tokenHeader(settings.plan, token));
  const verdict = judge(settings.vendor, call.answerOf(answer));
  return { answer, mayAnotherHelp: tellSource(source, token.value, verdict) };
}

/**
 * Tells the source what an answer said of its token.
 *
 * @returns whether asking for a token again, and sending the request again, may help
 */
export function tellSource(source: TokenSource, token: string, verdict: Verdict): boolean {
  if (verdict === 'accepted') source.accepted(token);
  return verdict === 'rejected' && source.reject(token);
}

/** What a rejected token, after all that could be done, means to a person. */
export function tokenRejectedError({ vendor }: Settings): VendorAuthError {
  return new VendorAuthError({
    code: 'token-rejected',
    vendor: vendor.id,
    status: TOKEN_REJECTED_STATUS,
    message: SAY.rejected({ vendor: nameAtStart(vendor) }),
    hint: vendor.rejectedHint,
  });
}
