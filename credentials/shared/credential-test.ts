import {
  testCallFailure,
  testedToken,
  type AccessToken,
  type SendRequest,
  type Settings,
  type TokenSource,
  type Wait,
} from '../../core';
import type { ApiRequest } from './api-request';

interface Tested {
  readonly settings: Settings;
  readonly source: TokenSource;
  readonly send: SendRequest;
  readonly wait: Wait;
}

/**
 * A token that the vendor's test call accepted, or about which no test call can tell. A person waits for
 * it, so it is asked for at once also during a hold (rule T6).
 *
 * @param begunAtMs - when the credential test began, on the monotonic clock
 * @throws {VendorAuthError} what is wrong, in the test call's words.
 */
export async function tokenForTest(tested: Tested, begunAtMs: number): Promise<AccessToken> {
  const { settings } = tested;
  const asked = { ...tested, usedAtMs: begunAtMs, explicit: true };
  const { token, report } = await testedToken(asked);
  const isUntestable = settings.testCall === undefined;
  if (report.verdict !== 'accepted' && !isUntestable) throw testCallFailure(settings, report);
  return token;
}

/** What n8n sends once more after the test, whose answer it takes for good whatever it is. */
export function testRequest(
  settings: Settings,
  { verdicts }: Pick<TokenSource, 'verdicts'>,
): Pick<ApiRequest, 'baseURL' | 'url'> {
  const { baseUrl } = settings;
  const [testCall] = verdicts.places.testCalls(settings);
  return {
    baseURL: baseUrl,
    url: testCall === undefined ? baseUrl : `${baseUrl}/${testCall.path}`,
  };
}
