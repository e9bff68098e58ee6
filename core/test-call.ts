import { bearerHeader, type AccessToken } from './access-token';
import { headerOf, parseJson, readBody } from './body';
import { VendorAuthError } from './errors';
import type { HttpResponse, SendRequest } from './ports';
import { redact } from './redact';
import type { Settings } from './settings';
import { transportFailure } from './transport-failure';
import type { ApiAnswer, TestFinding } from './vendor';

const TEST_CALL_TIMEOUT_MS = 30_000;

export interface TestReport extends TestFinding {
  readonly status: number | undefined;
}

/**
 * Makes the vendor's test call with a token and says what came of it. Never throws: whatever keeps
 * the answer from coming says nothing about the token, and is told as such.
 */
export async function performTestCall(
  settings: Settings,
  token: AccessToken,
  send: SendRequest,
): Promise<TestReport> {
  const { vendor, testCall, baseUrl, tls } = settings;
  if (testCall === undefined) {
    return {
      verdict: 'unknown',
      status: undefined,
      says: `${vendor.productName} issued the token; whether its API accepts it was not tried.`,
      hint: 'Enter a Check Path to try it.',
    };
  }
  const url = `${baseUrl}/${testCall.path}`;
  try {
    const response = await send({
      method: 'GET',
      url,
      headers: { ...vendor.apiHeaders, ...testCall.headers, authorization: bearerHeader(token) },
      timeoutMs: TEST_CALL_TIMEOUT_MS,
      tls,
    });
    const answer = apiAnswer(response, await readBody(response, vendor.id));
    const finding = testCall.read(answer) ?? generalFinding(settings, answer);
    // It may quote the answer, such as a member's name.
    return { ...finding, status: response.status, says: redact(finding.says, [token.value]) ?? '' };
  } catch (error) {
    const failure = transportFailure(error, vendor, url, tls);
    return {
      verdict: 'unknown',
      status: failure.status,
      says: failure.message,
      hint: failure.hint,
    };
  }
}

function apiAnswer(response: HttpResponse, text: string): ApiAnswer {
  return {
    status: response.status,
    header: (name) => headerOf(response, name),
    text,
    json: () => parseJson(text),
  };
}

function generalFinding(settings: Settings, { status }: ApiAnswer): TestFinding {
  const { productName, rejectedHint, forbiddenHint } = settings.vendor;
  if (status === 401) {
    return {
      verdict: 'rejected',
      says: `${productName} does not accept the access token.`,
      hint: rejectedHint,
    };
  }
  if (status === 403) {
    return {
      verdict: 'accepted',
      says: `${productName} accepts the token, but its owner may not make the test call.`,
      hint: forbiddenHint,
    };
  }
  return {
    verdict: 'unknown',
    says: `${productName} answered the test call with status ${status}, which says nothing about the token.`,
    hint: status === 429 || status >= 500 ? 'Try again later.' : 'Check Base URL.',
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
