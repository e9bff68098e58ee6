import fc from 'fast-check';
import { LONGEST_TEXT_CHARACTERS } from '../exceptions';

/** What has been used to make two readers of one text see different things. */
const TRICKS = [
  ...['\0', '\t', '\n', '\r', '\r\n', '\v', '\u001f', '\u007f', '\u0085', '\u2028', '\u2029'],
  ...[
    ' ',
    '\u00a0',
    '\u200b',
    '\u200d',
    '\u2060',
    '\ufeff',
    '\u3000',
    '\u00ad',
    '\u202e',
    '\ud83d',
    '\ude00',
  ],
  ...['"', "'", '`', '\\', '/', '//', '<', '>', '&', '%', '%00', '%0a', '%zz', '{{', '}}', '${x}'],
  ...['__proto__', 'constructor', 'toString', 'undefined', 'null', 'true', 'NaN', '-0', '1e999'],
  ...['=', ';', ',', ':', '?', '#', '@', '*', '[', ']', '{', '}', '(', ')', '+', '-', '.', '..'],
];

/** Any text: harmless, of any characters, made of tricks, now and then a long one. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  {
    weight: 6,
    arbitrary: fc
      .array(fc.oneof(fc.constantFrom(...TRICKS), fc.string({ maxLength: 6 })), { maxLength: 6 })
      .map((pieces) => pieces.join('')),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...TRICKS, 'a', '{{ '), fc.integer({ min: 1, max: 4000 }))
      .map(([piece, times]) => piece.repeat(times).slice(0, LONGEST_TEXT_CHARACTERS)),
  },
);

/** A text that stands at an edge of what a field takes: with spaces and invisible characters around. */
export function withEdges(inner: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edge = fc.constantFrom('', '', '', ' ', '\n', '\t', '\u00a0', '\u200b', '\ufeff', '  \r\n');
  return fc.tuple(edge, inner, edge).map((parts) => parts.join(''));
}

/** What a host may hold where a text should be: anything that is none. */
export const noText: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(undefined, null, true, false, 0, -0, NaN, Infinity, 1e21, [], {}),
  fc.anything({ maxDepth: 2, withBigInt: true }),
);
