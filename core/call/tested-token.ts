import type { SendRequest, Wait } from '../base/ports';
import { sentences } from '../base/sentence';
import type { TestReport } from '../check/test-call';
import type { Settings } from '../credential/settings';
import type { AccessToken } from '../endpoint/access-token';
import type { TokenSource } from '../token/token-source';
import { nameAtStart } from '../vendor/vendor-name';

/** After so long, a vendor's servers should know a token that was just issued (rule T20). */
export const NEW_TOKEN_WAIT_MS = 1_000;

export interface TestedTokenOptions {
  readonly settings: Settings;
  readonly source: TokenSource;
  /** For the token request and the test call. */
  readonly send: SendRequest;
  readonly signal?: AbortSignal | undefined;
  /** See `TokenAsker.explicit`. */
  readonly explicit?: boolean | undefined;
  /** The token to be tested; without it, the source's current one. */
  readonly token?: AccessToken | undefined;
  /** Between two test calls with a new token that the vendor may not know yet (rule T20). */
  readonly wait: Wait;
  /** When that token's request began, on the monotonic clock: see `Verdicts.verify`. */
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
  /** The token was refused at first and accepted a moment later: it was too new (rule T20). */
  readonly wasTooNew?: boolean;
}

/**
 * A token with the verdict of the vendor's test call. A token that the call refuses is replaced only if a
 * new one passes the same call; otherwise the call is at fault and the token stays in use (rule T19).
 *
 * @throws {VendorAuthError} if there is no token and none can be had.
 */
export async function testedToken(options: TestedTokenOptions): Promise<TestedToken> {
  const { settings, source, send, signal, explicit, usedAtMs } = options;
  const { verdicts } = source;
  const asker = { settings, send, signal, explicit };
  if (explicit) verdicts.reconsiderCall();
  const token = options.token ?? (await source.token(asker));
  let report = await verdicts.verify(settings, token, send, usedAtMs);
  const wasTooNew = report.verdict === 'rejected' && source.isBrandNew(token.value);
  if (wasTooNew) {
    await options.wait(NEW_TOKEN_WAIT_MS, signal);
    report = await verdicts.verify(settings, token, send);
  }
  if (report.verdict === 'accepted') source.accepted(token.value);
  if (report.verdict !== 'rejected') return { token, report, replaced: false, wasTooNew };

  const other = await source.another(token.value, asker);
  if (other === undefined) return { token, report, replaced: false };
  const second = await verdicts.verify(settings, other, send);
  if (second.verdict === 'accepted' && other.value !== token.value) {
    source.replaceBy(token.value, other);
    source.accepted(other.value);
    return { token: other, report: second, replaced: true };
  }
  if (second.verdict !== 'rejected') return { token, report: second, replaced: false };
  const blamed = callAtFault(settings, second);
  verdicts.blameCall(settings, blamed);
  return { token, report: blamed, replaced: false };
}

const SAY = sentences('check', {
  callAtFault:
    '__vendor__ refuses the test call even with a new access token, so the call itself is at fault and says nothing about the token.',
});

function callAtFault({ vendor }: Settings, report: TestReport): TestReport {
  const says = [SAY.callAtFault({ vendor: nameAtStart(vendor) })];
  return { ...report, verdict: 'unknown', says, refusesNewTokens: true };
}
