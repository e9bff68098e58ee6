import { encodedPart, LONGEST_URL_CHARACTERS, sentences } from '../../../core';
import { invalidField } from '../../lib/invalid-field';
import { textOf } from './text-of';

const SAY = sentences('template', {
  url: 'URL',
  tooLong: 'URL is longer than __n__ characters.',
});

/** A part of a template that stands for a value. */
interface Placeholder {
  readonly path: string;
  readonly isRaw: boolean;
  /** Behind its last brace. */
  readonly end: number;
}

/**
 * Fills in the placeholders of an address. `{{name}}` encodes the value as one part of a URL, so that a
 * slash or an ampersand in it cannot lead elsewhere; `{{{name}}}` and `{{&name}}` take it as it is. What
 * the message does not have counts as empty.
 *
 * @throws {VendorAuthError} `invalid-settings` if the template, or what it becomes, is longer than an
 *   address may be.
 */
export function fillTemplate(template: string, valueOf: (path: string) => unknown): string {
  assertNotTooLong(template.length);
  const pieces: string[] = [];
  let length = 0;
  const add = (piece: string) => {
    length += piece.length;
    assertNotTooLong(length);
    pieces.push(piece);
  };
  let at = 0;
  while (at < template.length) {
    const opening = template.indexOf('{{', at);
    if (opening < 0) break;
    add(template.slice(at, opening));
    const placeholder = placeholderAt(template, opening);
    if (placeholder === undefined) {
      add('{');
      at = opening + 1;
      continue;
    }
    const text = textOf(valueOf(placeholder.path));
    assertNotTooLong(text.length);
    add(placeholder.isRaw ? text : encodedPart(text));
    at = placeholder.end;
  }
  add(template.slice(at));
  return pieces.join('');
}

/** The placeholder that begins with the braces there, if one does. */
function placeholderAt(template: string, opening: number): Placeholder | undefined {
  const braces = template.startsWith('{{{', opening) ? 3 : 2;
  const start = opening + braces;
  let end = start;
  while (end < template.length && template[end] !== '{' && template[end] !== '}') end++;
  if (end === start || !template.startsWith('}'.repeat(braces), end)) return undefined;
  const isAmpersand = braces === 2 && template[start] === '&' && end > start + 1;
  return {
    path: template.slice(isAmpersand ? start + 1 : start, end).trim(),
    isRaw: braces === 3 || isAmpersand,
    end: end + braces,
  };
}

function assertNotTooLong(length: number): void {
  if (length <= LONGEST_URL_CHARACTERS) return;
  throw invalidField('url', SAY.url(), SAY.tooLong({ n: LONGEST_URL_CHARACTERS }));
}

/**
 * The value at a path such as `payload.items.0.id` or, of a text or list, `payload.length`; undefined if
 * there is none. What objects inherit is none.
 */
export function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const name of path.split('.')) {
    if (value === undefined || value === null || !Object.hasOwn(Object(value) as object, name)) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
