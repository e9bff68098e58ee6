import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RUNTIME_MEMBERS } from '../../../node-red/editor/generate';
import { withoutMembers } from '../../../node-red/editor/without-members';
import { EDITOR_MEMBERS } from '../../../tools/packages/node-red';

test('a module is without the members, methods included, and with all others', () => {
  const source =
    'export const a = { id: 1, plan() { return 2; }, plans: 3, inner: { plan: 4, b: 5 } };';
  expect(withoutMembers(source, new Set(['plan']))).toBe(
    'export const a = { id: 1, plans: 3, inner: { b: 5 } };\n',
  );
});

test('types and calls stay as they are', () => {
  const source = 'interface A {\n    plan: string;\n}\nconst b = read({ plan: 1 }).plan;\n';
  expect(withoutMembers(source, new Set(['plan']))).toBe(
    'interface A {\n    plan: string;\n}\nconst b = read({}).plan;\n',
  );
});

test('what only defines sentences is marked, so that a bundle can be without it', () => {
  expect(withoutMembers("const SAY = sentences('a', { b: 'c' });", new Set())).toBe(
    "const SAY = /*@__PURE__*/ sentences('a', { b: 'c' });\n",
  );
});

/** Every source below a folder that is neither a vendor nor in another folder of these. */
function sourcesOf(folders: readonly string[], except: RegExp): [string, string][] {
  const root = path.resolve(__dirname, '../../..');
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
      .filter((file) => file.endsWith('.ts') && !except.test(file))
      .map((file): [string, string] => [file, readFileSync(path.join(root, file), 'utf8')]),
  );
}

/** Reads the member of an object: `vendor.summary`, or `{ id, summary }: …` and `const { summary } = …`. */
function reads(source: string, member: string): boolean {
  const named = new RegExp(`\\.${member}\\b|\\{[^{}:]*\\b${member}\\b[^{}:]*\\}(?::| =)`);
  return named.test(source);
}

test.each([...RUNTIME_MEMBERS])(
  'no dialog reads %s of a vendor, which its script lacks',
  (member) => {
    const sources = sourcesOf(['node-red/editor/browser', 'core/fields'], /^$/);
    expect(sources.filter(([, source]) => reads(source, member)).map(([file]) => file)).toEqual([]);
  },
);

test.each([...EDITOR_MEMBERS])('no node reads %s, which the code of the nodes lacks', (member) => {
  const sources = sourcesOf(['node-red/lib', 'node-red/nodes', 'core'], /^core\/vendors\//);
  expect(sources.filter(([, source]) => reads(source, member)).map(([file]) => file)).toEqual([]);
});

test('what a dialog reads is found', () => {
  const sources = sourcesOf(['node-red/editor/browser'], /^$/);
  const found = (member: string) => sources.some(([, source]) => reads(source, member));
  expect(['summary', 'readPasted', 'documentationUrl'].map(found)).toEqual([true, true, true]);
});
