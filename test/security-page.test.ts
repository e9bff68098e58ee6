import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const page = read('SECURITY.md');

/** The rows of a table, without its head. */
const promises = [...page.matchAll(/^\| (.+?) \| (`test\/.+`) \|$/gm)].map(([, says, tests]) => ({
  says: says!,
  tests: [...tests!.matchAll(/`([^`]+)`/g)].map(([, file]) => file!),
}));

describe('SECURITY.md', () => {
  test.each(promises)('names tests that there are for: $says', ({ tests }) => {
    expect(tests.length).toBeGreaterThan(0);
    for (const file of tests) {
      expect({ file, exists: existsSync(path.join(root, file)) }).toEqual({ file, exists: true });
      expect(read(file)).toMatch(/\b(test|it)(\.each)?[(`<]|async function main|Scenario/);
    }
  });

  test('makes a promise in every row of its tables, and against everybody', () => {
    const rows = page.split('\n').filter((line) => /^\| .*`test\//.test(line));
    expect(promises).toHaveLength(rows.length);
    const [, against = ''] = page.split('## What is promised, and against whom');
    const sections = against.split('## What is not promised')[0]!.split('\n### ').slice(1);
    expect(sections.length).toBeGreaterThan(6);
    for (const section of sections) expect(section).toContain('`test/');
  });

  test('names the address of the manifest, and is linked from the first page', () => {
    const { author } = JSON.parse(read('package.json')) as { author: { email: string } };
    expect(page).toContain(author.email);
    expect(read('README.md')).toContain('](SECURITY.md)');
  });

  test('names the Node.js that the Node-RED package wants', () => {
    const { engines } = JSON.parse(read('node-red/package.json')) as { engines: { node: string } };
    expect(page).toContain(engines.node.replace(/^>=(\d+\.\d+)\.0$/, '$1 or newer'));
  });
});
