import {
  decodedBytes,
  TEXT_DECODERS,
  unescapeEntities,
  unescapeBackslashes,
  unescapePercent,
} from './decoders';

/** So many consecutive characters of a secret or token count as a leak. */
export const LEAK_CHARACTERS = 8;

/** As many Base64 characters as eight bytes fix, wherever among the groups of three they begin. */
const FIXED_BASE64_CHARACTERS = 10;
/** Form-encoded, eight characters take more bytes, of which fewer tell one secret from another. */
const FIXED_FORM_BASE64_CHARACTERS = 16;

const INVISIBLE = /[\s\p{Cc}\p{Cf}]/gu;

/** Codes in codes: a Base64 text whose content is percent-encoded, and the like. */
const DEEPEST_NESTING = 2;

/** A text that must not be found. */
export interface Needle {
  readonly id: string;
  readonly text: string;
}

export interface Hit {
  /** The needle's. */
  readonly id: string;
  /** Consecutive characters of the needle that were there; 8 or more, for Base64 about so many. */
  readonly characters: number;
  /** By which decodings the characters came to light; empty if they were in plain sight. */
  readonly decodedBy: string;
}

/**
 * Finds secrets and tokens in a text, however they are quoted: escaped, encoded in Base64 or hex, in
 * another case, broken by line ends or soft hyphens, cut off. It decodes the text in every way it knows
 * and compares eight characters at a time, while what it judges encodes the secret. It shares no code
 * with that on purpose: a form that the one has forgotten, the other one must not forget as well.
 */
export class LeakDetector {
  private readonly plain = new GramTable(LEAK_CHARACTERS);
  /** Base64 whose case was changed cannot be decoded, so its characters are compared instead. */
  private readonly base64 = new GramTable(FIXED_BASE64_CHARACTERS);
  private readonly formBase64 = new GramTable(FIXED_FORM_BASE64_CHARACTERS);

  /** @throws {Error} for a needle that is too short to be told from any other text. */
  constructor(needles: readonly Needle[]) {
    for (const { id, text } of needles) {
      const folded = fold(text);
      if (folded.length < LEAK_CHARACTERS) throw new Error(`The needle ${id} is too short.`);
      this.plain.add(id, folded);
      for (const fixed of fixedBase64(text)) this.base64.add(id, foldBase64(fixed));
      // In a Basic header, what is encoded is form-encoded first (RFC 6749 section 2.3.1).
      const form = new URLSearchParams({ s: text }).toString().slice(2);
      for (const fixed of fixedBase64(form)) this.formBase64.add(id, foldBase64(fixed));
    }
  }

  /** What was found: each needle once, with its longest run of characters. */
  search(text: string): Hit[] {
    const hits = new Map<string, Hit>();
    this.searchDecoded(text, '', 0, hits);
    // A line break in the midst of an escape keeps that from being read.
    const unbroken = text.replace(INVISIBLE, '');
    if (unbroken !== text) this.searchDecoded(unbroken, 'unbroken', 0, hits);
    return [...hits.values()];
  }

  private searchDecoded(text: string, path: string, depth: number, hits: Map<string, Hit>): void {
    for (const [view, decoder] of viewsOf(text)) {
      const decodedBy = [path, decoder].filter(Boolean).join(' > ');
      const note = (found: ReadonlyMap<string, number>, how: string) => {
        for (const [id, characters] of found) {
          if ((hits.get(id)?.characters ?? 0) >= characters) continue;
          hits.set(id, { id, characters, decodedBy: how });
        }
      };
      note(this.plain.find(fold(view)), decodedBy);
      const inAnotherCase = [decodedBy, 'base64 in another case'].filter(Boolean).join(' > ');
      const folded = foldBase64(view);
      for (const table of [this.base64, this.formBase64]) {
        note(inCharacters(table.find(folded)), inAnotherCase);
      }
      if (depth === DEEPEST_NESTING) continue;
      for (const { name, bytes } of decodedBytes(view)) {
        const readable = readableParts(bytes);
        const nextPath = [decodedBy, name].filter(Boolean).join(' > ');
        if (readable !== '') this.searchDecoded(readable, nextPath, depth + 1, hits);
      }
    }
  }
}

/** Six bits a character. */
function inCharacters(base64Characters: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(
    [...base64Characters].map(([id, length]) => [id, Math.floor((length * 6) / 8)] as const),
  );
}

/** The text as it is and as each decoder, and all of them in turn, read it; no reading twice. */
function viewsOf(text: string): Map<string, string> {
  const views = new Map([[text, '']]);
  const add = (view: string, name: string) => {
    if (!views.has(view)) views.set(view, name);
  };
  for (const { name, decode } of TEXT_DECODERS) {
    let view = text;
    for (let times = 0; times < 3; times++) {
      const next = decode(view);
      if (next === view) break;
      view = next;
      add(view, name);
    }
  }
  let view = text;
  for (let times = 0; times < 4; times++) {
    const next = unescapePercent(unescapeEntities(unescapeBackslashes(view)));
    if (next === view) break;
    view = next;
    add(view, 'escapes');
  }
  return views;
}

/**
 * What does not tell one secret from another is left out: case, spaces (and `+`, which stands for one in
 * forms), control and invisible characters, and tags that only break lines.
 */
function fold(text: string): string {
  return text
    .replace(/<\/?w?br ?\/?>/gi, '')
    .replace(/[\s\p{Cc}\p{Cf}+]/gu, '')
    .toLowerCase();
}

function foldBase64(text: string): string {
  return text.replace(INVISIBLE, '').replace(/-/g, '+').replace(/_/g, '/').toLowerCase();
}

/** The characters that a text fixes in Base64, for each of the three places at which it can begin. */
function fixedBase64(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from('\0'.repeat(before) + text)
      .toString('base64')
      .replace(/=+$/, '');
    const bits = 8 * (before + Buffer.byteLength(text));
    return encoded.slice(Math.ceil((8 * before) / 6), Math.floor(bits / 6));
  });
}

/** What of decoded bytes can be a text. Random bytes hardly ever hold eight printable ones in a row. */
function readableParts(bytes: Buffer): string {
  const parts = bytes.toString('utf8').match(/[\x20-\x7e\s\xad]{8,}/g) ?? [];
  return parts.join('\uffff');
}

/** All runs of a fixed length of some texts, and in which of them each occurs. */
class GramTable {
  private static readonly BASE = 31;
  private readonly owners = new Map<string, string[]>();
  /** Hashes that occur, so that nearly all places of a long text are passed over without a look-up. */
  private readonly occurring = new Uint8Array(1 << 20);
  private readonly dropFactor: number;

  constructor(private readonly length: number) {
    this.dropFactor = Array.from({ length }).reduce<number>(
      (power) => Math.imul(power, GramTable.BASE),
      1,
    );
  }

  add(owner: string, text: string): void {
    for (let at = 0; at + this.length <= text.length; at++) {
      const gram = text.slice(at, at + this.length);
      const owners = this.owners.get(gram) ?? [];
      if (!owners.includes(owner)) this.owners.set(gram, [...owners, owner]);
      this.occurring[this.slotOf(this.hash(gram))] = 1;
    }
  }

  /** The owners of the runs in a text, each with the longest that is there. */
  find(text: string): Map<string, number> {
    const longest = new Map<string, number>();
    let running = new Map<string, number>();
    let hash = this.hash(text.slice(0, this.length));
    for (let end = this.length; end <= text.length; end++) {
      if (end > this.length) {
        hash =
          (Math.imul(hash, GramTable.BASE) +
            text.charCodeAt(end - 1) -
            Math.imul(text.charCodeAt(end - 1 - this.length), this.dropFactor)) |
          0;
      }
      if (this.occurring[this.slotOf(hash)] === 0) {
        if (running.size > 0) running = new Map();
        continue;
      }
      const next = new Map<string, number>();
      for (const owner of this.owners.get(text.slice(end - this.length, end)) ?? []) {
        const characters = (running.get(owner) ?? this.length - 1) + 1;
        next.set(owner, characters);
        longest.set(owner, Math.max(characters, longest.get(owner) ?? 0));
      }
      running = next;
    }
    return longest;
  }

  private hash(text: string): number {
    let hash = 0;
    for (let at = 0; at < text.length; at++) {
      hash = (Math.imul(hash, GramTable.BASE) + text.charCodeAt(at)) | 0;
    }
    return hash;
  }

  private slotOf(hash: number): number {
    return (hash ^ (hash >>> 17)) & (this.occurring.length - 1);
  }
}
