import fc from 'fast-check';
import { fillTemplate, valueAt } from '../../../../node-red/nodes/vendor-auth-request/url-template';

const mustache = jest.requireActual<{
  render(template: string, view: object, partials: object, options: object): string;
}>('mustache');

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
    ['an ampersand elsewhere belongs to the name', 'x{{ &payload.id}}', 'x'],
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

describe('a value that is a step of a path', () => {
  const filledIn = (template: string, id: string) => fillTemplate(template, () => id);

  test.each([
    ['api/{{id}}', '..'],
    ['api/{{id}}/x', '.'],
    ['{{id}}', '..'],
    ['api/{{id}}?a=1', '..'],
    ['api\\{{id}}', '..'],
    ['a/{{id}}{{id}}', '.'],
    ['{{{base}}}/{{id}}', '..'],
  ])('is refused in %s', (template, id) => {
    expect(() => filledIn(template, id)).toThrow('would lead elsewhere');
  });

  test.each([
    ['api?a={{id}}', '..', 'api?a=..'],
    ['api/v{{id}}', '.', 'api/v.'],
    ['api/{{id}}', '...', 'api/...'],
    ['api/{{{id}}}', '..', 'api/..'],
    ['../{{id}}', '7', '../7'],
  ])('is none in %s', (template, id, filled) => {
    expect(filledIn(template, id)).toBe(filled);
  });
});

/** The same in one expression, which says at a glance what a placeholder is but is slow to read blanks. */
const PLACEHOLDER = /\{\{\{\s*([^{}]+?)\s*\}\}\}|\{\{(&?)\s*([^{}]+?)\s*\}\}/g;

test('a templated address has placeholders where the expression finds them', () => {
  const pieces = fc.constantFrom('{', '{{', '{{{', '}', '}}', '}}}', '&', ' ', 'a', '.b');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
      const template = parts.join('');
      const byExpression = template.replace(
        PLACEHOLDER,
        (_all, raw: string | undefined, sign: string | undefined, path: string | undefined) => {
          const text = `<${(raw ?? path)!.trim()}>`;
          return raw !== undefined || sign === '&' ? text : encodeURIComponent(text);
        },
      );
      expect(fillTemplate(template, (path) => `<${path}>`)).toBe(byExpression);
    }),
    { numRuns: 10_000 },
  );
});

describe('an address with sections', () => {
  const message = {
    list: [1, 'a/b'],
    objects: [{ id: 7, list: ['x'] }, { id: 8 }],
    nested: [[1, 2], [3]],
    object: { id: 'i', none: null },
    text: 't',
    zero: 0,
    nothing: null,
    empty: [],
    yes: true,
  };
  const fillIn = (template: string) => fillTemplate(template, (path) => valueAt(message, path));
  const byMustache = (template: string) =>
    mustache.render(template, message, {}, { escape: encodeURIComponent });

  test.each([
    'x?{{#list}}&i={{.}}{{/list}}',
    '{{# list }}{{{.}}}{{/ list }}',
    '{{#objects}}{{id}}:{{#list}}{{.}},{{/list}}{{text}};{{/objects}}',
    '{{#nested}}({{#.}}{{.}},{{/.}}){{/nested}}',
    '{{#object}}{{id}}{{none}}{{/object}}',
    '{{#object.id}}{{object.id}}{{/object.id}}',
    '{{#text}}?q={{.}}{{/text}}{{^text}}none{{/text}}',
    '{{#zero}}a{{/zero}}{{^zero}}b{{/zero}}{{^missing}}c{{/missing}}{{#missing.x}}d{{/missing.x}}',
    '{{^empty}}none{{/empty}}{{#empty}}some{{/empty}}{{^nothing}}null{{/nothing}}',
    '{{#yes}}{{text}}{{/yes}}{{^list}}none{{/list}}',
    'a{{! left out }}b',
  ])('%s is what Mustache makes of it', (template) => {
    expect(fillIn(template)).toBe(byMustache(template));
    expect(fillIn(template)).not.toContain('{{');
  });

  test('goes to its end where a section is not closed, and passes over an end too many', () => {
    expect(fillIn('a{{#list}}b')).toBe('abb');
    expect(fillIn('a{{/list}}b')).toBe('ab');
  });

  test('encodes elements, so that none leads elsewhere', () => {
    expect(fillIn('x/{{#list}}{{.}}{{/list}}')).toBe('x/1a%2Fb');
  });

  test('does not repeat what is empty without end', () => {
    const many = Array.from({ length: 10_000 }, (_one, index) => index + 1);
    expect(() => fillTemplate('{{#a}}{{#b}}{{/b}}{{/a}}', () => many)).toThrow(
      'URL is longer than 65536 characters.',
    );
  });

  test('may nest them as deep as fits in it', () => {
    const deep = `${'{{#a}}'.repeat(5_000)}x${'{{/a}}'.repeat(5_000)}`;
    expect(() => fillTemplate(deep, () => true)).not.toThrow();
  });
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
