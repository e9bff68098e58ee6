import fc from 'fast-check';
import { fillTemplate, valueAt } from '../../../../node-red/lib/request/url-template';

const msg = {
  payload: { id: 'a/b?c', list: ['zero', 'one'], none: null, inner: { x: 1 } },
  number: 7,
};
const fill = (template: string) => fillTemplate(template, (path) => valueAt(msg, path));

describe('a templated address', () => {
  test.each([
    ['two braces encode a value', 'x/{{payload.id}}', 'x/a%2Fb%3Fc'],
    ['three braces take it as it is', 'x/{{{payload.id}}}', 'x/a/b?c'],
    ['an ampersand does as well', 'x/{{&payload.id}}', 'x/a/b?c'],
    ['spaces around the name do not matter', '{{ number }}', '7'],
    ['members of lists have numbers', '{{payload.list.1}}', 'one'],
    ['texts and lists have a length', '{{payload.list.length}}-{{payload.id.length}}', '2-5'],
    ['what is not there is empty', 'a{{payload.missing.deep}}b{{payload.none}}c', 'abc'],
    [
      'what every object inherits is not there',
      '{{payload.constructor}}{{payload.__proto__}}{{payload.id.at}}',
      '',
    ],
    ['an object becomes JSON', '{{{payload.inner}}}', '{"x":1}'],
    ['without placeholders nothing changes', 'ai/agents?a={b}', 'ai/agents?a={b}'],
  ])('%s', (_what, template, filled) => {
    expect(fill(template)).toBe(filled);
  });
});

/** The same in one expression, which says at a glance what a placeholder is but is slow to read blanks. */
const PLACEHOLDER = /\{\{\{\s*([^{}]+?)\s*\}\}\}|\{\{(&?)\s*([^{}]+?)\s*\}\}/g;

test('a templated address has placeholders where the expression finds them', () => {
  const pieces = fc.constantFrom('{', '{{', '{{{', '}', '}}', '}}}', '&', ' ', 'a', '.b', '/');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
      const template = parts.join('');
      const byExpression = template.replace(
        PLACEHOLDER,
        (_all, raw: string | undefined, _sign, path: string | undefined) =>
          `<${(raw ?? path)!.trim()}>`,
      );
      expect(
        fillTemplate(template, (path) => `<${path}>`)
          .replace(/%3C|%3E/g, (sign) => decodeURIComponent(sign))
          .replace(/%2F/g, '/')
          .replace(/%20/g, ' ')
          .replace(/%26/g, '&'),
      ).toBe(byExpression);
    }),
    { numRuns: 2_000 },
  );
});

describe('an address that is too long', () => {
  const message = 'URL is longer than 65536 characters.';

  test.each<[string, string, unknown]>([
    ['in the template', `a${' '.repeat(65_536)}`, ''],
    ['after an opening brace', `{{${' '.repeat(65_536)}`, ''],
    ['by a value', '{{{a}}}', 'x'.repeat(65_537)],
    ['by an encoded value', '{{a}}', '/'.repeat(30_000)],
    ['by an object', '{{{a}}}', { a: 'x'.repeat(65_536) }],
    ['by many values', '{{a}}'.repeat(100), 'x'.repeat(1_000)],
  ])('%s is refused in words', (_where, template, value) => {
    expect(() => fillTemplate(template, () => value)).toThrow(message);
  });

  test('is not one at its longest', () => {
    expect(fillTemplate('{{a}}', () => 'x'.repeat(65_536))).toHaveLength(65_536);
  });
});
