import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';

import { LeakDetector } from './leak-detector';
import { plantedText, QUOTINGS } from './quotings';

const around = (quoted: string): string =>
  `2026-11-21 [error] The vendor refused the request. It said: “No client with ${quoted} here.” Check it.`;

/** Of a text in a code, too little is left by these for anybody to read. */
const LOSES_CODES = new Set(['lower case', 'UPPER CASE', 'a long prefix']);

describe('the leak detector', () => {
  test.each(QUOTINGS)('finds a secret that is quoted as “$name”', ({ quote }) => {
    for (let times = 0; times < 20; times++) {
      const needles = ['a', 'b', 'c'].map((id) => ({ id, text: plantedText() }));
      const hits = new LeakDetector(needles).search(around(quote(needles[1]!.text)));
      expect(hits.map(({ id }) => id)).toEqual(['b']);
    }
  });

  test.each(QUOTINGS)('finds the middle of a secret that is quoted as “$name”', ({ quote }) => {
    const text = plantedText();
    const hits = new LeakDetector([{ id: 'a', text }]).search(around(quote(text.slice(9, 25))));
    expect(hits).toHaveLength(1);
  });

  test('finds what is quoted twice, in any two ways', () => {
    const missed = QUOTINGS.flatMap((first) =>
      QUOTINGS.filter((second) => {
        if (LOSES_CODES.has(second.name) && first.name !== 'plain') return false;
        const text = plantedText();
        const quoted = around(second.quote(first.quote(text)));
        return new LeakDetector([{ id: 'a', text }]).search(quoted).length === 0;
      }).map((second) => `${first.name}, then ${second.name}`),
    );
    expect(missed).toEqual([]);
  });

  test('finds a secret in Base64 whose case was changed, at any alignment', () => {
    for (const before of ['', 'x', 'xy', 'xyz']) {
      const text = plantedText();
      const encoded = Buffer.from(before + text).toString('base64');
      for (const quoted of [encoded.toLowerCase(), encoded.toUpperCase()]) {
        expect(new LeakDetector([{ id: 'a', text }]).search(around(quoted))).toHaveLength(1);
      }
    }
  });

  test.each([
    ['a Buffer as JSON', (text: string) => JSON.stringify(Buffer.from(text))],
    ['a Buffer as inspected', (text: string) => inspect(Buffer.from(text))],
    ['%uXXXX', (text: string) => [...text].map((c) => `%u00${byte(c)}`).join('')],
    ['quoted-printable', (text: string) => [...text].map((c) => `=${byte(c)}`).join('=\r\n')],
    ['octal escapes', (text: string) => [...text].map((c) => `\\${octal(c)}`).join('')],
    ['<wbr> inside', (text: string) => text.match(/.{1,6}/g)!.join('<wbr>')],
    ['JSON in JSON in JSON', (text: string) => [1, 2, 3].reduce(JSON.stringify as never, text)],
  ])('finds a secret as %s', (_name, quote) => {
    const text = plantedText();
    expect(new LeakDetector([{ id: 'a', text }]).search(around(quote(text)))).toHaveLength(1);
  });

  test('takes 8 consecutive characters for a leak, and 7 for none', () => {
    const text = plantedText('/&"<');
    const detector = new LeakDetector([{ id: 'a', text }]);
    expect(detector.search(`(${text.slice(5, 13)})`)).toMatchObject([{ characters: 8 }]);
    expect(detector.search(`(${text.slice(5, 12)})`)).toEqual([]);
  });

  test('tells how many characters were there, and by which decoding', () => {
    const text = plantedText('/&"<');
    const [hit] = new LeakDetector([{ id: 'a', text }]).search(
      around(Buffer.from(text).toString('base64')),
    );
    expect(hit).toEqual({ id: 'a', characters: 31, decodedBy: 'base64' });
  });

  test('finds nothing where nothing is: in prose, code, and random codes', () => {
    const needles = Array.from({ length: 500 }, (_, at) => ({
      id: String(at),
      text: plantedText(),
    }));
    const detector = new LeakDetector(needles);
    const sources = ['leak-detector.ts', 'gram-table.ts', 'decoders.ts', 'quotings.ts']
      .map(sourceOf)
      .join('\n');
    const random = randomBytes(50_000);
    const noise = [random.toString('base64'), random.toString('hex'), random.toString('latin1')];
    expect([sources, ...noise].flatMap((text) => detector.search(text))).toEqual([]);
  });

  test('refuses a secret that is too short to be told from other text', () => {
    expect(() => new LeakDetector([{ id: 'a', text: 'sh ort+1' }])).toThrow(/too short/);
  });

  test('shares no code with the product that it judges', () => {
    for (const name of ['leak-detector.ts', 'gram-table.ts', 'decoders.ts', 'quotings.ts']) {
      const imported = [...sourceOf(name).matchAll(/from '([^']+)'/g)].map(([, from]) => from);
      expect(imported.filter((from) => !/^(\.\/|node:)/.test(from!))).toEqual([]);
    }
  });
});

function sourceOf(name: string): string {
  return readFileSync(path.join(__dirname, name), 'utf8');
}

function byte(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}

function octal(character: string): string {
  return character.charCodeAt(0).toString(8).padStart(3, '0');
}
