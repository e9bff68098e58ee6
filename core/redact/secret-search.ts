import { folded, joined, type Folded } from './fold';
import { ESCAPES, unescaped } from './unescape';
import { plausible, unpacked } from './unpack';
import { partOf, viewOf, type Part, type View } from './view';

/** This many consecutive characters of a secret are never shown. */
const SHORTEST_PIECE = 8;
/** Half a secret is never shown either; fewer characters than this are found in any sentence. */
const SHORTEST_HALF = 6;
/** Eight bytes in Base64, without those characters that their neighbours have a share in. */
const SHORTEST_BASE64_PIECE = 10;
/** Shorter ones are found in any sentence, so they are not cut out of it. */
const SHORTEST_REPLACEABLE = 4;
/** No server takes longer headers. Of a longer secret, so many characters at either end are looked for. */
const LONGEST_END = 8_192;

/** No quotation can be read in more ways, except one that is made to pass. */
const MOST_READINGS = 200;
/** No quotation is packed more often. */
const MOST_PACKINGS = 3;
/** In characters, over all readings of a text. A text that takes more was made to. */
const MOST_WORK = 600_000;

const STEPS: readonly ((view: View) => View | undefined)[] = [
  joined,
  ...ESCAPES.map((escape) => (view: View) => unescaped(view, escape)),
];

/** Pieces to look for, by their length. */
type Pieces = Map<number, Set<string>>;

/** The pieces of one secret or more, in each form in which texts are compared. */
interface Wanted {
  readonly exact: Pieces;
  readonly visible: Pieces;
  readonly letters: Pieces;
}

/**
 * Looks for secrets, and for pieces of them, in a text that quotes them in whatever encoding: it decodes
 * the text step by step, keeps in mind where everything stood, and compares each step without regard
 * to case, accents, white space and invisible characters.
 */
export class SecretSearch {
  private readonly wanted: Wanted = { exact: new Map(), visible: new Map(), letters: new Map() };
  /** Too short to be cut out without harm. */
  private readonly tooShort: readonly string[];

  constructor(secrets: readonly string[]) {
    const present = [...new Set(secrets)].filter((secret) => secret !== '');
    this.tooShort = present.filter(({ length }) => length < SHORTEST_REPLACEABLE);
    for (const secret of present) {
      if (secret.length >= SHORTEST_REPLACEABLE) for (const end of endsOf(secret)) this.want(end);
    }
  }

  /**
   * Where the text quotes a secret.
   *
   * @returns undefined if the text cannot be shown at all: it holds a secret that is too short to be cut
   *   out, or more layers of encoding than anybody needs.
   */
  in(text: string): Part[] | undefined {
    const parts: Part[] = [];
    let work = 0;
    const look = (view: View): boolean => {
      work += view.text.length;
      this.collect(view, parts);
      return work <= MOST_WORK;
    };
    let views = [viewOf(text)];
    for (let packings = 0; packings <= MOST_PACKINGS; packings++) {
      const contents: View[] = [];
      for (const view of views) {
        const { all, plain, isComplete } = readingsOf(view);
        if (!isComplete || !all.every(look)) return undefined;
        if (packings === 0 && all.some((reading) => this.hasShort(reading.text))) return undefined;
        for (const reading of new Set([view, ...plain])) contents.push(...unpacked(reading));
      }
      if (!contents.every(look)) return undefined;
      views = contents.map(plausible).filter((content) => content.text !== '');
    }
    return parts;
  }

  private want(secret: string): void {
    // As it travels, since half a character cannot.
    for (const sent of new Set([secret, Buffer.from(secret).toString()])) {
      const view = viewOf(sent);
      for (const { text } of new Set([view, ...readingsOf(view).plain])) {
        if (text.length < SHORTEST_REPLACEABLE) continue;
        const { exact, visible, letters } = folded(viewOf(text));
        addPieces(this.wanted.exact, exact.text);
        if (visible.text.length >= SHORTEST_REPLACEABLE) {
          addPieces(this.wanted.visible, visible.text);
        }
        addRuns(this.wanted.letters, letters.text, SHORTEST_PIECE);
      }
    }
    // A host name in Punycode holds the ASCII characters in their order.
    addRuns(this.wanted.letters, lettersOf(secret.replace(/\P{ASCII}/gu, '')), SHORTEST_PIECE);
    for (const base64 of base64FormsOf(secret)) {
      addRuns(this.wanted.letters, lettersOf(base64), SHORTEST_BASE64_PIECE);
    }
  }

  private collect(view: View, parts: Part[]): void {
    const { exact, visible, letters } = folded(view);
    findPieces(this.wanted.exact, exact, parts);
    findPieces(this.wanted.visible, visible, parts);
    findPieces(this.wanted.letters, letters, parts);
  }

  private hasShort(text: string): boolean {
    const plain = text.toLowerCase();
    return this.tooShort.some((secret) => {
      const bytes = Buffer.from(secret);
      return (
        plain.includes(secret.toLowerCase()) ||
        plain.includes(bytes.toString('hex')) ||
        text.includes(bytes.toString('base64'))
      );
    });
  }
}

interface Readings {
  /** The text as it stands, and as it reads after each step of decoding. */
  readonly all: readonly View[];
  /** Those that hold no escape any more. */
  readonly plain: readonly View[];
  /** `false` if there are more than anybody needs. */
  readonly isComplete: boolean;
}

/**
 * How a text can be read. Escapes of several kinds may be escaped by each other in any order, and one
 * kind may look like another, so they are decoded one kind at a time, in every order.
 */
function readingsOf(view: View): Readings {
  const all = new Map([[view.text, view]]);
  const plain: View[] = [];
  let work = 0;
  // A map hands out what is added to it meanwhile.
  for (const reading of all.values()) {
    const next = STEPS.map((step) => step(reading)).filter((read) => read !== undefined);
    if (next.length === 0) plain.push(reading);
    for (const read of next) if (!all.has(read.text)) all.set(read.text, read);
    work += reading.text.length;
    if (all.size > MOST_READINGS || work > MOST_WORK) {
      return { all: [...all.values()], plain, isComplete: false };
    }
  }
  return { all: [...all.values()], plain, isComplete: true };
}

function endsOf(secret: string): string[] {
  return secret.length <= 2 * LONGEST_END
    ? [secret]
    : [secret.slice(0, LONGEST_END), secret.slice(-LONGEST_END)];
}

function lettersOf(text: string): string {
  return folded(viewOf(text)).letters.text;
}

/**
 * The Base64 of a secret, wherever in a longer text it begins, without the characters that hold bits of
 * its neighbours. It cannot be decoded any more once its case is changed, as in the name of a host.
 */
function base64FormsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url');
    const isOpenEnded = (offset + bytes.length) % 3 !== 0;
    return encoded.slice([0, 2, 3][offset], isOpenEnded ? -1 : undefined);
  });
}

/** The runs of a secret that give it away; the whole of a short one, and the halves of a longer one. */
function addPieces(pieces: Pieces, text: string): void {
  const half = Math.min(text.length, Math.max(SHORTEST_HALF, Math.ceil(text.length / 2)));
  for (let length = half; length < SHORTEST_PIECE && length <= text.length; length++) {
    addPiece(pieces, text.slice(0, length));
    addPiece(pieces, text.slice(-length));
  }
  addRuns(pieces, text, SHORTEST_PIECE);
}

function addRuns(pieces: Pieces, text: string, length: number): void {
  for (let at = 0; at + length <= text.length; at++) addPiece(pieces, text.slice(at, at + length));
}

function addPiece(pieces: Pieces, piece: string): void {
  if (piece === '') return;
  const ofLength = pieces.get(piece.length);
  if (ofLength === undefined) pieces.set(piece.length, new Set([piece]));
  else ofLength.add(piece);
}

function findPieces(pieces: Pieces, view: Folded, parts: Part[]): void {
  const { text } = view;
  for (const [length, wanted] of pieces) {
    for (let at = 0; at + length <= text.length; at++) {
      if (!wanted.has(text.slice(at, at + length))) continue;
      parts.push(partOf(view, at, at + length));
    }
  }
}
