import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { VENDORS } from '../../../core';
import { vendorWords, type Catalogue } from '../../../node-red/editor/catalogue';
import { completeCatalogue } from '../../../node-red/editor/generate';

const nodesDir = path.resolve(__dirname, '../../../node-red/nodes');
const NODES = readdirSync(nodesDir);
const TRANSLATIONS = ['de', 'ja'];

const read = (node: string, language: string, extension: 'json' | 'html') =>
  readFileSync(path.join(nodesDir, node, 'locales', language, `${node}.${extension}`), 'utf8');

/** The catalogue of a node as the package has it. */
function catalogue(node: string, language: string): Catalogue {
  const own = JSON.parse(read(node, language, 'json')) as Catalogue;
  return node === 'vendor-auth' && language === 'en-US' ? completeCatalogue(own) : own;
}

/** Every text by its whole key. */
function texts(tree: Catalogue, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...texts(value, `${prefix}${key}.`)],
    ),
  );
}

const placeholders = (text: string) => new Set(text.match(/__\w+?__/g) ?? []);

describe.each(NODES)('the words of %s', (node) => {
  const english = texts(catalogue(node, 'en-US'));

  test.each(TRANSLATIONS)('are all there in %s, and no others', (language) => {
    expect([...texts(catalogue(node, language)).keys()].sort()).toEqual([...english.keys()].sort());
  });

  test.each(['en-US', ...TRANSLATIONS])('are nowhere empty in %s', (language) => {
    const empty = [...texts(catalogue(node, language))].filter(([, text]) => text.trim() === '');
    expect(empty).toEqual([]);
  });

  test.each(TRANSLATIONS)('hold no value in %s that the editor does not put in', (language) => {
    const strangers = [...texts(catalogue(node, language))].filter(([key, text]) => {
      const mayHold = /\.(problem)\./.test(key)
        ? new Set(['__label__', '__n__', '__placeholder__', '__problem__'])
        : placeholders(english.get(key) ?? '');
      return [...placeholders(text)].some((name) => !mayHold.has(name));
    });
    expect(strangers).toEqual([]);
  });

  test.each(['en-US', ...TRANSLATIONS])('include a help in %s, with its every part', (language) => {
    const help = read(node, language, 'html');
    expect(help).toContain(`data-help-name="${node}"`);
    const parts = (text: string) => text.match(/<(h3|dt|dl|ol|ul|li|a href="[^"]*")/g);
    expect(parts(help)).toEqual(parts(read(node, 'en-US', 'html')));
  });

  test('are those that its dialog asks for', () => {
    const dialog = readFileSync(path.join(nodesDir, node, `${node}.html`), 'utf8');
    const asked = [...dialog.matchAll(/data-i18n="(?:\[\w+\])?([\w.-]+)"/g)].map(([, key]) => key!);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((key) => !english.has(key))).toEqual([]);
  });
});

test('the scripts of the dialogs ask for words that are there', () => {
  const folder = path.resolve(nodesDir, '../editor/browser');
  const scripts = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
  const asked = scripts.flatMap((script) =>
    [...script.matchAll(/'((?:test|advice|counts|certificate|label)\.[\w.-]+)'/g)].map(
      ([, key]) => `vendor-auth.${key}`,
    ),
  );
  const english = texts(catalogue('vendor-auth', 'en-US'));
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((key) => !english.has(key))).toEqual([]);
});

describe('statuses', () => {
  test.each(['en-US', ...TRANSLATIONS])('have under 20 characters in %s', (language) => {
    const { status } = catalogue('vendor-auth', language)['vendor-auth'] as {
      status: Record<string, string>;
    };
    const longest = (key: string) => status[key]!.replace('__n__', '59');
    const times = ['days', 'hours', 'minutes', 'seconds'].map(longest);
    const time = times.reduce((a, b) => (b.length > a.length ? b : a));
    const tooLong = Object.values(status)
      .map((text) => text.replace('__time__', time))
      .filter((text) => text.length >= 20);
    expect(tooLong).toEqual([]);
  });
});

test('the English words of the vendors are the vendor files’ own', () => {
  const { vendors } = catalogue('vendor-auth', 'en-US')['vendor-auth'] as Catalogue;
  expect(vendors).toEqual(vendorWords(VENDORS));
});

test('every node has an icon of its own, but for the configuration, which is on no canvas', () => {
  const icons = NODES.filter((node) =>
    existsSync(path.join(nodesDir, node, 'icons', `${node}.svg`)),
  );
  expect(icons).toEqual(NODES.filter((node) => node !== 'vendor-auth'));
});
