import {
  decodedBytes,
  TEXT_DECODERS,
  unescapeEntities,
  unescapeBackslashes,
  unescapePercent,
} from './decoders';
import { Folding, GramTable } from './gram-table';

/** So many consecutive characters of a secret or token count as a leak. */
export const LEAK_CHARACTERS = 8;

/** As many Base64 characters as eight bytes fix, wherever among the groups of three they begin. */
const FIXED_BASE64_CHARACTERS = 10;
/** Form-encoded, eight characters take more bytes, of which fewer tell one secret from another. */
const FIXED_FORM_BASE64_CHARACTERS = 16;

const INVISIBLE = /[\s\p{Cc}\p{Cf}]/gu;
const BROKEN_ESCAPE =
  /(?:\\[ux]?[0-9a-f]{0,4}|&#?x?[0-9a-z]{0,8}|%[0-9a-f]?)[\s\p{Cc}\p{Cf}]{1,8}[0-9a-zux#;]/giu;
/** Longer than a secret of which every character is quoted. */
const SURROUNDINGS = 400;
/** Before the id of what stands for a form-encoded secret. */
const FORM = 'form:';
/** Tags that only break lines. */
const BREAK_TAGS = /<\/?w?br ?\/?>/gi;

/**
 * What does not tell one secret from another is passed over: case, spaces (and `+`, which stands for one in
 * forms), control and invisible characters.
 */
const PLAIN_TEXT = new Folding((character) =>
  character.replace(/[\s\p{Cc}\p{Cf}+]/gu, '').toLowerCase(),
);

/** Both alphabets are one; whatever breaks lines is passed over. */
const BASE64_TEXT = new Folding((character) =>
  character.replace(INVISIBLE, '').replace('-', '+').replace('_', '/').toLowerCase(),
);

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
  private readonly plain = new GramTable(LEAK_CHARACTERS, PLAIN_TEXT);
  /** Base64 whose case was changed cannot be decoded, so its characters are compared instead. */
  private readonly base64 = new GramTable(FIXED_BASE64_CHARACTERS, BASE64_TEXT);

  /** @throws {Error} for a needle that is too short to be told from any other text. */
  constructor(needles: readonly Needle[]) {
    for (const { id, text } of needles) {
      if (PLAIN_TEXT.of(text).length < LEAK_CHARACTERS) {
        throw new Error(`The needle ${id} is too short.`);
      }
      this.plain.add(id, text);
      for (const fixed of fixedBase64(text)) this.base64.add(id, fixed);
      // In a Basic header, what is encoded is form-encoded first (RFC 6749 section 2.3.1).
      const form = new URLSearchParams({ s: text }).toString().slice(2);
      for (const fixed of fixedBase64(form)) this.base64.add(FORM + id, fixed);
    }
  }

  /** What was found: each needle once, with its longest run of characters. */
  search(text: string): Hit[] {
    const hits = new Map<string, Hit>();
    this.searchDecoded(text, '', 0, hits);
    const unbroken = aroundBrokenEscapes(text);
    if (unbroken !== '') this.searchDecoded(unbroken, 'unbroken', 0, hits);
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
      note(this.plain.find(view.replace(BREAK_TAGS, '')), decodedBy);
      const inAnotherCase = [decodedBy, 'base64 in another case'].filter(Boolean).join(' > ');
      note(inCharacters(this.base64.find(view)), inAnotherCase);
      if (depth === DEEPEST_NESTING) continue;
      for (const { name, bytes } of decodedBytes(view)) {
        const readable = readableParts(bytes);
        const nextPath = [decodedBy, name].filter(Boolean).join(' > ');
        if (readable !== '') this.searchDecoded(readable, nextPath, depth + 1, hits);
      }
    }
  }
}

/** Six bits a character. What was form-encoded must be longer to count. */
function inCharacters(base64Characters: ReadonlyMap<string, number>): Map<string, number> {
  const found = new Map<string, number>();
  for (const [owner, length] of base64Characters) {
    const isForm = owner.startsWith(FORM);
    if (isForm && length < FIXED_FORM_BASE64_CHARACTERS) continue;
    const id = isForm ? owner.slice(FORM.length) : owner;
    found.set(id, Math.max(found.get(id) ?? 0, Math.floor((length * 6) / 8)));
  }
  return found;
}

/**
 * The surroundings of escapes in whose midst a line breaks, without the breaks, which keep them from being
 * read; elsewhere, breaks do no harm.
 */
function aroundBrokenEscapes(text: string): string {
  const parts: string[] = [];
  let [start, end] = [0, 0];
  for (const { index } of text.matchAll(BROKEN_ESCAPE)) {
    if (index - SURROUNDINGS > end) {
      parts.push(text.slice(start, end));
      start = index - SURROUNDINGS;
    }
    end = index + SURROUNDINGS;
  }
  parts.push(text.slice(start, end));
  return parts
    .filter(Boolean)
    .map((part) => part.replace(INVISIBLE, ''))
    .join('\uffff');
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
