import { VendorAuthError, type VendorAuthErrorCode } from '../base/errors';
import type { SendRequest } from '../base/ports';
import { say, sentences, type Sentence } from '../base/sentence';
import { tellSource, tokenRejectedError } from '../call/protected-call';
import { judge } from '../check/judgement';
import { apiAnswer, performTestCall } from '../check/test-call';
import type { Settings } from '../credential/settings';
import { tokenHeader } from '../endpoint/access-token';
import { exchange } from '../exchange/exchange';
import { isHtml } from '../http/body';
import { quoted, redact } from '../redact/redact';
import type { TokenSource } from '../token/token-source';
import type { TestVerdict } from '../vendor/vendor';
import { checkBaseUrl } from '../vendors/agility';
import { exceptionMessage } from './agility-exception';
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
  page: 'A web page (HTML) came in place of Agility’s answer, so nothing is known to have been revoked, __grant__ included.',
});

export interface Revocation {
  /** Such as `Grant:1020`. */
  readonly grant: string;
  /** `false` if the revoked grant was the one of the token in use; undefined if that is not known. */
  readonly tokenStillAccepted: boolean | undefined;
  /** What happened, as a sentence or two. */
  readonly says: string;
}

/**
 * Revokes a grant (Digital.ai Agility, Revoking Access Tokens), and finds out whether the token in use
 * was its own. Neither the answer's body nor its form is relied upon, since no page describes them, but
 * a page for a browser is no answer of Agility's. The request is never repeated.
 *
 * @throws {VendorAuthError} with a sentence a person understands, for every other outcome.
 */
export async function revokeGrant(
  settings: Settings,
  source: TokenSource,
  grant: unknown,
  options: { readonly send: SendRequest; readonly signal?: AbortSignal | undefined },
): Promise<Revocation> {
  const { plan, apiHeaders, baseUrl } = settings;
  const id = parseGrantId(settings, grant);
  const name = `Grant:${id}`;
  const token = await source.token({ settings, ...options });
  const answer = await exchange(settings, options.send, {
    method: 'POST',
    url: `${baseUrl}/rest-1.v1/Data/Grant/${id}?op=Revoke`,
    headers: { ...apiHeaders, ...tokenHeader(plan, token) },
    timeoutMs: REVOKE_TIMEOUT_MS,
  });
  const { status, text } = answer;
  const verdict = judge(settings, apiAnswer(answer));
  tellSource(source, token.value, verdict);
  if (verdict === 'rejected') throw tokenRejectedError(settings);
  if (status < 200 || status >= 300) throw refused(settings, name, status, text);
  if (isHtml(text)) {
    throw errorOf(settings, 'request-failed', status, [SAY.page({ grant: name }), checkBaseUrl()]);
  }
  const report = await performTestCall(settings, token, options.send);
  tellSource(source, token.value, report.verdict);
  return {
    grant: name,
    tokenStillAccepted: report.verdict === 'unknown' ? undefined : report.verdict === 'accepted',
    says: say(WHAT_HAPPENED[report.verdict]({ grant: name })),
  };
}

/** By what the test call says of the token in use afterwards. */
const WHAT_HAPPENED: Readonly<Record<TestVerdict, (values: { grant: string }) => Sentence>> = {
  rejected: SAY.ownGrant,
  accepted: SAY.revoked,
  unknown: SAY.revokedUnknown,
};

function refused(settings: Settings, grant: string, status: number, text: string): VendorAuthError {
  const description = redact(exceptionMessage(text) ?? '', settings.plan.secrets);
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
