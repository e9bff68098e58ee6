/** Texts that make careless readers slow, by what they repeat: at first small, then 1 MiB. */
export const SIZES_CHARACTERS = [1 << 12, 1 << 16, 1 << 20] as const;

/** A text of about that size. */
export type Shape = (characters: number) => string;

const of =
  (unit: string, begin = '', end = ''): Shape =>
  (characters) =>
    begin + unit.repeat(Math.ceil(characters / unit.length)) + end;

const REPEATED = [
  ...['a', '\u{1f600}', '\u00ad', '/', '../', '\\', '?', '%', '+', '=', 'a=', 'a=\n'],
  ...['"', '""a,', ',"', ';a=', '; a="', '.', 'a b ', '\ud800'],
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
  ['a list within lists', (characters) => '['.repeat(characters / 2) + ']'.repeat(characters / 2)],
];
