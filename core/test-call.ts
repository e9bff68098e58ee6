import { bearerHeader, type AccessToken } from './access-token';
import { headerOf, isHtml, parseJson } from './body';
import { asVendorAuthError, VendorAuthError } from './errors';
import { exchange, type WholeAnswer } from './exchange';
import { checkHint } from './hint';
import type { SendRequest } from './ports';
import { redact } from './redact';
import { secretsOf } from './secrets';
import type { Settings } from './settings';
import type { ApiAnswer, TestFinding } from './vendor';
import { nameAtStart } from './vendor-name';

const TEST_CALL_TIMEOUT_MS = 30_000;

export interface TestReport extends TestFinding {
  readonly status: number | undefined;
  /** The call refuses new tokens as well: it says nothing about the one in use (rule T19). */
  readonly refusesNewTokens?: boolean | undefined;
}

/**
 * Makes the vendor's test call with a token and says what came of it. Whatever keeps the
 * answer from coming says nothing about the token, and is told as such: nothing is thrown for it.
 */
export async function performTestCall(
  settings: Settings,
  token: AccessToken,
  send: SendRequest,
): Promise<TestReport> {
  const { vendor, testCall, baseUrl } = settings;
  if (testCall === undefined) {
    return {
      verdict: 'unknown',
      status: undefined,
      says: `${nameAtStart(vendor)} issued the token; whether its API accepts it was not tried.`,
      hint: 'Enter a Check Path to try it.',
    };
  }
  let answer: WholeAnswer;
  try {
    const request = {
      method: 'GET',
      url: `${baseUrl}/${testCall.path}`,
      headers: { ...vendor.apiHeaders, ...testCall.headers, authorization: bearerHeader(token) },
      timeoutMs: TEST_CALL_TIMEOUT_MS,
    } as const;
    // A long list of what the token's owner may see is no reason to doubt the token.
    answer = await exchange(settings, send, request, { beginningIsEnough: true });
  } catch (error) {
    const { status, message, hint } = asVendorAuthError(error, vendor.id);
    return { verdict: 'unknown', status, says: message, hint };
  }
  const seen = apiAnswer(answer);
  const finding =
    pageFinding(settings, seen) ?? testCall.read(seen) ?? generalFinding(settings, seen);
  // Either may quote the answer, such as a member's name.
  const quotable = (words = '') => redact(words, secretsOf(settings, token.value));
  const { verdict, says, hint } = finding;
  return { verdict, status: answer.status, says: quotable(says) ?? '', hint: quotable(hint) };
}

function apiAnswer({ status, headers, text }: WholeAnswer): ApiAnswer {
  return {
    status,
    header: (name) => headerOf({ headers }, name),
    text,
    json: () => parseJson(text),
  };
}

/**
 * A page for a browser, such as a portal's or that of a web application that answers every path, comes
 * without a look at the token.
 */
function pageFinding({ vendor }: Settings, { status, text }: ApiAnswer): TestFinding | undefined {
  if (status < 200 || status >= 300 || !isHtml(text)) return undefined;
  return {
    verdict: 'unknown',
    says: `${nameAtStart(vendor)} answered the test call with a web page (HTML), which says nothing about the token.`,
    hint: checkHint(vendor, 'baseUrl', 'checkPath'),
  };
}

function generalFinding(settings: Settings, { status }: ApiAnswer): TestFinding {
  const { rejectedHint, forbiddenHint } = settings.vendor;
  const name = nameAtStart(settings.vendor);
  if (status === 401) {
    return {
      verdict: 'rejected',
      says: `${name} does not accept the access token.`,
      hint: rejectedHint,
    };
  }
  if (status === 403) {
    return {
      verdict: 'accepted',
      says: `${name} accepts the token, but its owner may not make the test call.`,
      hint: forbiddenHint,
    };
  }
  return {
    verdict: 'unknown',
    says: `${name} answered the test call with status ${status}, which says nothing about the token.`,
    hint:
      status === 429 || status >= 500
        ? 'Try again later.'
        : checkHint(settings.vendor, 'baseUrl', 'checkPath'),
  };
}

/** The report of a test call as an error, for hosts that can only fail or not. */
export function testCallFailure(settings: Settings, report: TestReport): VendorAuthError {
  return new VendorAuthError({
    code: report.verdict === 'rejected' ? 'token-rejected' : 'request-failed',
    vendor: settings.vendor.id,
    status: report.status,
    message: report.says,
    hint: report.hint,
  });
}
