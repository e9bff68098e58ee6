/**
 * How long a text is, in characters, and how much of the processor's time it may take, in milliseconds:
 * several times what it takes to read each character a few times. What reads a text again from each
 * character takes seconds for 64 KiB, and so is found before it is given 1 MiB, which takes minutes.
 */
export const SIZES: readonly { readonly characters: number; readonly longestMs: number }[] = [
  { characters: 1 << 12, longestMs: 400 },
  { characters: 1 << 16, longestMs: 600 },
  { characters: 1 << 20, longestMs: 2_000 },
];

/** A text of about that size. */
export type Shape = (characters: number) => string;

const of =
  (unit: string, begin = '', end = ''): Shape =>
  (characters) =>
    begin + unit.repeat(Math.ceil(characters / unit.length)) + end;

/** Parts that all differ, so that none takes the place of another. */
function numbered(part: (at: number) => string, begin = '', end = ''): Shape {
  return (characters) => {
    const parts = Array.from({ length: characters / part(9_999).length }, (_none, at) => part(at));
    return begin + parts.join('') + end;
  };
}

/** No longer than it is told, as a field is. */
function deepList(characters: number): string {
  const levels = Math.min(2_000, characters / 8);
  const values = '1,'.repeat(characters / 2 - levels - 1);
  return '['.repeat(levels) + values + '1' + ']'.repeat(levels);
}

const REPEATED = [
  ...['a', '\u{1f600}', '\u00ad', '/', '../', '\\', '?', '%', '+', '=', 'a=', 'a=\n'],
  ...['"', '""a,', ',"', ';a=', '; a="', '.', 'a.', '1,', 'a b ', '\ud800'],
  ...['{', '{{a', '{{a}', '{{a}}', '${', '[', '{"a":'],
  ...['<', '<!--', '<!-- -->', '<?xml >', '<Exception', '<Message></Message>'],
  ...['&#38;#38', '\\u0041', 'Ã¼', '41 ', '-----BEGIN CERTIFICATE-----', '/realms/', '/rest-1.'],
];

export const SHAPES: readonly (readonly [string, Shape])[] = [
  ...REPEATED.map((unit): [string, Shape] => [`${JSON.stringify(unit)} …`, of(unit)]),
  ['blanks', of(' ')],
  ['blanks inside', of(' ', 'a', 'b')],
  ['lines inside', of('\r\n\t', 'a', 'b')],
  ['invisible characters inside', of('\u200b', 'a', 'b')],
  ['a template of blanks', of(' ', '{{')],
  ['a template of blanks, ended wrongly', of(' ', '{{{', '}}')],
  ['slashes inside', of('/', 'https://a.example/', 'b')],
  ['question marks and a line', of('?', '', '\n')],
  ['a long host', of('a.', 'https://', '/')],
  ['a host in Punycode', of('a', 'https://xn--', '.example/')],
  ['a long path', of('../a/', 'https://a.example/')],
  ['a token of blanks', of(' ', 'Bearer ', '!')],
  ['a page of blanks', of(' ', '<!-- -->', 'b')],
  ['a variable', of('a', '${')],
  ['a number', of('9', '1', 'x')],
  ['a quoted cell', of('""', 'client_id,"')],
  ['lines with names of their own', numbered((at) => `a${at}=\n`)],
  ['members with names of their own', numbered((at) => `"a${at}":1,`, '{', '"b":{}}')],
  ['a list of many within lists', deepList],
  ['a list within lists', (characters) => '['.repeat(characters / 2) + ']'.repeat(characters / 2)],
];
