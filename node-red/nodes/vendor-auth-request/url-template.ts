import {
  encodedPart,
  LONGEST_URL_CHARACTERS,
  sentences,
  URL_LABEL,
  urlTooLong,
} from '../../../core';
import { invalidField } from '../../lib/invalid-field';
import { textOf } from './text-of';

const SAY = sentences('template', {
  dots: 'URL: a value that is put in is “.” or “..”, which would lead elsewhere.',
});

/** A text, a placeholder, or a section of such. */
type Piece =
  | string
  | { readonly path: string; readonly isRaw: boolean }
  | { readonly path: string; readonly isInverted: boolean; readonly pieces: Piece[] };

/** Nobody nests sections in an address that deep. */
const DEEPEST_SECTION = 20;

/**
 * Fills in the placeholders of an address. `{{name}}` encodes the value as one part of a URL, so that a
 * slash or an ampersand in it cannot lead elsewhere, and a value that is a step such as `..` is refused.
 * `{{{name}}}` and `{{&name}}` take it as it is. What the message does not have counts as empty. Sections are those of Mustache: `{{#name}}…{{/name}}` for
 * each element of a list or once for a value, `{{^name}}…{{/name}}` without either, `{{.}}` is the
 * element, and `{{!…}}` is left out.
 *
 * @throws {VendorAuthError} `invalid-settings` if the template, or what it becomes, is longer than an
 *   address may be.
 */
export function fillTemplate(template: string, valueOf: (path: string) => unknown): string {
  assertNotTooLong(template.length);
  const texts: string[] = [];
  /** The same, but for values that would be a step of their own. */
  const harmless: string[] = [];
  let length = 0;
  let rounds = 0;
  const add = (text: string, without = text) => {
    length += text.length;
    assertNotTooLong(length);
    texts.push(text);
    harmless.push(without);
  };
  const lookUp = (path: string, elements: readonly unknown[]): unknown => {
    if (path === '.' && elements.length > 0) return elements[0];
    const own = elements.find((element) => valueAt(element, path) !== undefined);
    return own === undefined ? valueOf(path) : valueAt(own, path);
  };
  /** @param elements - of the sections around it, the innermost first */
  const fill = (pieces: readonly Piece[], elements: readonly unknown[]): void => {
    // A section can repeat what is empty.
    assertNotTooLong(rounds++);
    for (const piece of pieces) {
      if (typeof piece === 'string') {
        add(piece);
        continue;
      }
      const value = lookUp(piece.path, elements);
      if ('isRaw' in piece) {
        const text = textOf(value);
        assertNotTooLong(text.length);
        if (piece.isRaw) add(text);
        else add(encodedPart(text), isDots(text) ? 'x' : encodedPart(text));
        continue;
      }
      const repeated: unknown[] = Array.isArray(value) ? value : value ? [value] : [];
      if (!piece.isInverted) repeated.forEach((one) => fill(piece.pieces, [one, ...elements]));
      else if (repeated.length === 0) fill(piece.pieces, elements);
    }
  };
  fill(piecesOf(template), []);
  const url = texts.join('');
  if (stepsIn(url) === stepsIn(harmless.join(''))) return url;
  throw invalidField('url', URL_LABEL, SAY.dots());
}

function isDots(text: string): boolean {
  return text === '.' || text === '..';
}

/** How many parts of the path are steps, which no encoding keeps from being taken. */
function stepsIn(url: string): number {
  const [path = ''] = url.split(/[?#]/, 1);
  return path.split(/[/\\]/).filter(isDots).length;
}

function piecesOf(template: string): Piece[] {
  const whole: Piece[] = [];
  const open = [whole];
  const add = (piece: Piece) => open[open.length - 1]?.push(piece);
  let at = 0;
  for (;;) {
    const opening = template.indexOf('{{', at);
    if (opening < 0) break;
    add(template.slice(at, opening));
    const braces = template.startsWith('{{{', opening) ? 3 : 2;
    const start = opening + braces;
    let end = start;
    while (end < template.length && template[end] !== '{' && template[end] !== '}') end++;
    if (end === start || !template.startsWith('}'.repeat(braces), end)) {
      add('{');
      at = opening + 1;
      continue;
    }
    at = end + braces;
    const inside = template.slice(start, end);
    const isAmpersand = braces === 2 && inside.startsWith('&') && inside !== '&';
    const path = inside.slice(isAmpersand ? 1 : 0).trim();
    const isRaw = braces === 3 || isAmpersand;
    const sign = isRaw ? '' : path[0];
    if (sign === '/') {
      if (open.length > 1) open.pop();
    } else if (sign === '#' || sign === '^') {
      const pieces: Piece[] = [];
      add({ path: path.slice(1).trim(), isInverted: sign === '^', pieces });
      if (open.length <= DEEPEST_SECTION) open.push(pieces);
    } else if (sign !== '!') {
      add({ path, isRaw });
    }
  }
  add(template.slice(at));
  return whole;
}

function assertNotTooLong(length: number): void {
  if (length <= LONGEST_URL_CHARACTERS) return;
  throw invalidField('url', URL_LABEL, urlTooLong());
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
