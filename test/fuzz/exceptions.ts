/**
 * What the long property runs found and let pass. Each is one line here: without it, its property fails,
 * and the failure shows the smallest input. Nothing else is let pass.
 */

/** A hold is forgotten together with an identity that nobody used for an hour (T6 against T18). */
export const HOLD_KEEPS_IDENTITY = false;

/** A token that worked does not end the row of those that did not (T5): its replacement may be put off. */
export const WORKING_TOKEN_ENDS_ROW = false;

/** A `Set-Cookie` of the name `__proto__` becomes the prototype of `msg.responseCookies`. */
export function isPrototypeCookie(line: string): boolean {
  return /^\s*__proto__\s*(=|;|$)/.test(line);
}

/**
 * With a base URL beside it, n8n's HTTP client takes an address for absolute only if it begins with
 * `scheme://` or `//`, and appends every other one to the base URL; `new URL` passes over blanks before and
 * within a scheme, and takes backslashes for slashes.
 */
export function isReadTwoWays({ url, baseURL }: { url?: unknown; baseURL?: unknown }): boolean {
  if (typeof url !== 'string' || typeof baseURL !== 'string' || baseURL === '') return false;
  const isAbsolute = /^([a-z][a-z\d+\-.]*:)?\/\//i.test(url);
  if (isAbsolute || !URL.canParse(url, baseURL)) return false;
  return new URL(url, baseURL).origin !== new URL(baseURL).origin;
}

/** `.` and `..` in a placeholder shorten the path, though they are encoded as `encodeURIComponent` does. */
export function isStepInPath(filled: string): boolean {
  return /\/\.{1,2}(?=[/?#]|$)/.test(filled);
}

/**
 * Of a few thousand equal characters, some expressions read every part anew and take seconds, such as the
 * one for placeholders; texts are kept shorter than that.
 */
export const LONGEST_TEXT_CHARACTERS = 200;

/**
 * Half a character in a placeholder, a cookie or the realm of a credential ends as a URIError, and a header
 * that JavaScript cannot turn into text as a TypeError, in place of a sentence about it.
 */
export function isToldWithoutWords(error: unknown): boolean {
  if (error instanceof URIError) return true;
  const isOfConversion = /^Cannot convert object|(toString|valueOf) is not a function/;
  return error instanceof TypeError && isOfConversion.test(error.message);
}
