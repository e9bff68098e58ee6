import type { SendRequest } from '../base/ports';
import { withoutFinalSlashes } from '../base/text';
import { placeOf } from '../check/api-places';
import { judge } from '../check/judgement';
import { apiAnswer } from '../check/test-call';
import type { Settings } from '../credential/settings';
import { tokenHeader, type AccessToken } from '../endpoint/access-token';
import type { WholeAnswer } from '../http/receive';
import type { TokenSource } from '../token/token-source';
import type { ApiAnswer, Verdict } from '../vendor/vendor';

export interface PlacedCall {
  readonly settings: Settings;
  readonly source: TokenSource;
  readonly send: SendRequest;
  readonly signal?: AbortSignal | undefined;
  /** Makes the call at that place, such as `rest-1.v1`, with the header that carries the token. */
  perform(place: string, tokenHeader: Readonly<Record<string, string>>): Promise<WholeAnswer>;
  /** Whether that answer means that nothing was done there, and that another place may do it. */
  mayBeElsewhere(answer: ApiAnswer, verdict: Verdict): boolean;
}

export interface PlacedAnswer {
  readonly answer: WholeAnswer;
  readonly verdict: Verdict;
  readonly place: string;
  readonly token: AccessToken;
}

/**
 * Makes a call at the place of the vendor's API that takes the token: at the one that took it last, then at
 * the others. A token that every place refused is told to the source as rejected, and no other one is.
 *
 * @param call - of a vendor whose API stands at one of several places (`Vendor.apiPlaces`)
 * @returns the answer that counts: of several refusals, the first that rejects the token
 * @throws {VendorAuthError} whatever kept the token from coming; and what `perform` throws.
 */
export async function callAtPlace(call: PlacedCall): Promise<PlacedAnswer> {
  const { settings, source } = call;
  const { places } = source.verdicts;
  const token = await source.token(call);
  const refused: PlacedAnswer[] = [];
  for (const place of places.toTry(settings)) {
    const answer = await call.perform(place, tokenHeader(settings.plan, token));
    const asked = apiAnswer(answer);
    const verdict = judge(settings, asked);
    if (verdict === 'accepted') {
      places.remember(settings, place);
      source.accepted(token.value);
    }
    const placed = { answer, verdict, place, token };
    if (!call.mayBeElsewhere(asked, verdict)) {
      const rejected = rejectedIn(refused);
      if (rejected === undefined || verdict === 'accepted') return placed;
      // This place may not exist at all: then the refusal at the other one counts.
      const report = await source.verdicts.verify(settings, token, call.send);
      if (report.verdict !== 'rejected') return placed;
      source.reject(token.value);
      return rejected;
    }
    refused.push(placed);
  }
  const rejected = rejectedIn(refused);
  if (rejected !== undefined) source.reject(token.value);
  return rejected ?? refused[0]!;
}

function rejectedIn(refused: readonly PlacedAnswer[]): PlacedAnswer | undefined {
  return refused.find(({ verdict }) => verdict === 'rejected');
}

/**
 * What an answer says of the token, where the vendor's API stands at several places: a refusal at one of
 * them may say nothing of the token, so the test call asks at all of them. It costs no token request.
 *
 * @param url - the address that was called; undefined if nobody knows it
 */
export async function confirmedVerdict(
  { settings, source, send }: Pick<PlacedCall, 'settings' | 'source' | 'send'>,
  token: AccessToken,
  url: URL | undefined,
  verdict: Verdict,
): Promise<Verdict> {
  if (verdict === 'accepted' && url !== undefined) {
    source.verdicts.places.remember(settings, placeOf(settings, url));
  }
  if (verdict !== 'rejected' || !maySayNothing(settings, url)) return verdict;
  const report = await source.verdicts.verify(settings, token, send);
  if (report.verdict === 'accepted') source.accepted(token.value);
  return report.verdict === 'rejected' ? 'rejected' : 'unknown';
}

/** The base URL by itself is no place of the API. */
function maySayNothing(settings: Settings, url: URL | undefined): boolean {
  const { apiPlaces, baseUrl } = settings;
  if (apiPlaces.length === 0) return false;
  if (url === undefined) return true;
  const isBase = withoutFinalSlashes(url.href) === baseUrl;
  return !isBase && (apiPlaces.length > 1 || placeOf(settings, url) === undefined);
}
