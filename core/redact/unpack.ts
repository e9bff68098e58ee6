import { partOf, ViewBuilder, type Part, type PlacedByte, type View } from './view';

/**
 * What a text holds in Base64 (also for URLs), in hexadecimal bytes and in decimal bytes. Where such a
 * text begins is not known, so it is read from each place at which it could: what is read from the wrong
 * one, and all that is no such text, comes out as noise.
 */
export function unpacked(view: View): View[] {
  return [...fromBase64(view), ...fromHex(view), fromDecimal(view)];
}

/** The value of one digit, and the part of the original text that spells it. */
interface Digit extends Part {
  readonly value: number;
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
function fromBase64(view: View): View[] {
  const { text } = view;
  const digits: Digit[] = [];
  for (let at = 0; at < text.length; at++) {
    const value = BASE64.get(text.charAt(at));
    const last = digits.at(-1);
    const { from, to } = partOf(view, at);
    if (value !== undefined) digits.push({ value, from, to });
    // The padding belongs to what it fills up.
    else if (text[at] === '=' && last?.to === from) last.to = to;
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
  return viewOfBytes(bytes);
}

/** Pairs of digits, whatever stands between them: `41 42`, `41:42`, `\x41\x42`, `0x41, 0x42`, `41h`. */
function fromHex(view: View): View[] {
  const { text } = view;
  const digits: Digit[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '0' && /[xX]/.test(text.charAt(at + 1))) continue;
    const value = /[0-9a-fA-F]/.test(text.charAt(at)) ? parseInt(text.charAt(at), 16) : undefined;
    if (value !== undefined) digits.push({ value, ...partOf(view, at) });
  }
  return [0, 1].map((start) => bytesView(digits, start, 4));
}

/** Numbers up to 255, whatever stands between them: `[115, 51]`. */
function fromDecimal(view: View): View {
  const bytes: PlacedByte[] = [];
  for (const { 0: digits, index } of view.text.matchAll(/\d+/g)) {
    const byte = digits.length > 3 ? NaN : Number(digits);
    if (byte > 255 || Number.isNaN(byte)) continue;
    bytes.push({ byte, ...partOf(view, index, index + digits.length) });
  }
  return viewOfBytes(bytes);
}

function viewOfBytes(bytes: readonly PlacedByte[]): View {
  const builder = new ViewBuilder();
  // UTF-16 has a zero beside each ASCII character.
  builder.addBytes(bytes.filter(({ byte }) => byte !== 0));
  return builder.view();
}

const SHORTEST_PLAUSIBLE = 6;

/** What of an unpacked text could be text, and so could hold further escapes; the rest is noise. */
export function plausible(view: View): View {
  const { text } = view;
  const builder = new ViewBuilder();
  for (const { 0: run, index } of text.matchAll(/(?:[\t\r\n]|\P{Cc})+/gu)) {
    if (run.length < SHORTEST_PLAUSIBLE || !isMostlyAscii(run)) continue;
    for (let at = index; at < index + run.length; at++) {
      builder.add(text.charAt(at), partOf(view, at));
    }
    const { to } = partOf(view, index, index + run.length);
    builder.add(' ', { from: to, to });
  }
  return builder.view();
}

function isMostlyAscii(run: string): boolean {
  const others = [...run.matchAll(/\P{ASCII}/gu)].length;
  return others * 4 <= run.length;
}
