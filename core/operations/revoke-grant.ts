import { VendorAuthError, type VendorAuthErrorCode } from '../base/errors';
import type { SendRequest } from '../base/ports';
import { say, sentences, type Sentence } from '../base/sentence';
import { callAtPlace, type PlacedAnswer } from '../call/at-api-place';
import { tellSource, tokenRejectedError } from '../call/protected-call';
import { ownWords, performTestCall } from '../check/test-call';
import type { Settings } from '../credential/settings';
import { exchange } from '../exchange/exchange';
import { isHtml } from '../http/body';
import { quoted, redact } from '../redact/redact';
import type { TokenSource } from '../token/token-source';
import type { TestVerdict } from '../vendor/vendor';
import { checkBaseUrl } from '../vendors/agility';
import { parseGrantId } from './grant-id';

const REVOKE_TIMEOUT_MS = 30_000;

const SAY = sentences('revoke', {
  ownGrant:
    '__grant__ was revoked. It was the grant of the access token in use: Agility no longer accepts it, so enter another one in its place.',
  revoked: '__grant__ was revoked. The access token in use is still accepted.',
  revokedUnknown:
    '__grant__ was revoked. Whether the access token in use is still accepted could not be found out.',
  mayNot: 'The member of this access token may not revoke __grant__.',
  whoMay:
    'Only a System Admin, or the member who made the grant, may. Use an access token of one of them.',
  notFound: 'Agility has no __grant__, or the member of this access token may not see it.',
  checkNumber:
    'Check the number. A grant that was revoked already cannot be revoked again; only a System Admin, or the member who made the grant, may revoke it.',
  redirected: 'Agility redirects the request elsewhere; it was not followed.',
  failed: 'Agility did not revoke __grant__ (status __status__).',
  look: 'Look in Agility whether the grant is still there before you try again.',
  lookInApplications: 'It may have been revoked already: look in the member’s Applications.',
  page: 'Agility’s address answered with a web page (HTML), so it is not known whether __grant__ was revoked.',
});

export interface Revocation {
  /** Such as `Grant:1020`. */
  readonly grant: string;
  /** It was, or else an error was thrown. */
  readonly revoked: true;
  /** `false` if the revoked grant was the one of the token in use; undefined if that is not known. */
  readonly tokenStillAccepted: boolean | undefined;
  /** What happened, as a sentence or two. */
  readonly says: string;
}

export interface RevokeOptions {
  /** For what others may share, such as a test call. */
  readonly send: SendRequest;
  /** For the revocation itself; `send`, unless it is to end earlier. */
  readonly sendOwn?: SendRequest | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Revokes a grant (Digital.ai Agility, Revoking Access Tokens), and finds out whether the token in use
 * was its own. Neither the answer's body nor its form is relied upon, since no page describes them, but
 * a page for a browser is no answer of Agility's. The request is never repeated, but for a place of the API
 * that did not take the token: nothing was done there.
 *
 * @throws {VendorAuthError} with a sentence a person understands, for every other outcome.
 */
export async function revokeGrant(
  settings: Settings,
  source: TokenSource,
  grant: unknown,
  options: RevokeOptions,
): Promise<Revocation> {
  const id = parseGrantId(settings, grant);
  const name = `Grant:${id}`;
  const { answer, verdict, token } = await revokeAtPlace(settings, source, id, options);
  const { status, text } = answer;
  if (verdict === 'rejected') throw tokenRejectedError(settings);
  if (status < 200 || status >= 300) throw refused(settings, name, status, text);
  if (isHtml(text)) {
    throw errorOf(settings, 'request-failed', status, [SAY.page({ grant: name }), checkBaseUrl()]);
  }
  const report = await performTestCall(settings, token, options.send, source.verdicts.places);
  tellSource(source, token.value, report.verdict);
  return {
    grant: name,
    revoked: true,
    tokenStillAccepted: report.verdict === 'unknown' ? undefined : report.verdict === 'accepted',
    says: say(WHAT_HAPPENED[report.verdict]({ grant: name })),
  };
}

async function revokeAtPlace(
  settings: Settings,
  source: TokenSource,
  id: string,
  options: RevokeOptions,
): Promise<PlacedAnswer> {
  const { places } = source.verdicts;
  const attempt = async () =>
    await callAtPlace({
      settings,
      source,
      ...options,
      perform: async (place, tokenHeader) =>
        await exchange(settings, options.sendOwn ?? options.send, {
          method: 'POST',
          url: `${settings.baseUrl}/${place}/Data/Grant/${id}?op=Revoke`,
          headers: { ...settings.apiHeaders, ...tokenHeader },
          timeoutMs: REVOKE_TIMEOUT_MS,
        }),
      // Of any other answer nobody knows for sure that nothing was done.
      mayBeElsewhere: (_answer, verdict) => verdict === 'rejected',
    });
  const first = await attempt();
  const { status, text } = first.answer;
  const isNoAnswer = (status >= 300 && status < 400) || isHtml(text);
  if (!isNoAnswer || settings.apiPlaces.length < 2) return first;
  // A login page or a redirect to one may stand in front of one place only. A harmless GET finds out.
  const report = await performTestCall(settings, first.token, options.send, places);
  const isElsewhere = report.verdict === 'accepted' && places.known(settings) !== first.place;
  return isElsewhere ? await attempt() : first;
}

/** By what the test call says of the token in use afterwards. */
const WHAT_HAPPENED: Readonly<Record<TestVerdict, (values: { grant: string }) => Sentence>> = {
  rejected: SAY.ownGrant,
  accepted: SAY.revoked,
  unknown: SAY.revokedUnknown,
};

function refused(settings: Settings, grant: string, status: number, text: string): VendorAuthError {
  const description = redact(ownWords(settings, status, text) ?? '', settings.plan.secrets);
  const error = (code: VendorAuthErrorCode, message: Sentence, hint: Sentence) =>
    errorOf(settings, code, status, [message, hint], description);
  if (status === 403) return error('forbidden', SAY.mayNot({ grant }), SAY.whoMay());
  if (status === 404) return error('not-found', SAY.notFound({ grant }), SAY.checkNumber());
  if (status >= 300 && status < 400) return error('redirected', SAY.redirected(), checkBaseUrl());
  const hint = status >= 500 ? SAY.look() : SAY.lookInApplications();
  return error('request-failed', SAY.failed({ grant, status }), hint);
}

function errorOf(
  { vendor }: Settings,
  code: VendorAuthErrorCode,
  status: number,
  [message, hint]: readonly [Sentence, Sentence],
  description?: string,
): VendorAuthError {
  return new VendorAuthError({
    code,
    vendor: vendor.id,
    status,
    description,
    message: [message, ...quoted(description)],
    hint,
  });
}
