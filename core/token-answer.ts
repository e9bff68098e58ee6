import { headerOf, isHtml, isRecord, parseJson } from './body';
import { canStandInHeader } from './clean-field';
import { VendorAuthError, type VendorAuthErrorDetails } from './errors';
import type { WholeAnswer } from './exchange';
import { lifetimeSecondsOf } from './lifetime';
import type { Settings } from './settings';
import type { TokenEndpoint, TokenRefusal } from './vendor';
import { quotesSecret, redact } from './redact';
import { explainRefusal, isExplained, retryAfterSecondsOf } from './refusal';
import { secretsOf } from './secrets';

/** What a token endpoint gave. */
export interface IssuedToken {
  readonly accessToken: string;
  readonly lifetimeSeconds: number;
}

export type TokenAnswer =
  | { readonly kind: 'issued'; readonly token: IssuedToken }
  | { readonly kind: 'refused'; readonly refusal: TokenRefusal; readonly error: VendorAuthError };

/**
 * Reads the answer to a token request (RFC 6749 sections 5.1 and 5.2, and the shapes that vendors use
 * in their place), whatever its content type says (rule T9).
 *
 * @throws {VendorAuthError} for an answer that is neither a token nor a refusal.
 */
export function readTokenAnswer(
  settings: Settings,
  endpoint: TokenEndpoint,
  answer: WholeAnswer,
): TokenAnswer {
  const { status, text } = answer;
  const fail = (details: Pick<VendorAuthErrorDetails, 'code' | 'message' | 'hint'>) =>
    new VendorAuthError({ vendor: settings.vendor.id, status, ...details });

  if (status >= 300 && status < 400) throw redirected(settings, endpoint, answer);
  const members = membersOf(text);
  if (status < 200 || status >= 300 || hasError(members)) {
    const refusal = refusalOf(status, members);
    const secrets = secretsOf(settings, issuedIn(members));
    const error = explainRefusal(settings, refusal, {
      isPage: members === undefined && isHtml(text),
      retryAfterSeconds: retryAfterSecondsOf(
        headerOf(answer, 'retry-after'),
        headerOf(answer, 'date'),
      ),
      description: redact(refusal.description ?? wordOf(refusal.error), secrets),
      errorUri: isWebAddress(refusal.errorUri) ? redact(refusal.errorUri, secrets) : undefined,
    });
    return { kind: 'refused', refusal, error };
  }
  if (members === undefined) {
    throw fail({
      code: 'unreadable-answer',
      message: isHtml(text)
        ? 'The token URL answers with a web page (HTML), not with a token.'
        : 'The token URL answers with something that is not a token.',
      hint: 'Check the address: it should be that of the API, not of the login page, and no proxy’s page in its place.',
    });
  }
  return { kind: 'issued', token: issuedToken(settings, members, endpoint, fail) };
}

function issuedToken(
  settings: Settings,
  members: Record<string, unknown>,
  endpoint: TokenEndpoint,
  fail: (details: Pick<VendorAuthErrorDetails, 'code' | 'message' | 'hint'>) => VendorAuthError,
): IssuedToken {
  const accessToken = members['access_token'];
  if (typeof accessToken !== 'string' || accessToken === '') {
    throw fail({
      code: 'unreadable-answer',
      message: 'The answer of the token URL has no access_token.',
      hint: 'Check that the address is that of the token endpoint.',
    });
  }
  const type = members['token_type'] ?? 'Bearer';
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
    const secrets = secretsOf(settings, accessToken);
    const shown = redact(JSON.stringify(type), secrets)?.slice(0, 40);
    throw fail({
      code: 'unsupported-token-type',
      message: `The vendor issued a token of the type ${shown ?? 'unknown'}; only Bearer tokens can be used.`,
      hint: 'Ask the vendor for a client that gets Bearer tokens (RFC 6750).',
    });
  }
  if (!canStandInHeader(accessToken)) {
    throw fail({
      code: 'unusable-token',
      message: 'The vendor issued a token with characters that cannot stand in a header.',
      hint: 'Check that the token URL is right; if it is, report it to the vendor.',
    });
  }
  const lifetimeSeconds = lifetimeSecondsOf(members['expires_in'], endpoint.defaultLifetimeSeconds);
  return { accessToken, lifetimeSeconds };
}

/** The members of a JSON object or, as some servers answer, of a form-encoded text. */
function membersOf(text: string): Record<string, unknown> | undefined {
  const json = parseJson(text);
  if (json !== undefined) return isRecord(json) ? json : undefined;
  if (/^\s*<|[\r\n]/.test(text.trim()) || !/(^|&)(access_token|error)=/.test(text.trim())) {
    return undefined;
  }
  return Object.fromEntries(new URLSearchParams(text.trim()));
}

/** Some servers send `"error": null` along with a token. */
function hasError(members: Record<string, unknown> | undefined): boolean {
  const error = members?.['error'];
  return error !== undefined && error !== null && error !== '' && error !== false;
}

/** The token that an answer holds, even if it is a refusal. */
function issuedIn(members: Record<string, unknown> = {}): string {
  return textOf(members['access_token']) ?? '';
}

/** The code, or the sentence that some servers put in its place, unless our own words tell it. */
function wordOf(error = ''): string {
  return isExplained(error) ? '' : error;
}

function isWebAddress(text: string | undefined): text is string {
  return text !== undefined && /^https?:\/\//i.test(text) && URL.canParse(text);
}

/**
 * What was refused and why, from RFC 6749 (`error`, `error_description`), DAI (`message`,
 * `description`), a problem object (`title`, `detail`; RFC 9457) or a list of field errors (`detail`).
 */
function refusalOf(status: number, members: Record<string, unknown> = {}): TokenRefusal {
  const nested = isRecord(members['error']) ? members['error'] : undefined;
  const details = Array.isArray(members['detail'])
    ? members['detail'].map(fieldError).filter((text) => text !== '')
    : [members['detail']];
  const words = [
    members['error_description'],
    members['description'],
    ...details,
    members['title'],
    members['message'],
    nested?.['message'],
  ];
  return {
    status,
    error: textOf(members['error']) ?? textOf(nested?.['code']),
    description: words.map(textOf).find((text) => text !== undefined),
    errorUri: textOf(members['error_uri']),
  };
}

function fieldError(entry: unknown): string {
  if (!isRecord(entry)) return '';
  const location = Array.isArray(entry['loc']) ? entry['loc'].slice(-1).join('') : '';
  return [location, textOf(entry['msg'])].filter(Boolean).join(': ');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A secret is sent to the address that the user checked, and to no other (rule T8). */
function redirected(
  settings: Settings,
  endpoint: TokenEndpoint,
  answer: WholeAnswer,
): VendorAuthError {
  const location = headerOf(answer, 'location') ?? '';
  const isAddress = location !== '' && URL.canParse(location, endpoint.url);
  const target = isAddress ? new URL(location, endpoint.url) : undefined;
  const asked = new URL(endpoint.url);
  // A host name can quote what was sent as well as any other word of the vendor's.
  const isNameable = target !== undefined && !quotesSecret(target.origin, secretsOf(settings));
  const origin = isNameable ? target.origin : undefined;
  return new VendorAuthError({
    code: 'redirected',
    vendor: settings.vendor.id,
    status: answer.status,
    message: `The token URL redirects to ${origin ?? 'another address'}; a secret is not sent along a redirect.`,
    hint: redirectHint(settings, target, asked, origin),
  });
}

function redirectHint(
  settings: Settings,
  target: URL | undefined,
  asked: URL,
  origin: string | undefined,
): string {
  const { vendor, values } = settings;
  const isSameOrigin = target?.origin === asked.origin;
  const slashOnly =
    target !== undefined &&
    isSameOrigin &&
    target.pathname.replace(/\/$/, '') === asked.pathname.replace(/\/$/, '') &&
    target.pathname !== asked.pathname;
  if (slashOnly) {
    const slash = target.pathname.endsWith('/') ? 'with' : 'without';
    const hasTokenUrl = vendor.fields.some(({ name }) => name === 'tokenUrl');
    return hasTokenUrl
      ? `Only the final slash differs: enter the address ${slash} it as Token URL.`
      : 'Only the final slash differs. Check Base URL.';
  }
  if (values.text('tokenUrl') !== '') {
    return 'Enter the address to which it redirects as Token URL, if you trust it.';
  }
  if (origin === undefined || isSameOrigin) return 'Check Base URL.';
  return `Check Base URL: let it begin with ${origin}, if you trust that.`;
}
