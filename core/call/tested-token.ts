import type { SendRequest, Wait } from '../base/ports';
import { sentences, type Sentence } from '../base/sentence';
import type { TestReport } from '../check/test-call';
import type { Settings } from '../credential/settings';
import type { AccessToken } from '../endpoint/access-token';
import { unlessCancelled, type TokenSource } from '../token/token-source';
import { nameAtStart } from '../vendor/vendor-name';
import { checkHint } from '../vendor/vendor-words';
import { knownForMs, outlivesWait, untilKnown } from './new-token';

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
  /** It is certain that the request was refused, so one with a new token is tried again anyway (rule T20). */
  readonly wasRefused?: boolean | undefined;
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
  /** It was so new at first that the vendor's servers may not have known it; now it passes (rule T20). */
  readonly wasTooNew: boolean;
}

/**
 * A token with the verdict of the vendor's test call. A token that the call refuses is replaced only if a
 * new one passes the same call; otherwise the call is at fault and the token stays in use (rule T19).
 *
 * @throws {VendorAuthError} if there is no token and none can be had.
 */
export async function testedToken(options: TestedTokenOptions): Promise<TestedToken> {
  const { settings, source, send, signal, explicit, wait, usedAtMs } = options;
  const { verdicts } = source;
  if (explicit) verdicts.reconsiderCall();
  const token = options.token ?? (await source.token({ settings, send, signal, explicit }));
  const underWay = verdicts.decisionOn<TestedToken>(settings, token);
  if (underWay !== undefined) return await unlessCancelled(underWay, { settings, send, signal });
  let wasTooNew = options.wasRefused === true && source.isBrandNew(token.value, usedAtMs);
  if (wasTooNew) await untilKnown(source, token.value, wait, signal);
  let report = await verdicts.verify(settings, token, send, usedAtMs);
  if (report.verdict === 'rejected' && source.isBrandNew(token.value)) {
    wasTooNew = true;
    await untilKnown(source, token.value, wait, signal);
    report = await verdicts.verifyKnown(settings, token, send, knownForMs(source, token.value));
  }
  if (report.verdict === 'accepted') source.accepted(token.value);
  if (report.verdict !== 'rejected') {
    wasTooNew &&= report.verdict === 'accepted';
    return { token, report, replaced: false, wasTooNew };
  }
  const replacing = verdicts.decide(settings, token, () => replacement(options, token, report));
  return await unlessCancelled(replacing, { settings, send, signal });
}

/** Tries one new token in place of a refused one, for all who ask meanwhile. */
async function replacement(
  options: TestedTokenOptions,
  token: AccessToken,
  refusal: TestReport,
): Promise<TestedToken> {
  const { settings, source, send, explicit, wait } = options;
  const kept = (report: TestReport) => ({ token, report, replaced: false, wasTooNew: false });
  const vendor = nameAtStart(settings.vendor);
  const other = await source.another(token.value, { settings, send, explicit });
  if (other === undefined) return kept(refusal);
  if (other.value === token.value) return kept(blamed(options, refusal, SAY.sameToken({ vendor })));
  // The vendor must know the new token by then: if the call refuses it as well, the call is blamed.
  if (outlivesWait(other)) await untilKnown(source, other.value, wait, undefined);
  const report = await source.verdicts.verify(settings, other, send);
  if (report.verdict === 'rejected') {
    return kept(blamed(options, report, SAY.callAtFault({ vendor })));
  }
  if (report.verdict !== 'accepted') return kept(report);
  source.replaceBy(token.value, other);
  source.accepted(other.value);
  return { token: other, report, replaced: true, wasTooNew: false };
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
  { status, says: [, ...ownWords] }: TestReport,
  message: Sentence,
): TestReport {
  const report: TestReport = {
    verdict: 'unknown',
    status,
    says: [message, ...ownWords],
    hint: [checkHint(settings.vendor, 'checkPath', 'apiHeaders', 'baseUrl')],
    refusesNewTokens: true,
  };
  source.verdicts.blameCall(settings, report);
  return report;
}
