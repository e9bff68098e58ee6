import {
  sentences,
  testCallFailure,
  testedToken,
  type AccessToken,
  type SendRequest,
  type Settings,
  type TokenSource,
  VendorAuthError,
  type Wait,
} from '../../core';
import { authorized, type ApiRequest } from './api-request';
import { EXPORTS_OF_HOST, isSince2_34, type HostExports } from './host-version';
import { tlsOptions } from './transport';

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
  const { token, report } = await testedToken(asked).catch(toldAgain);
  const isUntestable = settings.testCall === undefined;
  if (report.verdict === 'accepted' || isUntestable) return token;
  const failure = testCallFailure(settings, report);
  throw report.nextAttemptInSeconds === undefined
    ? failure
    : asBefore(failure, report.nextAttemptInSeconds);
}

const SAY = sentences('n8n', {
  asBefore: 'Same answer as before, without asking again; next attempt in __n__ s.',
});

function toldAgain(thrown: unknown): never {
  const isReplayed = thrown instanceof VendorAuthError && thrown.replayed;
  throw isReplayed ? asBefore(thrown, thrown.retryAfterSeconds ?? 0) : thrown;
}

/** Says that nobody was asked this time, so that a person who tries again knows when it is of use. */
function asBefore(error: VendorAuthError, waitSeconds: number): VendorAuthError {
  const said = SAY.asBefore({ n: Math.ceil(waitSeconds) });
  const { texts } = error;
  return new VendorAuthError({ ...error, ...texts, message: [...texts.message, said] });
}

/**
 * The request that n8n itself sends after the test. n8n takes any answer for a success. An older n8n ignores the
 * login's certificates there, and would fail. The test is over by then, so an older n8n gets a request without the
 * token, which trusts whoever answers.
 */
export function requestAfterTest(
  request: ApiRequest,
  settings: Settings,
  source: Pick<TokenSource, 'verdicts'>,
  tokenHeader: Readonly<Record<string, string>>,
  host: HostExports = EXPORTS_OF_HOST,
): ApiRequest {
  const asked = { ...request, ...testRequest(settings, source) };
  const needsCertificates = tlsOptions(settings.tls).agentOptions !== undefined;
  return needsCertificates && !isSince2_34(host)
    ? { ...asked, skipSslCertificateValidation: true }
    : authorized(asked, settings, tokenHeader);
}

function testRequest(
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
