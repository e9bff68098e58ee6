import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { GROUP_QUESTIONS, knownSentences, VENDORS } from '../../../core';
import { languageOf } from '../../../node-red/editor/browser/language';
import {
  textsOf,
  vendorWords,
  withTexts,
  type Catalogue,
} from '../../../node-red/editor/catalogue';
import { completeCatalogue, packedCatalogue } from '../../../node-red/editor/generate';
import { dialogHtml } from './dialog-definition';
import { catalogueOf, lookupIn } from './editor-language';

const nodesDir = path.resolve(__dirname, '../../../node-red/nodes');
const NODES = readdirSync(nodesDir);
const TRANSLATIONS = ['de', 'ja'];

const read = (node: string, language: string, extension: 'json' | 'html') =>
  readFileSync(path.join(nodesDir, node, 'locales', language, `${node}.${extension}`), 'utf8');

const placeholders = (text: string) => [...new Set(text.match(/__\w+?__/g))].sort();

/** Three words or more: shorter texts, such as a product's name, may be the same in another language. */
function isSentence(text: string): boolean {
  const words = text.replace(/__\w+?__/g, '').match(/(?<![\w.])[A-Za-z][a-z]+(?![\w.]*\w)/g);
  return (words?.length ?? 0) > 2;
}

/** What is wrong with a translation, a sentence each that names the file and the key. */
function faults(
  file: string,
  english: ReadonlyMap<string, string>,
  translated: ReadonlyMap<string, string>,
): string[] {
  const missing = [...english.keys()].filter((key) => !translated.has(key));
  const said = missing.map((key) => `${file} lacks ${key}: ${english.get(key)}`);
  for (const [key, text] of translated) {
    const original = english.get(key);
    if (original === undefined) said.push(`${file} has ${key}, which nobody says`);
    else if (text.trim() === '') said.push(`${file} has an empty text for ${key}`);
    else if (placeholders(text).join() !== placeholders(original).join()) {
      said.push(`${file} has other values in ${key} than ${placeholders(original).join(', ')}`);
    } else if (text === original && isSentence(text)) {
      said.push(`${file} has the English sentence for ${key}: ${text}`);
    }
  }
  return said;
}

describe.each(NODES)('the words of %s', (node) => {
  const english = textsOf(catalogueOf(node, 'en-US'));

  test.each(TRANSLATIONS)('are all said in %s, with the same values, and no others', (language) => {
    const file = `node-red/nodes/${node}/locales/${language}/${node}.json`;
    expect(faults(file, english, textsOf(catalogueOf(node, language)))).toEqual([]);
  });

  test('are nowhere empty', () => {
    expect([...english].filter(([, text]) => text.trim() === '')).toEqual([]);
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
    [...script.matchAll(/'((?:test|counts|certificate|grants|label)\.[\w.-]+)'/g)].map(
      ([, key]) => `vendor-auth.${key}`,
    ),
  );
  const english = textsOf(catalogueOf('vendor-auth', 'en-US'));
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((key) => !english.has(key))).toEqual([]);
});

describe('a catalogue', () => {
  const english = new Map([
    ['a', 'The vendor refuses __what__.'],
    ['b', 'Basic Header'],
  ]);
  const judged = (...texts: [string, string][]) => faults('de.json', english, new Map(texts));

  test('passes with every text in another language, and a short one that is the same', () => {
    expect(judged(['a', 'Der Anbieter lehnt __what__ ab.'], ['b', 'Basic Header'])).toEqual([]);
  });

  test.each<[string, [string, string][]]>([
    ['de.json lacks a: The vendor refuses __what__.', [['b', 'x']]],
    [
      'de.json has c, which nobody says',
      [
        ['a', '__what__'],
        ['b', 'x'],
        ['c', 'x'],
      ],
    ],
    [
      'de.json has an empty text for b',
      [
        ['a', '__what__'],
        ['b', ' '],
      ],
    ],
    [
      'de.json has other values in a than __what__',
      [
        ['a', 'Der Anbieter.'],
        ['b', 'x'],
      ],
    ],
    [
      'de.json has other values in a than __what__',
      [
        ['a', '__what__ __who__'],
        ['b', 'x'],
      ],
    ],
    [
      'de.json has the English sentence for a: The vendor refuses __what__.',
      [
        ['a', 'The vendor refuses __what__.'],
        ['b', 'x'],
      ],
    ],
  ])('fails: %s', (fault, texts) => expect(judged(...texts)).toEqual([fault]));

  test('has no text twice, and none below another', () => {
    const own = { part: { a: 'x' }, text: 'x' };
    expect(withTexts(own, new Map([['part.b', 'y']]))).toEqual({
      ...own,
      part: { a: 'x', b: 'y' },
    });
    expect(own.part).toEqual({ a: 'x' });
    expect(() => withTexts(own, new Map([['part.a', 'y']]))).toThrow(
      'part.a is in the catalogue twice',
    );
    expect(() => withTexts(own, new Map([['part', 'y']]))).toThrow(
      'part is in the catalogue twice',
    );
    expect(() => withTexts(own, new Map([['text.b', 'y']]))).toThrow(
      'text.b is below another text',
    );
  });
});

describe('statuses', () => {
  test.each(['en-US', ...TRANSLATIONS])('have under 20 characters in %s', (language) => {
    const { status } = catalogueOf('vendor-auth', language)['vendor-auth'] as {
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

describe('the English catalogue', () => {
  const english = textsOf(catalogueOf('vendor-auth', 'en-US'));
  const lacking = (texts: ReadonlyMap<string, string>) =>
    [...texts].filter(([key, text]) => english.get(`vendor-auth.${key}`) !== text);

  test('has the words of the vendor files', () => {
    const words = vendorWords(VENDORS);
    expect(words.get('vendors.dvinci.fields.clientSecret.label')).toBe('API Token');
    expect(words.get('vendors.common.fields.caCertificate.label')).toBe('CA Certificate');
    expect(words.get('vendors.dvinci.summary')).toMatch(/^Access tokens for the d\.vinci/);
    expect(lacking(words)).toEqual([]);
  });

  test('has every sentence of the core and of the nodes', () => {
    const sentences = knownSentences();
    for (const key of ['login.wrongClient', 'field.missing', 'dialog.notThere', 'dialog.notOurs']) {
      expect([...sentences.keys()]).toContain(key);
    }
    expect(lacking(sentences)).toEqual([]);
  });

  test('has no sentence under two keys, which two translations would tell apart', () => {
    const sentences = [...knownSentences()];
    const texts = sentences.map(([, text]) => text);
    expect(sentences.filter(([, text], index) => texts.indexOf(text) !== index)).toEqual([]);
  });

  test('does not take a sentence for one of its own', () => {
    const [key] = [...knownSentences().keys()];
    const own = { 'vendor-auth': withTexts({}, new Map([[key!, 'Something else.']])) };
    expect(() => completeCatalogue(own)).toThrow(`${key} is in the catalogue twice`);
  });
});

describe('the English catalogue of the package', () => {
  const own = JSON.parse(read('vendor-auth', 'en-US', 'json')) as Catalogue;
  const packed = textsOf(packedCatalogue(own, dialogHtml('vendor-auth')));
  const complete = textsOf(completeCatalogue(own));

  test('has its own texts, and the sentences that the dialog asks for by their keys', () => {
    const questions = Object.values(GROUP_QUESTIONS).map((question) => question().key);
    const labels = ['settings.vendor', 'label.tls', 'label.proxy'];
    const asked = [...questions, ...labels].map((key) => `vendor-auth.${key}`);
    expect(asked.length).toBeGreaterThan(5);
    expect([...packed.keys()].sort()).toEqual([...textsOf(own).keys(), ...asked].sort());
    for (const [key, text] of packed) expect(text).toBe(complete.get(key));
  });

  test('lacks only sentences, which bring their English along', () => {
    const sentences = new Map([...knownSentences(), ...vendorWords(VENDORS)]);
    const language = languageOf({ _: lookupIn(packed) });
    const lacking = [...complete.keys()].filter((key) => !packed.has(key));
    expect(lacking.length).toBeGreaterThan(100);
    for (const whole of lacking) {
      const key = whole.replace(/^vendor-auth\./, '');
      const english = sentences.get(key)!;
      expect(language.say({ key, english, values: {} })).toBe(english.trim());
    }
  });
});

test('every node has an icon of its own, but for the configuration, which is on no canvas', () => {
  const icons = NODES.filter((node) =>
    existsSync(path.join(nodesDir, node, 'icons', `${node}.svg`)),
  );
  expect(icons).toEqual(NODES.filter((node) => node !== 'vendor-auth'));
});
