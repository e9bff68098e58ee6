const BASE = 31;
/** Bits; few enough to stay in a processor's cache, many enough to be mostly unset. */
const SLOTS = 1 << 23;

/** What a search does with each character: it is passed over, or compared as another one. */
export class Folding {
  static readonly PASSED_OVER = 0xffff;
  private readonly codes = new Uint16Array(0x10000);

  /** @param fold - one character in, one or none out. */
  constructor(fold: (character: string) => string) {
    for (let code = 0; code < this.codes.length; code++) {
      const folded = fold(String.fromCharCode(code));
      this.codes[code] = folded === '' ? Folding.PASSED_OVER : folded.charCodeAt(0);
    }
  }

  at(text: string, index: number): number {
    return this.codes[text.charCodeAt(index)] as number;
  }

  of(text: string): string {
    const codes = Array.from({ length: text.length }, (_, index) => this.at(text, index));
    return String.fromCharCode(...codes.filter((code) => code !== Folding.PASSED_OVER));
  }
}

/**
 * All runs of a fixed length of some texts, and in which of them each occurs. It looks through megabytes in
 * a fraction of a second: nearly every place is passed over by a look at a rolling hash.
 */
export class GramTable {
  private readonly owners = new Map<string, string[]>();
  private readonly occurring = new Uint32Array(SLOTS / 32);
  private readonly dropFactor: number;

  constructor(
    private readonly length: number,
    private readonly folding: Folding,
  ) {
    this.dropFactor = Array.from({ length }).reduce<number>((power) => Math.imul(power, BASE), 1);
  }

  add(owner: string, text: string): void {
    const folded = this.folding.of(text);
    for (let at = 0; at + this.length <= folded.length; at++) {
      const gram = folded.slice(at, at + this.length);
      const owners = this.owners.get(gram) ?? [];
      if (!owners.includes(owner)) this.owners.set(gram, [...owners, owner]);
      let hash = 0;
      for (let index = 0; index < gram.length; index++) {
        hash = (Math.imul(hash, BASE) + gram.charCodeAt(index)) | 0;
      }
      const slot = slotOf(hash);
      this.occurring[slot >>> 5] = (this.occurring[slot >>> 5] ?? 0) | (1 << (slot & 31));
    }
  }

  /** The owners of the runs in a text, each with the length of the longest that is there. */
  find(text: string): Map<string, number> {
    const longest = new Map<string, number>();
    let running = new Map<string, number>();
    const { length } = this;
    const window = new Uint16Array(length);
    let hash = 0;
    let seen = 0;
    for (let index = 0; index < text.length; index++) {
      const code = this.folding.at(text, index);
      if (code === Folding.PASSED_OVER) continue;
      const place = seen % length;
      const dropped = window[place] ?? 0;
      hash = (Math.imul(hash, BASE) + code - Math.imul(dropped, this.dropFactor)) | 0;
      window[place] = code;
      seen += 1;
      if (seen < length || !this.mayOccur(hash)) {
        if (running.size > 0) running = new Map();
        continue;
      }
      const start = seen % length;
      const gram = String.fromCharCode(...window.subarray(start), ...window.subarray(0, start));
      const next = new Map<string, number>();
      for (const owner of this.owners.get(gram) ?? []) {
        const characters = (running.get(owner) ?? length - 1) + 1;
        next.set(owner, characters);
        longest.set(owner, Math.max(characters, longest.get(owner) ?? 0));
      }
      running = next;
    }
    return longest;
  }

  private mayOccur(hash: number): boolean {
    const slot = slotOf(hash);
    return ((this.occurring[slot >>> 5] ?? 0) & (1 << (slot & 31))) !== 0;
  }
}

function slotOf(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> 9;
}
