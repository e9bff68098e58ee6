/**
 * A text as it reads once something in it was decoded. For each of its characters (UTF-16 code units),
 * `from` and `to` say which part of the original text it comes from.
 */
export interface View {
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** A part of the original text, from its first character up to, without, `to`. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/** The part that the characters of a view come from, from one up to, without, `end`. */
export function partOf({ from, to }: View, start: number, end = start + 1): Part {
  return { from: from[start]!, to: to[end - 1]! };
}

/** One byte of an encoded text, and the part of the original text that spells it. */
export interface PlacedByte extends Part {
  readonly byte: number;
}

export function viewOf(text: string): View {
  const from = Array.from(text.split(''), (_unit, index) => index);
  return { text, from, to: from.map((index) => index + 1) };
}

/** Puts a view together, piece by piece. */
export class ViewBuilder {
  private readonly pieces: string[] = [];
  private readonly from: number[] = [];
  private readonly to: number[] = [];

  /** Adds a text that as a whole comes from that part of the original. */
  add(text: string, { from, to }: Part): void {
    this.pieces.push(text);
    for (let unit = 0; unit < text.length; unit++) {
      this.from.push(from);
      this.to.push(to);
    }
  }

  /** Adds bytes as UTF-8, and what is no UTF-8 as Latin-1. */
  addBytes(bytes: readonly PlacedByte[]): void {
    let at = 0;
    while (at < bytes.length) {
      const first = bytes[at]!;
      const length = utf8Length(bytes, at);
      const last = bytes[at + length - 1]!;
      const part = { from: first.from, to: last.to };
      this.add(String.fromCodePoint(codePoint(bytes, at, length)), part);
      at += length;
    }
  }

  view(): View {
    return { text: this.pieces.join(''), from: this.from, to: this.to };
  }
}

/** How many bytes the character takes that begins there: 1 for what is no UTF-8. */
function utf8Length(bytes: readonly PlacedByte[], at: number): number {
  const first = bytes[at]!.byte;
  const length = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
  for (let index = at + 1; index < at + length; index++) {
    const next = bytes[index]?.byte;
    if (next === undefined || (next & 0xc0) !== 0x80) return 1;
  }
  return codePoint(bytes, at, length) > 0x10ffff ? 1 : length;
}

function codePoint(bytes: readonly PlacedByte[], at: number, length: number): number {
  const first = bytes[at]!.byte;
  if (length === 1) return first;
  let point = first & (0xff >> (length + 1));
  for (let index = at + 1; index < at + length; index++) {
    point = (point << 6) | (bytes[index]!.byte & 0x3f);
  }
  return point;
}
