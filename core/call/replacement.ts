import type { SendRequest, Wait } from '../base/ports';
import type { Settings } from '../credential/settings';
import type { AccessToken } from '../endpoint/access-token';
import type { TokenSource } from '../token/token-source';
import type { Verdict } from '../vendor/vendor';
import { testedToken } from './tested-token';

export interface ReplacementOptions {
  readonly settings: Settings;
  readonly source: TokenSource;
  /** For token requests and test calls. */
  readonly send: SendRequest;
  /** Before a new token is tried again that the vendor may not know yet (rule T20). */
  readonly wait: Wait;
  readonly signal?: AbortSignal | undefined;
  /** Whether the request, its body included, can be sent again, so that another token is of use now. */
  readonly canRepeat: boolean;
}

/** Where no test call can tell, a younger token is not suspected. */
const SUSPICIOUS_AGE_SECONDS = 60;

/**
 * The token with which a request may be sent once more after an answer that says this of its token
 * (rule T17).
 *
 * @returns undefined if the request is not to be repeated
 * @throws {VendorAuthError} what keeps another token from coming
 */
export async function replacementOf(
  options: ReplacementOptions,
  token: AccessToken,
  verdict: Verdict,
): Promise<AccessToken | undefined> {
  switch (verdict) {
    case 'accepted':
    case 'unknown':
      return undefined;
    case 'rejected':
      return await afterRejection(options, token);
    case 'suspected':
      return await afterSuspicion(options, token);
  }
}

async function afterRejection(
  options: ReplacementOptions,
  token: AccessToken,
): Promise<AccessToken | undefined> {
  const { source, canRepeat } = options;
  const mayAnotherHelp = source.reject(token.value);
  if (!mayAnotherHelp || !canRepeat) return undefined;
  const other = await source.token(options);
  // A vendor that hands out the same one again would refuse it again.
  return other.value === token.value ? undefined : other;
}

/** What the user listed may have another reason, so the test call or the token's age has to confirm it. */
async function afterSuspicion(
  options: ReplacementOptions,
  token: AccessToken,
): Promise<AccessToken | undefined> {
  const { settings, source, canRepeat } = options;
  if (settings.testCall === undefined) {
    if (source.verdicts.areSignsAtFault) return undefined;
    const ageSeconds = source.ageSeconds(token.value);
    // Another one is in use already, so this one was replaced meanwhile.
    if (ageSeconds !== undefined && ageSeconds < SUSPICIOUS_AGE_SECONDS) return undefined;
    return await afterRejection(options, token);
  }
  const tested = await testedToken({ ...options, token });
  return tested.replaced && canRepeat ? tested.token : undefined;
}
