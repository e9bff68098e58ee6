import { valueAt } from '../endpoint/members';
import { jsonOf } from '../fields/entries';
import { isHtml } from '../http/body';
import type { ApiAnswer, RejectionSigns, Vendor, Verdict } from '../vendor/vendor';

/** The HTTP status that says, without doubt, that the token is the reason (RFC 6750 section 3.1). */
export const TOKEN_REJECTED_STATUS = 401;

/**
 * What an answer of the vendor's API says of the token that the request carried. This is the one place
 * that decides it, for every caller.
 *
 * `rejected`: 401, a 4xx whose `WWW-Authenticate` says `Bearer … error="invalid_token"` (RFC 6750
 * section 3.1), or what the vendor's file knows. `suspected`: what the user listed, which wants to be
 * confirmed (rule T17). `accepted`: a success. Anything else, such as a gateway's 502, may have been said
 * before the token was looked at, and so may a web page.
 */
export function judge({ vendor, rejectionSigns }: Judged, answer: ApiAnswer): Verdict {
  const { status } = answer;
  if (status === TOKEN_REJECTED_STATUS || saysInvalidToken(answer)) return 'rejected';
  const ofVendor = vendor.judge?.(answer);
  if (ofVendor !== undefined) return ofVendor;
  if (hasSign(rejectionSigns, answer)) return 'suspected';
  return status >= 200 && status < 300 && !isHtml(answer.text()) ? 'accepted' : 'unknown';
}

/** What of a credential decides how answers are judged. */
export interface Judged {
  readonly vendor: Pick<Vendor, 'judge'>;
  readonly rejectionSigns: RejectionSigns;
}

function hasSign({ statuses, body }: RejectionSigns, answer: ApiAnswer): boolean {
  return statuses.includes(answer.status) || (body !== '' && holds(answer, body));
}

/** A path with its value, or several: `errors.0.code=601|602`. */
const PATH_SIGN = /^([\w$.[\]-]{1,200}?)\s?={1,2}\s?(.{1,200})$/;

/** Whether the body has that text, however its JSON is spaced and escaped, or that value at that path. */
function holds(answer: ApiAnswer, sign: string): boolean {
  const text = answer.text();
  // Some servers escape all letters beyond English, and each slash.
  const texts = text.includes('\\') ? [text, jsonOf(answer.json())] : [text];
  if (texts.some((one) => withoutSpaces(one).includes(withoutSpaces(sign)))) return true;
  const [, path, wanted = ''] = PATH_SIGN.exec(sign) ?? [];
  if (path === undefined) return false;
  const value = valueAt(answer.json(), path);
  if (!['string', 'number', 'boolean'].includes(typeof value) || value === '') return false;
  const values = wanted.split('|').map((one) => withoutQuotes(one.trim()));
  return [wanted, ...values].includes(String(value));
}

function withoutSpaces(text: string): string {
  return text.replace(/\s/g, '');
}

/**
 * Whether `WWW-Authenticate` has a Bearer challenge with that error. The header may hold several
 * challenges, and parameters may be quoted or not (RFC 9110 section 11.6.1).
 */
function saysInvalidToken(answer: ApiAnswer): boolean {
  if (answer.status < 400 || answer.status >= 500) return false;
  let scheme = '';
  for (const part of splitOutsideQuotes(answer.header('www-authenticate') ?? '', ',;')) {
    const words = wordsOf(part);
    const [first = ''] = words;
    if (first !== '' && !first.includes('=')) scheme = first.toLowerCase();
    if (scheme === 'bearer' && words.some(isInvalidToken)) return true;
  }
  return false;
}

/** Some servers put nothing but a space between parameters; it may also stand around an equals sign. */
function wordsOf(part: string): string[] {
  const words: string[] = [];
  for (const word of splitOutsideQuotes(part, ' \t')) {
    if (word === '') continue;
    const last = words.at(-1) ?? '';
    if (word.startsWith('=') || last.endsWith('=')) words[words.length - 1] = last + word;
    else words.push(word);
  }
  return words;
}

function isInvalidToken(parameter: string): boolean {
  const equals = parameter.indexOf('=');
  if (equals < 0 || parameter.slice(0, equals).trim().toLowerCase() !== 'error') return false;
  return withoutQuotes(parameter.slice(equals + 1).trim()) === 'invalid_token';
}

function withoutQuotes(text: string): string {
  const [quote] = text;
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}

/** The parts between such marks; a mark in a quoted string is none. */
function splitOutsideQuotes(header: string, marks: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let index = 0; index < header.length; index++) {
    const character = header[index]!;
    if (isQuoted && character === '\\') index++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && marks.includes(character)) {
      parts.push(header.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, header.slice(start)];
}
