import fc from 'fast-check';

/** A way in which a server writes down what it was sent. */
export interface Quoting {
  readonly name: string;
  readonly write: (text: string) => fc.Arbitrary<string>;
}

const always = (name: string, write: (text: string) => string): Quoting => ({
  name,
  write: (text) => fc.constant(write(text)),
});

/** Writes each character in one of several ways. */
const eachCharacter = (
  name: string,
  ways: readonly ((character: string) => string)[],
  split: (text: string) => string[] = (text) => [...text],
): Quoting => ({
  name,
  write: (text) =>
    fc
      .tuple(
        ...split(text).map((character) =>
          fc.nat(ways.length - 1).map((way) => ways[way]!(character)),
        ),
      )
      .map((characters) => characters.join('')),
});

/** Puts something between the characters of a text, in some places. */
const interrupted = (name: string, something: string): Quoting => ({
  name,
  write: (text) =>
    fc
      .array(fc.nat(text.length), { minLength: 1, maxLength: 6 })
      .map((places) =>
        [...text].map((character, at) => (places.includes(at) ? something + character : character)),
      )
      .map((characters) => characters.join('')),
});

const hexOf = (text: string) => Buffer.from(text).toString('hex');
const pairs = (hex: string) => hex.match(/../g) ?? [];
const percent = (text: string) =>
  pairs(hexOf(text))
    .map((pair) => `%${pair}`)
    .join('');
const unit = (text: string) =>
  [...Array(text.length).keys()]
    .map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
const point = (character: string) => character.codePointAt(0)!;
const same = (text: string) => text;
const upper = (text: string) => text.toUpperCase();

export const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '/': '&sol;',
  '+': '&plus;',
  '=': '&equals;',
  ü: '&uuml;',
};

/** In changed case a text can still be read, unless it is packed; so these come first or not at all. */
export const CASES: readonly Quoting[] = [
  always('upper case', upper),
  always('lower case', (text) => text.toLowerCase()),
  eachCharacter('mixed case', [upper, (text) => text.toLowerCase()]),
];

export const ESCAPES: readonly Quoting[] = [
  always('JSON', (text) => JSON.stringify(text).slice(1, -1)),
  always('JSON with escaped slashes', (text) =>
    JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
  ),
  always('Unicode escapes', unit),
  always('Unicode escapes in capitals', (text) =>
    unit(text).replace(/[0-9a-f]{4}/g, (digits) => digits.toUpperCase()),
  ),
  eachCharacter('Unicode escapes here and there', [same, unit]),
  eachCharacter('hexadecimal escapes here and there', [
    same,
    (text) =>
      pairs(hexOf(text))
        .map((pair) => `\\x${pair}`)
        .join(''),
  ]),
  always('octal escapes', (text) =>
    [...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  ),
  eachCharacter('named entities', [(text) => NAMED[text] ?? text]),
  eachCharacter('decimal entities', [
    same,
    (text) => `&#${point(text)};`,
    (text) => `&#000${point(text)};`,
  ]),
  eachCharacter('hexadecimal entities', [
    same,
    (text) => `&#x${point(text).toString(16)};`,
    (text) => `&#X0000${upper(point(text).toString(16))};`,
  ]),
  always('entities without a semicolon', (text) =>
    [...text].map((character) => `&#${point(character)}`).join(''),
  ),
  {
    name: 'entities without a semicolon here and there',
    write: (text) =>
      fc
        .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
        .map((choices) =>
          [...text].map((character, at, all) => {
            // Browsers read further digits as a part of it.
            const isEscaped = choices[at] && !/\d/.test(all[at + 1] ?? '');
            return isEscaped ? `&#${point(character)}` : character;
          }),
        )
        .map((characters) => characters.join('')),
  },
  eachCharacter('quoted-printable here and there', [
    same,
    (text) =>
      pairs(hexOf(text))
        .map((pair) => `=${upper(pair)}`)
        .join(''),
  ]),
  eachCharacter('percent-encoding here and there', [same, percent, (text) => upper(percent(text))]),
  always('percent-encoding', percent),
  always('percent-encoding twice', (text) => encodeURIComponent(percent(text))),
  always('an address', (text) => encodeURIComponent(text)),
  always('a form', (text) => new URLSearchParams([['', text]]).toString().slice(1)),
  always('quoted-printable', (text) =>
    pairs(hexOf(text))
      .map((pair, at) => `=${upper(pair)}${at % 20 === 19 ? '=\r\n' : ''}`)
      .join(''),
  ),
  always('UTF-8 read as Latin-1', (text) => Buffer.from(text).toString('latin1')),
];

export const PACKINGS: readonly Quoting[] = [
  ...(['', 'i', 'id', 'id:'] as const).flatMap((before) => [
    always(`Base64 behind ${before}`, (text) => Buffer.from(before + text).toString('base64')),
    always(`Base64 for URLs behind ${before}`, (text) =>
      Buffer.from(`${before}${text}, he said`).toString('base64url'),
    ),
  ]),
  always('Base64 in lines', (text) =>
    (
      Buffer.from(text)
        .toString('base64')
        .match(/.{1,20}/g) ?? []
    ).join('\r\n'),
  ),
  always('Base64 of UTF-16', (text) => Buffer.from(text, 'utf16le').toString('base64')),
  always('hexadecimal', hexOf),
  always('hexadecimal in capitals', (text) => upper(hexOf(text))),
  always('hexadecimal with blanks', (text) => pairs(hexOf(text)).join(' ')),
  always('hexadecimal with colons', (text) => pairs(hexOf(text)).join(':')),
  always('hexadecimal numbers', (text) =>
    pairs(hexOf(text))
      .map((pair) => `0x${pair}`)
      .join(', '),
  ),
  always('a list of bytes', (text) => JSON.stringify([...Buffer.from(text)])),
];

export const FOLDINGS: readonly Quoting[] = [
  interrupted('a line break', '\n'),
  interrupted('a folded line', '\r\n '),
  interrupted('a soft hyphen', '\u00ad'),
  interrupted('a zero-width space', '\u200b'),
  interrupted('a byte order mark', '\ufeff'),
  interrupted('a word joiner', '\u2060'),
];

/** All pieces of a secret that would give it away. */
export function telling(secret: string): string[] {
  const characters = visible(secret);
  return [...Array(Math.max(0, characters.length - 7)).keys()].map((at) =>
    characters.slice(at, at + 8),
  );
}

/** What is left of a text if case, blanks and invisible characters do not count. */
function visible(text: string): string {
  return text.toLowerCase().replace(/[\p{C}\p{Z}+]/gu, '');
}

const orSame = (decode: () => string, text: string): string => {
  try {
    return decode();
  } catch {
    return text;
  }
};

/** Written for the tests alone, and as simply as can be: without regard to where anything stood. */
const DECODERS: readonly ((text: string) => string[])[] = [
  (text) => [
    text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => orSame(() => decodeURIComponent(run), run)),
  ],
  (text) => [
    text
      .replace(/\\u([0-9a-f]{4})/gi, (_all, digits: string) =>
        String.fromCharCode(parseInt(digits, 16)),
      )
      .replace(/(?:\\x[0-9a-f]{2})+/gi, (run) =>
        Buffer.from(run.replace(/\\x/gi, ''), 'hex').toString(),
      )
      .replace(/\\([/"\\])/g, '$1'),
  ],
  (text) => [
    text
      .replace(/&#x([0-9a-f]+);?/gi, (_all, digits: string) =>
        orSame(() => String.fromCodePoint(parseInt(digits, 16)), ''),
      )
      .replace(/&#(\d+);?/g, (_all, digits: string) =>
        orSame(() => String.fromCodePoint(Number(digits)), ''),
      )
      .replace(
        /&\w+;/g,
        (name) => Object.entries(NAMED).find(([, escaped]) => escaped === name)?.[0] ?? name,
      ),
  ],
  (text) => [
    text
      .replace(/=\r?\n/g, '')
      .replace(/(?:=[0-9A-F]{2})+/g, (run) =>
        Buffer.from(run.replaceAll('=', ''), 'hex').toString(),
      ),
  ],
  (text) =>
    [0, 1, 2, 3].map((start) =>
      Buffer.from(text.replace(/[^\w+/-]/g, '').slice(start), 'base64').toString(),
    ),
  (text) =>
    [0, 1].map((start) =>
      Buffer.from(
        text
          .replace(/0x/g, '')
          .replace(/[^0-9a-f]/gi, '')
          .slice(start),
        'hex',
      ).toString(),
    ),
];

/** What anybody who wants to can read out of a text, packed and escaped up to three times. */
export function readable(text: string): string[] {
  let texts = [text];
  const all = new Set(texts);
  for (let depth = 0; depth < 3; depth++) {
    texts = texts
      .flatMap((current) => DECODERS.flatMap((decode) => decode(current)))
      .filter((decoded) => decoded.length >= 8 && !all.has(decoded));
    for (const decoded of texts) all.add(decoded);
  }
  return [...all].map(visible);
}
