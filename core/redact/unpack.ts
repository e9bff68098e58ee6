import { ViewBuilder, type PlacedByte, type View } from './view';

/**
 * What a text holds in Base64 (also for URLs), in hexadecimal bytes and in decimal bytes. Where such a
 * text begins is not known, so it is read from each place at which it could: what is read from the wrong
 * one, and all that is no such text, comes out as noise.
 */
export function unpacked(view: View): View[] {
  return [...fromBase64(view), ...fromHex(view), fromDecimal(view)];
}

/** The value of one digit, and the part of the original text that spells it. */
interface Digit {
  readonly value: number;
  readonly from: number;
  to: number;
}

const BASE64 = new Map(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map(
    (character, value): [string, number] => [character, value],
  ),
);
BASE64.set('-', 62);
BASE64.set('_', 63);

/** Line breaks and quotation marks inside are passed over. */
function fromBase64({ text, from, to }: View): View[] {
  const digits: Digit[] = [];
  for (let at = 0; at < text.length; at++) {
    const value = BASE64.get(text.charAt(at));
    const last = digits.at(-1);
    if (value !== undefined) digits.push({ value, from: from[at]!, to: to[at]! });
    // The padding belongs to what it fills up.
    else if (text[at] === '=' && last?.to === from[at]) last!.to = to[at]!;
  }
  return [0, 1, 2, 3].map((start) => bytesView(digits, start, 6));
}

/** The bits of the digits from one on, cut into bytes. */
function bytesView(digits: readonly Digit[], start: number, bitsPerDigit: number): View {
  const bytes: PlacedByte[] = [];
  for (let bit = start * bitsPerDigit; bit + 8 <= digits.length * bitsPerDigit; bit += 8) {
    const first = Math.floor(bit / bitsPerDigit);
    const last = Math.floor((bit + 7) / bitsPerDigit);
    let bits = 0;
    for (let index = first; index <= last; index++) {
      bits = (bits << bitsPerDigit) | digits[index]!.value;
    }
    const surplus = (last + 1) * bitsPerDigit - (bit + 8);
    const byte = (bits >> surplus) & 0xff;
    bytes.push({ byte, from: digits[first]!.from, to: digits[last]!.to });
  }
  const builder = new ViewBuilder();
  builder.addBytes(bytes);
  return builder.view();
}

/** Pairs of digits, whatever stands between them: `41 42`, `41:42`, `\x41\x42`, `0x41, 0x42`, `41h`. */
function fromHex({ text, from, to }: View): View[] {
  const digits: Digit[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '0' && /[xX]/.test(text.charAt(at + 1))) continue;
    const value = /[0-9a-fA-F]/.test(text.charAt(at)) ? parseInt(text.charAt(at), 16) : undefined;
    if (value !== undefined) digits.push({ value, from: from[at]!, to: to[at]! });
  }
  return [0, 1].map((start) => bytesView(digits, start, 4));
}

/** Numbers up to 255, whatever stands between them: `[115, 51]`. */
function fromDecimal({ text, from, to }: View): View {
  const bytes: PlacedByte[] = [];
  for (const { 0: digits, index } of text.matchAll(/\d+/g)) {
    const byte = digits.length > 3 ? NaN : Number(digits);
    if (byte > 255 || Number.isNaN(byte)) continue;
    bytes.push({ byte, from: from[index]!, to: to[index + digits.length - 1]! });
  }
  const builder = new ViewBuilder();
  builder.addBytes(bytes);
  return builder.view();
}

const SHORTEST_PLAUSIBLE = 6;

/** What of an unpacked text could be text, and so could hold further escapes; the rest is noise. */
export function plausible({ text, from, to }: View): View {
  const builder = new ViewBuilder();
  for (const [index, run] of textRuns(text)) {
    if (run.length < SHORTEST_PLAUSIBLE || !isMostlyAscii(run)) continue;
    for (let at = index; at < index + run.length; at++) {
      // UTF-16 has one beside each ASCII character.
      if (text[at] !== '\u0000') builder.add(text.charAt(at), from[at]!, to[at]!);
    }
    builder.add(' ', to[index + run.length - 1]!, to[index + run.length - 1]!);
  }
  return builder.view();
}

/** The runs of characters that text is made of, in whichever UTF, and where each begins. */
function* textRuns(text: string): Generator<readonly [number, string]> {
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && isOfText(text.charCodeAt(at))) continue;
    if (at > start) yield [start, text.slice(start, at)];
    start = at + 1;
  }
}

function isOfText(code: number): boolean {
  const isControl = (code < 0x20 || (code > 0x7e && code < 0xa0)) && ![0, 9, 10, 13].includes(code);
  return !isControl;
}

function isMostlyAscii(run: string): boolean {
  let others = 0;
  for (let at = 0; at < run.length; at++) if (run.charCodeAt(at) > 0x7f) others++;
  return others * 4 <= run.length;
}
