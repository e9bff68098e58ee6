import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { scene, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith, issuesTokens, settled } from '../support/fake-vendor';

const CORE = join(__dirname, '../../../core');
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const files = filesIn('core');

/** The TypeScript files in a folder of the repository. */
function filesIn(folder: string): readonly { readonly name: string; readonly text: string }[] {
  const path = join(CORE, '..', folder);
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name: `${folder}/${name}`, text: readFileSync(join(path, name), 'utf8') }));
}

/** What is program in a file, without comments and the words within quotes. */
function program(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
}

describe('T16: the core', () => {
  test('keeps no timer, and knows no process, while tokens come, expire and fail', async () => {
    const timers = ['setTimeout', 'setInterval', 'setImmediate'] as const;
    const { vendor, clock, token } = scene();
    const spies = timers.map((name) => jest.spyOn(globalThis, name));
    const began = spies.map((spy) => spy.mock.calls.length);
    await token();
    clock.advanceSeconds(250);
    await token();
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    expect(vendor.requests).toHaveLength(2);
    vendor.answers(answersWith(429, '', { 'retry-after': '3600' }));
    clock.advanceSeconds(1000);
    await errorOf(token());
    expect(spies.map((spy) => spy.mock.calls.length)).toEqual(began);
    spies.forEach((spy) => spy.mockRestore());
  });

  test.each(files)('$name imports nothing but the core itself and crypto', ({ text }) => {
    const imported = [...text.matchAll(/\b(?:from|import|require)\s*\(?\s*'([^']+)'/g)];
    for (const [, name] of imported) expect(name).toMatch(/^(\.\.?\/[a-z-/]+|\.|\.\.|crypto)$/);
    expect(text).not.toMatch(/\bimport\s*\(|\brequire\s*\(/);
  });

  test.each(files)('$name names no timer, no process, no global object and no HTTP', ({ text }) => {
    const words =
      /\b(setTimeout|setInterval|setImmediate|clearTimeout|process|global|globalThis|fetch|Date\.now|performance|Math\.random|AbortSignal\.timeout)\b/;
    expect(program(text)).not.toMatch(words);
  });

  test('is more than a few files, so that the search above searched something', () => {
    expect(files.length).toBeGreaterThan(25);
    expect(program("// setTimeout\n/* fetch */ const a = 'process';")).toBe("\n const a = '';");
  });

  test('gives no delay that a timer cannot hold', async () => {
    const year = scene(issuesTokens({ expires_in: 1e12 }));
    const { vendor, token, source } = scene(
      answersWith(503, '', { 'retry-after': '999999999999' }),
      settingsOf('eggplant-dai'),
    );
    await errorOf(token());
    await year.token();
    await settled();
    expect(source.status().heldBackSeconds! * 1000).toBeLessThan(LONGEST_TIMER_MS);
    for (const { timeoutMs } of [...vendor.requests, ...year.vendor.requests]) {
      expect(timeoutMs).toBeGreaterThan(0);
      expect(timeoutMs).toBeLessThan(LONGEST_TIMER_MS);
    }
  });
});

describe('T16: a timer of a host', () => {
  const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;
  const withTimer = ['node-red/lib', 'node-red/nodes']
    .flatMap(filesIn)
    .filter(({ text }) => /\b(?:setTimeout|setInterval|setImmediate)\b/.test(program(text)));

  test.each(withTimer)('in $name keeps no process alive', ({ text }) => {
    const started = /\b(?:setTimeout|setInterval|setImmediate)(?: as \w+|\()/g;
    const letGo = /\.unref\(\)|\bref: false\b/g;
    expect(count(program(text), letGo)).toBe(count(program(text), started));
  });

  test('is looked for where there are some', () => {
    expect(withTimer.length).toBeGreaterThan(3);
  });

  test.each(['credentials', 'nodes'].flatMap(filesIn))('is none in $name', ({ text }) => {
    expect(program(text)).not.toMatch(/\b(?:setTimeout|setInterval|setImmediate)\b/);
  });
});
