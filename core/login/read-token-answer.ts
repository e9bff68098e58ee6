import { isRecord, parseJson, textOf } from '../base/json';
import type { TokenRefusal } from '../endpoint/token-refusal';
import { headerOf, isHtml } from '../http/body';
import type { WholeAnswer } from '../http/receive';

/** What stands in the answer to a token request, before anybody decides what it means. */
export type ReadAnswer =
  | { readonly kind: 'members'; readonly members: Members }
  | {
      readonly kind: 'refusal';
      readonly refusal: TokenRefusal;
      /** The answer is a web page. */
      readonly isPage: boolean;
      readonly retryAfterSeconds: number | undefined;
      readonly members: Members | undefined;
    }
  | { readonly kind: 'redirect'; readonly location: string | undefined }
  /** No members and no refusal. */
  | { readonly kind: 'unreadable'; readonly isPage: boolean };

export type Members = Readonly<Record<string, unknown>>;

/**
 * Reads the answer to a token request (RFC 6749 sections 5.1 and 5.2, and the shapes that vendors use
 * in their place), whatever its content type says (rule T9).
 */
export function readTokenAnswer(answer: WholeAnswer): ReadAnswer {
  const { status, text } = answer;
  if (status >= 300 && status < 400) {
    return { kind: 'redirect', location: headerOf(answer, 'location') };
  }
  const members = membersOf(text);
  const isPage = members === undefined && isHtml(text);
  const isSuccess = status >= 200 && status < 300;
  if (!isSuccess || hasError(members)) {
    const retryAfterSeconds = retryAfterSecondsOf(
      headerOf(answer, 'retry-after'),
      headerOf(answer, 'date'),
    );
    const refusal = refusalOf(status, members);
    return { kind: 'refusal', refusal, isPage, retryAfterSeconds, members };
  }
  return members === undefined ? { kind: 'unreadable', isPage } : { kind: 'members', members };
}

/** The members of a JSON object or, as some servers answer, of a form-encoded text. */
function membersOf(text: string): Members | undefined {
  const json = parseJson(text);
  if (json !== undefined) return isRecord(json) ? json : undefined;
  const line = text.trim();
  if (line.startsWith('<') || /[\r\n]/.test(line)) return undefined;
  if (!/(^|&)(access_token|error)=/.test(line)) return undefined;
  return Object.fromEntries(new URLSearchParams(line));
}

/** Some servers send `"error": null` along with a token. */
function hasError(members: Members | undefined): boolean {
  const error = members?.['error'];
  return error !== undefined && error !== null && error !== '' && error !== false;
}

/**
 * What was refused and why, from RFC 6749 (`error`, `error_description`), DAI (`message`,
 * `description`), a problem object (`title`, `detail`; RFC 9457) or a list of field errors (`detail`).
 */
function refusalOf(status: number, members: Members = {}): TokenRefusal {
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

/** No vendor is waited for longer than this (rule T6). */
const LONGEST_RETRY_AFTER_SECONDS = 3600;

/**
 * `Retry-After` in seconds (RFC 9110 section 10.2.3), at most an hour. A date is measured from the
 * answer's own `Date`, so that the vendor's clock need not agree with ours.
 */
export function retryAfterSecondsOf(
  retryAfter: string | undefined,
  answeredAt: string | undefined,
): number | undefined {
  if (retryAfter === undefined) return undefined;
  const seconds = /^\s*\d+\s*$/.test(retryAfter)
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - Date.parse(answeredAt ?? '')) / 1000;
  return Number.isNaN(seconds)
    ? undefined
    : Math.min(Math.max(0, seconds), LONGEST_RETRY_AFTER_SECONDS);
}
