/**
 * Small readers for text from outside. Each looks at a character a fixed number of times at most, so
 * that no text, however it is made up, takes longer than its length. ESLint refuses expressions that do
 * not (`tools/eslint/linear-expressions.cjs`).
 */

/** White space, and the invisible characters that come along when text is copied. */
const BLANK = /[\s\u200b-\u200d\u2060]/;

export function isBlank(character: string): boolean {
  return BLANK.test(character);
}

/** Without blanks at both ends. Unlike `trim`, this takes invisible characters for blanks. */
export function trimBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charAt(end - 1))) end--;
  return withoutLeading(text.slice(0, end), isBlank);
}

/** Without the characters at the beginning for which that holds. */
export function withoutLeading(text: string, isDropped: (character: string) => boolean): string {
  let start = 0;
  while (start < text.length && isDropped(text.charAt(start))) start++;
  return text.slice(start);
}

export function withoutFinalSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end--;
  return text.slice(0, end);
}

/** What stands before the first mark; the whole text if there is none. */
export function before(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}

/**
 * What stands between two marks, and where the text goes on behind the second one; undefined if one of
 * them is missing.
 */
export function between(
  text: string,
  opening: string,
  closing: string,
  start = 0,
): { readonly inside: string; readonly end: number } | undefined {
  const begin = text.indexOf(opening, start);
  const inner = begin + opening.length;
  const close = begin < 0 ? -1 : text.indexOf(closing, inner);
  if (close < 0) return undefined;
  return { inside: text.slice(inner, close), end: close + closing.length };
}

/** A text as one part of an address. Half a character cannot be encoded, so another sign takes its place. */
export function encodedPart(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));
}
