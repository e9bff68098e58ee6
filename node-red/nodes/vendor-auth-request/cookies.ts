import { encodedPart, isRecord, sentences, verbatim } from '../../../core';
import { invalidField } from '../../lib/invalid-field';
import { textOf } from './text-of';

const SAY = sentences('cookies', {
  cookieValue:
    'msg.cookies: the value of __name__ has a character that cannot stand in a cookie. Leave out encode: false to have it encoded.',
  cookieName: 'msg.cookies has a cookie whose name has a character that cannot stand in a name.',
});

/** The cookies of one exchange: those of the message, and those set on the way by redirects. */
export type Cookies = Map<string, string>;

/** A cookie of an answer, as `msg.responseCookies` has it: `{ value, Path, Expires, … }`. */
export type ResponseCookie = Record<string, string>;

const NAME = /^[\u0021-\u003a\u003c\u003e-\u007e]+$/;
/** A semicolon would end the cookie; what is no Latin-1 text cannot stand in a header. */
const VALUE = /^[\t\u0020-\u003a\u003c-\u007e\u0080-\u00ff]*$/;

/**
 * `msg.cookies`: name to text, or to `{ value, encode }`; null leaves a cookie out.
 *
 * @throws {VendorAuthError} `invalid-settings` for a name or value that cannot be sent.
 */
export function requestedCookies(cookies: unknown, header: unknown): Cookies {
  const requested: Cookies = new Map();
  for (const pair of [header].flat().join(';').split(';')) {
    const [name, value] = splitAtEquals(pair);
    if (name !== '') requested.set(name, value);
  }
  if (!isRecord(cookies)) return requested;
  for (const [name, cookie] of Object.entries(cookies)) {
    const { value, encode } = isRecord(cookie) ? cookie : { value: cookie, encode: true };
    if (value === undefined || value === null) continue;
    const text = textOf(value);
    requested.set(name, checked(name, encode === false ? text : encodedPart(text)));
  }
  return requested;
}

function checked(name: string, value: string): string {
  if (canBeSent(name, value)) return value;
  const message = NAME.test(name) ? SAY.cookieValue({ name }) : SAY.cookieName();
  throw invalidField('cookies', verbatim('msg.cookies'), message);
}

/** Whether a cookie of that name and value can stand in a request. */
export function canBeSent(name: string, value: string): boolean {
  return NAME.test(name) && VALUE.test(value);
}

/** The value of a `Cookie` header, or undefined without cookies. */
export function cookieHeader(cookies: Cookies): string | undefined {
  if (cookies.size === 0) return undefined;
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** What `Set-Cookie` headers say; undefined without any. */
export function responseCookies(
  setCookie: string | readonly string[] | undefined,
): Record<string, ResponseCookie> | undefined {
  if (setCookie === undefined) return undefined;
  const cookies: [string, ResponseCookie][] = [];
  for (const line of [setCookie].flat()) {
    const [pair = '', ...attributes] = line.split(';');
    const [name, value] = splitAtEquals(pair);
    if (name === '') continue;
    const told = Object.fromEntries(attributes.map(splitAtEquals));
    cookies.push([name, { ...told, value: decode(value) }]);
  }
  // So even `__proto__` is a cookie like any other.
  return Object.fromEntries(cookies);
}

/** A name and what stands behind its first equals sign, without the blanks around both. */
export function splitAtEquals(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function decode(value: string): string {
  const bare = /^"(.*)"$/.exec(value)?.[1] ?? value;
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}
