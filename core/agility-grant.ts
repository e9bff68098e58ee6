import { bearerHeader } from './access-token';
import { isHtml, isRecord, parseJson } from './body';
import { VendorAuthError } from './errors';
import { exchange } from './exchange';
import type { SendRequest } from './ports';
import { tokenRejectedError, TOKEN_REJECTED_STATUS } from './protected-call';
import { quotation, redact } from './redact';
import { secretsOf } from './secrets';
import type { Settings } from './settings';
import { performTestCall } from './test-call';
import { between } from './text';
import type { TokenSource } from './token-source';
import { CHECK_BASE_URL } from './vendors/agility';

const REVOKE_TIMEOUT_MS = 30_000;

/** An address is the longest that a grant can be told by. */
const LONGEST_GRANT_CHARACTERS = 8_192;

/** More than any message needs. */
const LONGEST_ERROR_CHARACTERS = 10_000;

export interface Revocation {
  /** Such as `Grant:1020`. */
  readonly grant: string;
  /** `false` if the revoked grant was the one of the token in use; undefined if that is not known. */
  readonly tokenStillAccepted: boolean | undefined;
  /** What happened, as a sentence or two. */
  readonly says: string;
}

/**
 * The number of a grant, from `1020`, `Grant:1020` or a whole address of it on the credential's server.
 *
 * @throws {VendorAuthError} `invalid-settings` for the field `grant`, also for an address on another
 *   server or instance.
 */
export function parseGrantId(settings: Settings, grant: unknown): string {
  const typed =
    typeof grant === 'number' ? String(grant) : typeof grant === 'string' ? grant.trim() : '';
  if (typed.length > LONGEST_GRANT_CHARACTERS) {
    throw grantProblem(settings, `Grant is longer than ${LONGEST_GRANT_CHARACTERS} characters.`);
  }
  if (typed === '')
    throw grantProblem(
      settings,
      'Grant is missing. Enter a number such as 1020, Grant:1020, or its address.',
    );
  const plain = /^(?:grant:)?(\d{1,15})$/i.exec(typed)?.[1];
  if (plain !== undefined) return plain;
  if (URL.canParse(typed) && /^https?:/i.test(typed)) {
    const base = new URL(settings.baseUrl);
    const url = new URL(typed);
    const isOurs =
      url.origin === base.origin &&
      `${url.pathname}/`.startsWith(`${base.pathname.replace(/\/$/, '')}/`);
    if (!isOurs) {
      throw grantProblem(
        settings,
        `Grant is on ${instanceOf(url, base)}, but this login is for ${settings.baseUrl}.`,
      );
    }
    const id = /\/Grant\/(\d{1,15})(?:[/?#]|$)|[?&]oid=Grant(?::|%3A)(\d{1,15})(?:[&#]|$)/i.exec(
      typed,
    );
    const found = id?.[1] ?? id?.[2];
    if (found !== undefined) return found;
  }
  throw grantProblem(
    settings,
    'Grant must be a number such as 1020, Grant:1020, or the address of a grant.',
  );
}

/** The address without what goes deeper than the base URL does: another host, or another instance. */
function instanceOf({ origin, pathname }: URL, base: URL): string {
  const depth = base.pathname.replace(/\/$/, '').split('/').length;
  return origin + pathname.split('/').slice(0, depth).join('/');
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
  const id = parseGrantId(settings, grant);
  const token = await source.token(options);
  const url = `${settings.baseUrl}/rest-1.v1/Data/Grant/${id}?op=Revoke`;
  const { status, text } = await exchange(settings, options.send, {
    method: 'POST',
    url,
    headers: { ...settings.vendor.apiHeaders, authorization: bearerHeader(token) },
    timeoutMs: REVOKE_TIMEOUT_MS,
  });
  if (status === TOKEN_REJECTED_STATUS) {
    source.reject(token.value);
    throw tokenRejectedError(settings);
  }
  if (status < 200 || status >= 300)
    throw refusedRevocation(settings, id, status, text, token.value);
  if (isUnauthorizedInDisguise(text)) {
    source.reject(token.value);
    throw tokenRejectedError(settings);
  }
  if (isHtml(text)) throw pageInPlaceOfAgility(settings, id, status);
  const report = await performTestCall(settings, token, options.send);
  if (report.verdict === 'rejected') source.reject(token.value);
  return revocation(`Grant:${id}`, report.verdict);
}

function revocation(grant: string, verdict: 'accepted' | 'rejected' | 'unknown'): Revocation {
  switch (verdict) {
    case 'rejected':
      return {
        grant,
        tokenStillAccepted: false,
        says: `${grant} was revoked. It was the grant of the access token in use: Agility no longer accepts it, so enter another one in its place.`,
      };
    case 'accepted':
      return {
        grant,
        tokenStillAccepted: true,
        says: `${grant} was revoked. The access token in use is still accepted.`,
      };
    case 'unknown':
      return {
        grant,
        tokenStillAccepted: undefined,
        says: `${grant} was revoked. Whether the access token in use is still accepted could not be found out.`,
      };
  }
}

function refusedRevocation(
  settings: Settings,
  id: string,
  status: number,
  text: string,
  token: string,
): VendorAuthError {
  const description = redact(exceptionMessage(text) ?? '', secretsOf(settings, token));
  const error = (code: VendorAuthError['code'], message: string, hint: string) =>
    new VendorAuthError({
      code,
      vendor: settings.vendor.id,
      status,
      description,
      message: message + quotation(description),
      hint,
    });
  if (status === 403) {
    return error(
      'forbidden',
      `The member of this access token may not revoke Grant:${id}.`,
      'Only a System Admin, or the member who made the grant, may. Use an access token of one of them.',
    );
  }
  if (status === 404) {
    return error(
      'not-found',
      `Agility has no Grant:${id}, or the member of this access token may not see it.`,
      'Check the number. A grant that was revoked already cannot be revoked again; only a System Admin, or the member who made the grant, may revoke it.',
    );
  }
  if (status >= 300 && status < 400) {
    return error(
      'redirected',
      'Agility redirects the request elsewhere; it was not followed.',
      CHECK_BASE_URL,
    );
  }
  return error(
    'request-failed',
    `Agility did not revoke Grant:${id} (status ${status}).`,
    status >= 500
      ? 'Look in Agility whether the grant is still there before you try again.'
      : 'It may have been revoked already: look in the member’s Applications.',
  );
}

/** A portal or a web server that is none of Agility's answers 200 to anything. */
function pageInPlaceOfAgility(settings: Settings, id: string, status: number): VendorAuthError {
  return new VendorAuthError({
    code: 'request-failed',
    vendor: settings.vendor.id,
    status,
    message: `A web page (HTML) came in place of Agility’s answer, so nothing is known to have been revoked, Grant:${id} included.`,
    hint: CHECK_BASE_URL,
  });
}

/** An old server answers a bad token with 200 and `{"error":"Unauthorized"}`. */
function isUnauthorizedInDisguise(text: string): boolean {
  const json = parseJson(text);
  return isRecord(json) && typeof json['error'] === 'string' && /unauthori/i.test(json['error']);
}

/** The message of an Exception, in XML or JSON, or else the one that stands around it. */
function exceptionMessage(text: string): string | undefined {
  const json = parseJson(text);
  if (!isRecord(json)) return exceptionMessageInXml(text.slice(0, LONGEST_ERROR_CHARACTERS));
  const error = isRecord(json['Error']) ? json['Error'] : json;
  const exceptions = Array.isArray(error['Exceptions']) ? (error['Exceptions'] as unknown[]) : [];
  const messages = [exceptions[0], error['Exception'], error].map((thrown) =>
    isRecord(thrown) ? (thrown['Message'] ?? thrown['message']) : undefined,
  );
  return messages.find((message) => typeof message === 'string');
}

function exceptionMessageInXml(text: string): string | undefined {
  const [exception] = contentStarts(text, 'exception');
  const inException = exception === undefined ? undefined : messageElement(text, exception);
  return inException ?? messageElement(text, 0);
}

/** The text of the first `Message` that has any, from there on. */
function messageElement(xml: string, start: number): string | undefined {
  for (const at of contentStarts(xml, 'message', start)) {
    const end = xml.indexOf('<', at);
    if (end < 0) return undefined;
    const message = xml.slice(at, end);
    if (message.trim() !== '') return message;
  }
  return undefined;
}

/** Where the content of each element of that name begins. Empty elements (`<Message/>`) have none. */
function* contentStarts(xml: string, name: string, start = 0): Generator<number, undefined> {
  const names = xml.toLowerCase();
  let at = names.indexOf(`<${name}`, start);
  while (at >= 0) {
    const tag = between(xml, '<', '>', at);
    if (tag === undefined) return undefined;
    const isNamedSo = !/^\w/.test(tag.inside.slice(name.length));
    if (isNamedSo && !tag.inside.endsWith('/')) yield tag.end;
    at = names.indexOf(`<${name}`, tag.end);
  }
  return undefined;
}

function grantProblem(settings: Settings, message: string): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: settings.vendor.id,
    message,
    problems: [{ field: 'grant', label: 'Grant', message }],
  });
}
