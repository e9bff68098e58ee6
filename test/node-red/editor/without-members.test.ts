import { withoutMembers } from '../../../node-red/editor/without-members';

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
