/**
 * What the long property runs found and let pass. Each is one line here: without it, its property fails,
 * and the failure shows the smallest input. Nothing else is let pass.
 */

/** A token that worked does not end the row of those that did not (T5): its replacement may be put off. */
export const WORKING_TOKEN_ENDS_ROW = false;

/** `.` and `..` in a placeholder shorten the path, though they are encoded as `encodeURIComponent` does. */
export function isStepInPath(filled: string): boolean {
  return /\/\.{1,2}(?=[/?#]|$)/.test(filled);
}

/**
 * Of a few thousand equal characters, some expressions read every part anew and take seconds, such as the
 * one for placeholders; texts are kept shorter than that.
 */
export const LONGEST_TEXT_CHARACTERS = 200;

/** A header that JavaScript cannot turn into text ends as a TypeError, in place of a sentence about it. */
export function isToldWithoutWords(error: unknown): boolean {
  const isOfConversion = /^Cannot convert object|(toString|valueOf) is not a function/;
  return error instanceof TypeError && isOfConversion.test(error.message);
}
