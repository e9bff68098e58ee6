import { partOf, ViewBuilder, type PlacedByte, type View } from './view';

/** What an escape stands for: a text, or one byte of a character's UTF-8. */
interface Escape {
  /** Behind its last character. */
  readonly end: number;
  readonly text?: string;
  readonly byte?: number;
}

/** Reads the escape that begins there, if one of its kind does. */
export type EscapeReader = (text: string, at: number) => Escape | undefined;

/** Percent-encoding, backslashes, HTML entities, quoted-printable, and UTF-8 that was misread. */
export const ESCAPES: readonly EscapeReader[] = [
  percentEscape,
  backslashNumber,
  backslashSign,
  (text, at) => entity(text, at, ENTITY),
  (text, at) => entity(text, at, OPEN_ENTITY),
  quotedPrintable,
  misreadUtf8,
];

/**
 * The text with every escape of one kind replaced by what it stands for. What was escaped twice is
 * escaped once afterwards.
 *
 * @returns undefined if there is none in it
 */
export function unescaped(view: View, escapeAt: EscapeReader): View | undefined {
  const { text } = view;
  const builder = new ViewBuilder();
  let bytes: PlacedByte[] = [];
  let isChanged = false;
  let at = 0;
  const flush = () => {
    builder.addBytes(bytes);
    bytes = [];
  };
  while (at < text.length) {
    const escape = escapeAt(text, at);
    const end = escape?.end ?? at + 1;
    const place = partOf(view, at, end);
    if (escape !== undefined) isChanged = true;
    if (escape?.byte !== undefined) {
      bytes.push({ byte: escape.byte, ...place });
    } else {
      flush();
      builder.add(escape === undefined ? text.charAt(at) : (escape.text ?? ''), place);
    }
    at = end;
  }
  flush();
  return isChanged ? builder.view() : undefined;
}

function percentEscape(text: string, at: number): Escape | undefined {
  if (text[at] !== '%') return undefined;
  const unit = /^u([0-9a-f]{4})/i.exec(text.slice(at + 1, at + 6));
  if (unit !== null) return codeUnits(unit[1]!, at + 6);
  return hexByte(text, at + 1);
}

function quotedPrintable(text: string, at: number): Escape | undefined {
  if (text[at] !== '=') return undefined;
  const softBreak = /^\r?\n/.exec(text.slice(at + 1, at + 3));
  if (softBreak !== null) return { end: at + 1 + softBreak[0].length };
  return hexByte(text, at + 1);
}

function hexByte(text: string, at: number): Escape | undefined {
  const digits = /^[0-9a-f]{2}/i.exec(text.slice(at, at + 2))?.[0];
  return digits === undefined ? undefined : { end: at + 2, byte: parseInt(digits, 16) };
}

function codeUnits(digits: string, end: number): Escape {
  const code = parseInt(digits, 16);
  return { end, text: code > 0x10ffff ? '' : String.fromCodePoint(code) };
}

/** `\u{…}`, `\uXXXX`, `\x{…}`, `\xXX`, or three octal digits. */
const BACKSLASH_NUMBER =
  /^(?:[ux]\{([0-9a-f]{1,8})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([0-3][0-7]{2}))/i;
/** Python's; what is no character is `\uXXXX` in changed case, with further digits behind it. */
const LONG_BACKSLASH_NUMBER = /^U(00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})/;
const LONGEST_BACKSLASH_NUMBER = 11;

function backslashNumber(text: string, at: number): Escape | undefined {
  if (text[at] !== '\\') return undefined;
  const rest = text.slice(at + 1, at + 1 + LONGEST_BACKSLASH_NUMBER);
  const long = LONG_BACKSLASH_NUMBER.exec(rest);
  if (long !== null) return codeUnits(long[1]!, at + 1 + long[0].length);
  const [all = '', braced, unit, byte, octal] = BACKSLASH_NUMBER.exec(rest) ?? [];
  const end = at + 1 + all.length;
  const code = braced ?? unit;
  if (code !== undefined) return codeUnits(code, end);
  if (byte !== undefined) return { end, byte: parseInt(byte, 16) };
  return octal === undefined ? undefined : { end, byte: parseInt(octal, 8) };
}

/** A backslash in front of a sign stands for the sign, in front of a letter for a control character. */
function backslashSign(text: string, at: number): Escape | undefined {
  const next = text.charAt(at + 1);
  if (text[at] !== '\\' || next === '' || /[ux\d]/i.test(next)) return undefined;
  return { end: at + 2, text: /[abefnrtv\r\n]/i.test(next) ? ' ' : next };
}

/** Named, hexadecimal or decimal. */
const ENTITY = /^&(?:([a-z][a-z0-9]{1,31})|#x0{0,40}([0-9a-f]{1,6})|#0{0,40}(\d{1,7}));/i;
/** Those that browsers take also without the semicolon. */
const OPEN_ENTITY =
  /^&(?:(amp|lt|gt|quot|nbsp|shy)|#x0{0,40}([0-9a-f]{1,6})|#0{0,40}(\d{1,7}))(?!;)/i;
const LONGEST_ENTITY = 52;

/** By their names in lower case: the characters that can stand in a secret and are often escaped. */
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  ast: '*',
  bsol: '\\',
  colon: ':',
  comma: ',',
  commat: '@',
  dollar: '$',
  equals: '=',
  excl: '!',
  grave: '`',
  gt: '>',
  hat: '^',
  hyphen: '-',
  lbrace: '{',
  lbrack: '[',
  lcub: '{',
  lowbar: '_',
  lpar: '(',
  lsqb: '[',
  lt: '<',
  num: '#',
  percnt: '%',
  period: '.',
  plus: '+',
  quest: '?',
  quot: '"',
  rbrace: '}',
  rbrack: ']',
  rcub: '}',
  rpar: ')',
  rsqb: ']',
  semi: ';',
  sol: '/',
  szlig: 'ß',
  tilde: '~',
  verbar: '|',
  vert: '|',
};
/** Letters with an accent, which the search compares without it. */
const ACCENTED =
  /^([a-z]|ae|oe)(?:acute|breve|caron|cedil|circ|dot|grave|lig|macr|ogon|ring|slash|strok|tilde|uml)$/i;

function entity(text: string, at: number, form: RegExp): Escape | undefined {
  if (text[at] !== '&') return undefined;
  const found = form.exec(text.slice(at, at + LONGEST_ENTITY));
  if (found === null) return undefined;
  const [all, name, hex, decimal] = found;
  const end = at + all.length;
  if (name === undefined) return codeUnits(hex ?? Number(decimal).toString(16), end);
  // Of all other names, most stand for a sign that the search leaves out.
  return { end, text: ENTITIES[name.toLowerCase()] ?? ACCENTED.exec(name)?.[1] ?? ' ' };
}

/** UTF-8 in a header, which Node.js hands on as one character for each byte. */
function misreadUtf8(text: string, at: number): Escape | undefined {
  const first = text.charCodeAt(at);
  if (first < 0xc2 || first > 0xf4) return undefined;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const units = text.slice(at, at + length);
  if (units.length < length || !/^.[\u0080-\u00bf]+$/.test(units)) return undefined;
  return { end: at + length, text: Buffer.from(units, 'latin1').toString() };
}
