/** Reads one kind of escape in a text, and leaves what is none of it as it is. */
export interface TextDecoder {
  readonly name: string;
  decode(text: string): string;
}

/** The named entities of HTML that stand for what occurs in secrets, and for what is invisible. */
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
  lbrace: '{',
  lbrack: '[',
  lcub: '{',
  lowbar: '_',
  lpar: '(',
  lsqb: '[',
  lt: '<',
  nbsp: ' ',
  newline: '\n',
  num: '#',
  percnt: '%',
  period: '.',
  plus: '+',
  quest: '?',
  quot: '"',
  rcub: '}',
  rpar: ')',
  rsqb: ']',
  semi: ';',
  shy: '\u00ad',
  sol: '/',
  tab: '\t',
  verbar: '|',
  zerowidthspace: '\u200b',
};

const CONTROLS: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Escapes of JSON, JavaScript, C and shells: `\/`, `\u002f`, `\u{2f}`, `\x2f`, `\057`. */
export function unescapeBackslashes(text: string): string {
  return text.replace(
    /\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([0-3][0-7]{2})|([^]))/gi,
    (whole, braced, four, two, octal, single: string) => {
      const hex = (braced ?? four ?? two) as string | undefined;
      if (hex !== undefined) return characterOf(parseInt(hex, 16), whole);
      if (octal !== undefined) return characterOf(parseInt(octal as string, 8), whole);
      return CONTROLS[single] ?? single;
    },
  );
}

/** Character references of HTML and XML: `&#47;`, `&#x2f;`, `&sol;`, also without the semicolon. */
export function unescapeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,8});?|#x([0-9a-f]{1,8});?|([a-z]{2,20});|(amp|lt|gt|quot|shy))/gi,
    (whole, decimal, hex, named, unclosed) => {
      if (decimal !== undefined) return characterOf(Number(decimal), whole);
      if (hex !== undefined) return characterOf(parseInt(hex as string, 16), whole);
      return ENTITIES[((named ?? unclosed) as string).toLowerCase()] ?? whole;
    },
  );
}

/** Percent-encoding, in any case, and the `%u002f` of older JavaScript. */
export function unescapePercent(text: string): string {
  return text
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
      const bytes = Buffer.from(run.replace(/%/g, ''), 'hex');
      const text = bytes.toString('utf8');
      return text.includes('\ufffd') ? bytes.toString('latin1') : text;
    })
    .replace(/%u([0-9a-f]{4})/gi, (whole, hex: string) => characterOf(parseInt(hex, 16), whole));
}

/** Quoted-printable (RFC 2045 section 6.7), as mails have it. */
function unescapeQuotedPrintable(text: string): string {
  return text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9a-f]{2})/gi, (whole, hex: string) => characterOf(parseInt(hex, 16), whole));
}

export const TEXT_DECODERS: readonly TextDecoder[] = [
  { name: 'backslashes', decode: unescapeBackslashes },
  { name: 'entities', decode: unescapeEntities },
  { name: 'percent', decode: unescapePercent },
  { name: 'quoted-printable', decode: unescapeQuotedPrintable },
];

export interface DecodedBytes {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What the longer codes of a text stand for: Base64, hexadecimal, and lists of byte values. */
export function decodedBytes(text: string): DecodedBytes[] {
  return [
    ...decodedBase64(text),
    { name: 'hex', bytes: decodedHex(text) },
    { name: 'byte values', bytes: decodedByteValues(text) },
  ].filter(({ bytes }) => bytes.length > 0);
}

const BETWEEN = Buffer.from([0]);

/** Where a code begins cannot be told, so it is read from each of four places. */
function decodedBase64(text: string): DecodedBytes[] {
  const runs = text.replace(/[\s\p{Cc}\p{Cf}]/gu, '').match(/[A-Za-z0-9+/_-]{11,}/g) ?? [];
  return [0, 1, 2, 3].map((skipped) => ({
    name: 'base64',
    // Node reads the alphabet of addresses as well.
    bytes: Buffer.concat(
      runs.flatMap((run) => [Buffer.from(run.slice(skipped), 'base64'), BETWEEN]),
    ),
  }));
}

function decodedHex(text: string): Buffer {
  const runs = text.replace(/\\x|0x|[\s\p{Cc}\p{Cf}:,;%=_-]/giu, '').match(/[0-9a-f]{16,}/gi) ?? [];
  return Buffer.concat(
    runs.flatMap((run) => [
      Buffer.from(run, 'hex'),
      BETWEEN,
      Buffer.from(run.slice(1), 'hex'),
      BETWEEN,
    ]),
  );
}

function decodedByteValues(text: string): Buffer {
  const runs = text.match(/\d{1,3}(?:[,;\s]{1,8}\d{1,3}){7,}/g) ?? [];
  return Buffer.concat(
    runs.flatMap((run) => [
      Buffer.from((run.match(/\d+/g) ?? []).map(Number).filter((value) => value < 256)),
      BETWEEN,
    ]),
  );
}

function characterOf(codePoint: number, otherwise: string): string {
  return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : otherwise;
}
