import { partOf, ViewBuilder, type View } from './view';

/** A view of which only what counts in a comparison is left. */
export type Folded = View;

/** The three forms in which a text is searched for secrets; each finds what the others cannot. */
export interface FoldedForms {
  /** All characters, in lower case. */
  readonly exact: Folded;
  /** Without white space, plus signs (blanks in a form), invisible characters and accents. */
  readonly visible: Folded;
  /** Letters and digits alone. */
  readonly letters: Folded;
}

/** White space, and whatever is not seen: control and format characters, accents, fillers. */
const INVISIBLE = /[\p{C}\p{Z}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u;
const UNSEEN = /[\p{Cc}\p{Cf}]/u;
const LETTER = /[\p{L}\p{N}]/u;

export function folded(view: View): FoldedForms {
  const exact = new ViewBuilder();
  const visible = new ViewBuilder();
  const letters = new ViewBuilder();
  let at = 0;
  for (const character of view.text) {
    const place = partOf(view, at, at + character.length);
    at += character.length;
    exact.add(character.toLowerCase(), place);
    for (const part of partsOf(character)) {
      visible.add(part, place);
      if (LETTER.test(part)) letters.add(part, place);
    }
  }
  return { exact: exact.view(), visible: visible.view(), letters: letters.view() };
}

/** What is left of each ASCII character, since nearly all texts consist of these. */
const ASCII_PARTS = Array.from({ length: 0x80 }, (_none, code) =>
  foldedParts(String.fromCharCode(code)),
);

function partsOf(character: string): readonly string[] {
  return ASCII_PARTS[character.codePointAt(0)!] ?? foldedParts(character);
}

/** The same for "Ü", "ü", "u" with an accent behind it, and "u" in full width. */
function foldedParts(character: string): readonly string[] {
  // By way of upper case, which makes "ss" of "ß".
  const plain = character.normalize('NFKD').toUpperCase().toLowerCase();
  return [...plain].filter((part) => part !== '+' && !INVISIBLE.test(part));
}

/**
 * The text without folded lines and characters that are not seen, which can stand even in the midst of
 * an escape; undefined if there is none.
 */
export function joined(view: View): View | undefined {
  const { text } = view;
  const builder = new ViewBuilder();
  let isLineBegun = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\r' || character === '\n') isLineBegun = true;
    else if (!/[ \t]/.test(character)) isLineBegun = false;
    if (!isLineBegun && !UNSEEN.test(character)) builder.add(character, partOf(view, at));
  }
  const read = builder.view();
  return read.text.length === text.length ? undefined : read;
}
