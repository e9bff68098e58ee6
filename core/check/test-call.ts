import { asVendorAuthError, VendorAuthError } from '../base/errors';
import { parseJson } from '../base/json';
import { sentences, type Sentence } from '../base/sentence';
import type { SendRequest } from '../base/ports';
import { secretsOf } from '../credential/secrets';
import type { Settings } from '../credential/settings';
import { exchange } from '../exchange/exchange';
import { headerOf, isHtml } from '../http/body';
import type { WholeAnswer } from '../http/receive';
import { readRefusal } from '../login/read-refusal';
import { quoted, redact, redactSentence } from '../redact/redact';
import type { ApiAnswer, TestCall, TestFinding, TestVerdict, Verdict } from '../vendor/vendor';
import { tokenHeader, type AccessToken } from '../endpoint/access-token';
import { nameAtStart } from '../vendor/vendor-name';
import { checkHint } from '../vendor/vendor-words';
import { ApiPlaces, rejectedHintOf } from './api-places';
import { judge } from './judgement';

const TEST_CALL_TIMEOUT_MS = 30_000;

const SAY = sentences('check', {
  notTried: '__vendor__ issued the token; whether its API accepts it was not tried.',
  enterCheckPath: 'Enter a Check Path to try it.',
  page: '__vendor__ answered the test call with a web page (HTML), which says nothing about the token.',
  rejected: '__vendor__ does not accept the access token.',
  mayNot: '__vendor__ accepts the token, but its owner may not make the test call.',
  saysNothing:
    '__vendor__ answered the test call with status __status__, which says nothing about the token.',
  later: 'Try again later.',
});

/** Says that the vendor refuses the access token. */
export const tokenRefused = SAY.rejected;

/** What to do while a server is in trouble that passes. */
export const later = SAY.later;

/** What came of a test call. */
export interface TestReport {
  readonly verdict: TestVerdict;
  /** Sentences, since what kept the answer from coming may need several. */
  readonly says: readonly Sentence[];
  readonly hint: readonly Sentence[];
  readonly status: number | undefined;
  /** The call refuses new tokens as well: it says nothing about the one in use (rule T19). */
  readonly refusesNewTokens?: boolean | undefined;
  /** The report is that of an earlier call: so long until somebody may have it made again. */
  readonly nextAttemptInSeconds?: number | undefined;
}

/**
 * Makes the vendor's test call with a token and says what came of it. It never throws: a call without
 * an answer is a report, too, whose verdict is `unknown`.
 *
 * A vendor's API may stand at several places, and a server may take tokens at some of them only. The place
 * that took the token last is asked first, the others after an answer that says nothing of the token.
 */
export async function performTestCall(
  settings: Settings,
  token: AccessToken,
  send: SendRequest,
  places = new ApiPlaces(),
): Promise<TestReport> {
  const refused: TestReport[] = [];
  for (const call of places.testCalls(settings)) {
    const { report, mayBeElsewhere } = await performOne(settings, call, token, send);
    if (!mayBeElsewhere) {
      if (report.verdict === 'accepted') places.remember(settings, call.place);
      return report;
    }
    refused.push(report);
  }
  const ofVerdict = (wanted: TestVerdict) => refused.find(({ verdict }) => verdict === wanted);
  return ofVerdict('accepted') ?? ofVerdict('rejected') ?? refused[0] ?? notTried(settings);
}

function notTried({ vendor }: Settings): TestReport {
  const says = SAY.notTried({ vendor: nameAtStart(vendor) });
  return reportOf({ verdict: 'unknown', says, hint: SAY.enterCheckPath() }, undefined);
}

interface Performed {
  readonly report: TestReport;
  readonly mayBeElsewhere: boolean;
}

async function performOne(
  settings: Settings,
  call: TestCall,
  token: AccessToken,
  send: SendRequest,
): Promise<Performed> {
  const { vendor, baseUrl, apiHeaders } = settings;
  let answer: WholeAnswer;
  try {
    const request = {
      method: 'GET',
      url: `${baseUrl}/${call.path}`,
      headers: { ...apiHeaders, ...call.headers, ...tokenHeader(settings.plan, token) },
      timeoutMs: TEST_CALL_TIMEOUT_MS,
    } as const;
    // A long list of what the token's owner may see is no reason to doubt the token.
    answer = await exchange(settings, send, request, { beginningIsEnough: true });
  } catch (error) {
    const { status, texts } = asVendorAuthError(error, vendor.id);
    const report = { verdict: 'unknown', status, says: texts.message, hint: texts.hint } as const;
    return { report, mayBeElsewhere: false };
  }
  const asked = apiAnswer(answer);
  const verdict = judge(settings, asked);
  const finding = findingOf(settings, call, asked, verdict);
  // It may quote the answer, such as a member's name.
  const secrets = secretsOf(settings, token.value);
  const says = redactSentence(finding.says, secrets);
  const report = reportOf({ ...finding, says }, answer.status);
  return {
    report: { ...report, says: [...report.says, ...quotedWords(settings, answer, secrets)] },
    mayBeElsewhere: settings.testCall?.mayBeElsewhere?.(asked, verdict) ?? false,
  };
}

/** The API's own words on a call that it refuses, which may name what the call lacks. */
function quotedWords(
  settings: Settings,
  { status, text }: WholeAnswer,
  secrets: readonly string[],
): Sentence[] {
  if (status < 400 || status >= 500) return [];
  return quoted(redact(ownWords(settings, status, text) ?? '', secrets));
}

/** What the API itself says of a call that it refused, secrets and all; undefined if it says nothing. */
export function ownWords({ vendor }: Settings, status: number, text: string): string | undefined {
  const { description, error } = readRefusal(status, parseJson(text));
  return vendor.ownWords?.(text) ?? description ?? error;
}

function reportOf({ verdict, says, hint }: TestFinding, status: number | undefined): TestReport {
  return { verdict, status, says: [says], hint: hint === undefined ? [] : [hint] };
}

/** An answer that has arrived, as a vendor may look at it. */
export function apiAnswer({ status, headers, text }: WholeAnswer): ApiAnswer {
  return {
    status,
    header: (name) => headerOf({ headers }, name),
    text: () => text,
    json: () => parseJson(text),
  };
}

function findingOf(
  settings: Settings,
  call: TestCall,
  answer: ApiAnswer,
  verdict: Verdict,
): TestFinding {
  const { vendor } = settings;
  const { status } = answer;
  const name = nameAtStart(vendor);
  // The call has no other purpose than the token, so the user's signs say enough.
  if (verdict === 'rejected' || verdict === 'suspected') {
    const says = SAY.rejected({ vendor: name });
    return { verdict: 'rejected', says, hint: rejectedHintOf(settings) };
  }
  // A portal or an application that answers every path does so without a look at the token.
  if (status >= 200 && status < 300 && isHtml(answer.text())) {
    const hint = checkHint(vendor, 'baseUrl', 'checkPath');
    return { verdict: 'unknown', says: SAY.page({ vendor: name }), hint };
  }
  return call.read(answer) ?? generalFinding(settings, status);
}

function generalFinding({ vendor }: Settings, status: number): TestFinding {
  const name = nameAtStart(vendor);
  if (status === 403) {
    // The API took the token, or it would not know whose rights to look at.
    const says = SAY.mayNot({ vendor: name });
    return { verdict: 'accepted', says, hint: vendor.forbiddenHint };
  }
  const isPassing = status === 429 || status >= 500;
  return {
    verdict: 'unknown',
    says: SAY.saysNothing({ vendor: name, status }),
    hint: isPassing ? SAY.later() : checkHint(vendor, 'baseUrl', 'checkPath'),
  };
}

/** The report of a test call as an error, for hosts that can only fail or not. */
export function testCallFailure(
  { vendor }: Settings,
  { verdict, status, says, hint }: TestReport,
): VendorAuthError {
  return new VendorAuthError({
    code: verdict === 'rejected' ? 'token-rejected' : 'request-failed',
    vendor: vendor.id,
    status,
    message: says,
    hint,
  });
}
