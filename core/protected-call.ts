import { bearerHeader } from './access-token';
import { VendorAuthError } from './errors';
import { assertOriginAllowed } from './origins';
import type { SendRequest } from './ports';
import type { Settings } from './settings';
import type { TokenSource } from './token-source';
import { nameAtStart } from './vendor-name';

/** The HTTP status that says, without doubt, that the token is the reason (RFC 6750 section 3.1). */
export const TOKEN_REJECTED_STATUS = 401;

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
  /** Makes the call with that `Authorization` header. */
  perform(authorization: string): Promise<Answer>;
  statusOf(answer: Answer): number;
}

/**
 * Calls the vendor's API with a valid token, and once more with a new one if the first was rejected
 * and the body can be sent again. Nothing else repeats a call or costs a token request (rule T17).
 *
 * @returns the last answer, whatever its status: a 401 here means that a repetition was not possible
 *   or did not help.
 * @throws {VendorAuthError} `foreign-origin` before anything is sent (rule T12), or whatever kept the
 *   token from coming; and what `perform` throws.
 */
export async function callWithToken<Answer>(call: ProtectedCall<Answer>): Promise<Answer> {
  const { settings, source, send, signal } = call;
  assertOriginAllowed(settings, call.url);
  const token = await source.token({ send, signal });
  const answer = await call.perform(bearerHeader(token));
  if (call.statusOf(answer) !== TOKEN_REJECTED_STATUS) {
    if (provesToken(call.statusOf(answer))) source.accepted(token.value);
    return answer;
  }
  const anotherMayHelp = source.reject(token.value);
  if (!anotherMayHelp || !call.canRepeat) return answer;
  const next = await source.token({ send, signal });
  const second = await call.perform(bearerHeader(next));
  if (call.statusOf(second) === TOKEN_REJECTED_STATUS) source.reject(next.value);
  else if (provesToken(call.statusOf(second))) source.accepted(next.value);
  return second;
}

/**
 * Whether an answer of that status proves the token good. Anything but a success, such as a gateway's
 * 502, may have been said before the token was looked at.
 */
export function provesToken(status: number): boolean {
  return status >= 200 && status < 300;
}

/** What a rejected token, after all that could be done, means to a person. */
export function tokenRejectedError(settings: Settings): VendorAuthError {
  const { vendor } = settings;
  return new VendorAuthError({
    code: 'token-rejected',
    vendor: vendor.id,
    status: TOKEN_REJECTED_STATUS,
    message: `${nameAtStart(vendor)} does not accept the access token.`,
    hint: vendor.rejectedHint,
  });
}
