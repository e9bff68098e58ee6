import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RUNTIME_MEMBERS } from '../../../node-red/editor/generate';
import { withoutMembers } from '../../../node-red/editor/without-members';
import { EDITOR_MEMBERS, isForEditorAlone } from '../../../tools/packages/node-red';
import { cleanField, fieldsOf, VENDORS } from '../../../core';
import { fieldToClean } from '../../../core/vendor/vendor-words';

const isPlan = (name: string) => name === 'plan';

test('a module is without the members, methods included, and with all others', () => {
  const source =
    'export const a = { id: 1, plan() { return 2; }, plans: 3, inner: { plan: 4, b: 5 } };';
  expect(withoutMembers(source, isPlan)).toBe(
    'export const a = { id: 1, plans: 3, inner: { b: 5 } };\n',
  );
});

test('types and calls stay as they are', () => {
  const source = 'interface A {\n    plan: string;\n}\nconst b = read({ plan: 1 }).plan;\n';
  expect(withoutMembers(source, isPlan)).toBe(
    'interface A {\n    plan: string;\n}\nconst b = read({}).plan;\n',
  );
});

test('what only defines sentences is marked, so that a bundle can be without it', () => {
  expect(withoutMembers("const SAY = sentences('a', { b: 'c' });", () => false)).toBe(
    "const SAY = /*@__PURE__*/ sentences('a', { b: 'c' });\n",
  );
});

test('whether a member is left out may depend on the others', () => {
  const source = [
    "const a = { required: true, help: 'a' };",
    "const b = { required: false, help: 'b' };",
    "const c = { required: true, default: 'x', help: 'c' };",
    "const d = { required: true, default: 'x', emptyCounts: true, help: 'd' };",
    "const e = { value: 'x', help: 'e' };",
    'const f = say({ label, help });',
    '',
  ].join('\n');
  expect(withoutMembers(source, isForEditorAlone)).toBe(
    source.replace(", help: 'b'", '').replace(", help: 'c'", '').replace(", help: 'e'", ''),
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

test('no field says its help in an error but those whose help the code of the nodes has', () => {
  const said = VENDORS.flatMap((vendor) =>
    fieldsOf(vendor).flatMap((field) => {
      const saying = { ...field, help: 'This is the help.' };
      const answers = [undefined, null, '', ' '].map((typed) =>
        cleanField(fieldToClean(vendor, saying), typed),
      );
      const isSaid = answers.some((answer) => JSON.stringify(answer).includes(saying.help));
      const members = Object.entries(field).map(([name, value]) => [name, String(value)] as const);
      return [{ field: field.name, isSaid, isThere: !isForEditorAlone('help', new Map(members)) }];
    }),
  );
  expect(said.filter(({ isSaid }) => isSaid).length).toBeGreaterThan(10);
  expect(said.filter(({ isSaid, isThere }) => isSaid && !isThere)).toEqual([]);
});

test('what a dialog reads is found', () => {
  const sources = sourcesOf(['node-red/editor/browser'], /^$/);
  const found = (member: string) => sources.some(([, source]) => reads(source, member));
  expect(['summary', 'readPasted', 'documentationUrl'].map(found)).toEqual([true, true, true]);
});
