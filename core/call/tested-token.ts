import type { SendRequest, Wait } from '../base/ports';
import { sentences, type Sentence } from '../base/sentence';
import type { TestReport } from '../check/test-call';
import type { Settings } from '../credential/settings';
import type { AccessToken } from '../endpoint/access-token';
import type { TokenSource } from '../token/token-source';
import { nameAtStart } from '../vendor/vendor-name';
import { checkHint } from '../vendor/vendor-words';
import { untilKnown } from './new-token';

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
  /** It was refused as long as it was new, and passed a moment later (rule T20). */
  readonly passedLater: boolean;
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
  const kept = (report: TestReport, passedLater = false): TestedToken => {
    if (report.verdict === 'accepted') source.accepted(token.value);
    return { token, report, replaced: false, passedLater };
  };
  const first = await verdicts.verify(settings, token, send, usedAtMs);
  if (first.verdict !== 'rejected') return kept(first);
  let refusal = first;
  if (source.isBrandNew(token.value)) {
    await untilKnown(source, token.value, options.wait, signal);
    verdicts.forget();
    refusal = await verdicts.verify(settings, token, send);
    if (refusal.verdict !== 'rejected') return kept(refusal, refusal.verdict === 'accepted');
  }

  const other = await source.another(token.value, asker);
  if (other === undefined) return kept(refusal);
  if (other.value === token.value) {
    return kept(blamed(options, refusal, SAY.sameToken({ vendor: nameAtStart(settings.vendor) })));
  }
  // A call that refuses this one as well is not asked again, so the token must be known by then.
  await untilKnown(source, other.value, options.wait, signal);
  const second = await verdicts.verify(settings, other, send);
  if (second.verdict === 'accepted') {
    source.replaceBy(token.value, other);
    source.accepted(other.value);
    return { token: other, report: second, replaced: true, passedLater: false };
  }
  if (second.verdict !== 'rejected') return kept(second);
  return kept(blamed(options, second, SAY.callAtFault({ vendor: nameAtStart(settings.vendor) })));
}

const SAY = sentences('check', {
  callAtFault:
    '__vendor__ refuses the test call even with a new access token, so the call itself is at fault and says nothing about the token.',
  sameToken:
    '__vendor__ refuses the test call, and issues the same access token again, so the call itself may be at fault.',
});

/** The call counts for nothing for a while. */
function blamed(
  { settings, source }: TestedTokenOptions,
  { status, hint }: TestReport,
  says: Sentence,
): TestReport {
  const report = {
    verdict: 'unknown',
    status,
    says: [says],
    hint,
    refusesNewTokens: true,
  } as const;
  source.verdicts.blameCall(settings, report);
  return report;
}
