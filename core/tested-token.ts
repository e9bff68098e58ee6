import type { AccessToken } from './access-token';
import type { SendRequest } from './ports';
import type { Settings } from './settings';
import type { TestReport } from './test-call';
import type { TokenSource } from './token-source';

export interface TestedTokenOptions {
  readonly settings: Settings;
  readonly source: TokenSource;
  /** For the token request and the test call. */
  readonly send: SendRequest;
  readonly signal?: AbortSignal | undefined;
  /** See `TokenOptions.explicit`. */
  readonly explicit?: boolean | undefined;
  /** The token to be tested; without it, the source's current one. */
  readonly token?: AccessToken | undefined;
  /** When that token's request began, on the monotonic clock: see `TokenSource.verify`. */
  readonly usedAtMs?: number | undefined;
}

export interface TestedToken {
  /** The token to go on with. */
  readonly token: AccessToken;
  /**
   * What the test call said of it. `rejected`: no other token could be had. If a new token was refused
   * as well, the verdict is `unknown` and `refusesNewTokens` is set.
   */
  readonly report: TestReport;
  /** The token that was tested first was refused, and this one passed in its place. */
  readonly replaced: boolean;
}

/**
 * A token with the verdict of the vendor's test call. A token that the call refuses is replaced only if a
 * new one passes the same call; otherwise the call is at fault and the token stays in use (rule T19).
 *
 * @throws {VendorAuthError} if there is no token and none can be had.
 */
export async function testedToken(options: TestedTokenOptions): Promise<TestedToken> {
  const { settings, source, send, signal, explicit, usedAtMs } = options;
  const tokenOptions = { send, signal, explicit };
  if (explicit) source.reconsiderCall();
  const token = options.token ?? (await source.token(tokenOptions));
  const report = await source.verify(token, send, settings, usedAtMs);
  if (report.verdict === 'accepted') source.accepted(token.value);
  if (report.verdict !== 'rejected') return { token, report, replaced: false };

  const other = await source.another(token.value, tokenOptions);
  if (other === undefined) return { token, report, replaced: false };
  const second = await source.verify(other, send, settings);
  if (second.verdict === 'accepted' && other.value !== token.value) {
    source.replaceBy(token.value, other);
    source.accepted(other.value);
    return { token: other, report: second, replaced: true };
  }
  if (second.verdict !== 'rejected') return { token, report: second, replaced: false };
  const blamed = callAtFault(second);
  source.blameCall(settings, blamed);
  return { token, report: blamed, replaced: false };
}

function callAtFault(report: TestReport): TestReport {
  const says =
    'The vendor refuses the test call even with a new access token, so the call itself is at fault and says nothing about the token.';
  return { ...report, verdict: 'unknown', says, refusesNewTokens: true };
}
