import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { checkSettings, fieldsOf, isFieldShown, VENDORS } from '../../core';
import { storedFields } from '../../node-red/lib/stored-fields';
import { VendorAuthEditor } from '../../node-red/editor/browser/main';
import { dialogDefinition } from './editor/dialog-definition';

const folder = path.resolve(__dirname, '../../node-red/examples');
const nodes = readdirSync(path.resolve(__dirname, '../../node-red/nodes'));

interface ExampleNode {
  readonly id: string;
  readonly type: string;
  readonly wires?: string[][];
  readonly [property: string]: unknown;
}

const examples = readdirSync(folder).map((file) => ({
  name: path.basename(file, '.json'),
  flow: JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as ExampleNode[],
}));

/** Whether the vendor of a login cannot do without that field. */
function isWanted(login: ExampleNode, name: string): boolean {
  const vendor = VENDORS.find(({ id }) => id === login['vendor']);
  const field = vendor && fieldsOf(vendor).find((one) => one.name === name);
  const value = (other: string) => (login[other] ?? 'body') as string;
  return field !== undefined && field.required && isFieldShown(field, value);
}

describe.each(examples)('the example “$name”', ({ flow }) => {
  test('holds no credentials', () => {
    expect(flow.filter((node) => 'credentials' in node)).toEqual([]);
  });

  test('has a login that needs nothing but the user’s own values', () => {
    const login = flow.find(({ type }) => type === 'vendor-auth')!;
    const encrypted = Object.keys(storedFields(VENDORS)).filter((name) => isWanted(login, name));
    const credentials = Object.fromEntries(encrypted.map((name) => [name, '1.token']));
    const { vendor, repairs } = checkSettings(login['vendor'], { ...login, ...credentials });
    expect(vendor.id).toBe(login['vendor']);
    expect(repairs).toEqual([]);
  });

  test('shows a triangle until its login has an address of the user’s own', () => {
    const login = flow.find(({ type }) => type === 'vendor-auth')!;
    const editor = new VendorAuthEditor();
    const node = { ...login, _: (key: string) => key };
    const isValid = (baseUrl: unknown) => editor.validate(node, 'baseUrl', baseUrl);
    expect(isValid(login['baseUrl'])).toMatch(/Enter your own address/);
    expect(isValid('https://mine.example')).toBe(true);
    // What the comment says leads to the login.
    const comment = flow.find(({ type }) => type === 'comment')!;
    expect(comment['info']).toMatch(/its login/);
  });

  test('sets only properties that the dialogs know', () => {
    for (const node of flow.filter(({ type }) => nodes.includes(type))) {
      const known = Object.keys(dialogDefinition(node.type).defaults);
      const own = Object.keys(node).filter(
        (property) => !['id', 'type', 'z', 'x', 'y', 'wires'].includes(property),
      );
      expect(known).toEqual(expect.arrayContaining(own));
    }
  });

  test('is wired within itself and tells of failures', () => {
    const ids = flow.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(flow.flatMap(({ wires = [] }) => wires.flat())));
    expect(flow.map(({ type }) => type)).toContain('catch');
  });

  test('says in a comment what to change', () => {
    const comments = flow.filter(({ type }) => type === 'comment');
    expect(comments.map(({ name, info }) => `${String(name)} ${String(info)}`).join()).toMatch(
      /\b(?:Enter|Change|Choose|Fill in|your own|switched off here)\b/,
    );
  });

  test('changes nothing before somebody has entered a value', () => {
    const changing = flow.filter(
      ({ type, method = 'GET' }) =>
        type === 'agility-revoke-grant' || (type.endsWith('request') && method !== 'GET'),
    );
    const waiting = flow.filter(
      (node) => node.type === 'inject' && JSON.stringify(node).includes('"enter a'),
    );
    if (changing.length > 0) expect(waiting).not.toEqual([]);
  });

  test('lets no message with a token flow on after an error', () => {
    const requests = flow.filter(({ type }) => type === 'http request');
    for (const request of requests) {
      const next = flow.filter(({ id }) => request.wires!.flat().includes(id));
      const goesBack = next.some(({ type }) => type === 'vendor-auth-bearer');
      // The loop takes the token off again; without it, errors must go to Catch alone.
      expect(request['senderr']).toBe(!goesBack);
    }
  });
});

test('there is an example for each vendor and each node', () => {
  const used = examples.flatMap(({ flow }) => flow);
  const missing = VENDORS.filter(({ id }) => !used.some((node) => node['vendor'] === id));
  const files = missing.map(
    ({ productName }) => `node-red/examples/${productName}.json is missing`,
  );
  expect(files).toEqual([]);
  expect(used.map(({ type }) => type)).toEqual(expect.arrayContaining(nodes));
});

test('no two examples share an id, so that all can be imported into one flow file', () => {
  const ids = examples.flatMap(({ flow }) => flow.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});

test('no two examples share the letters of their names, of which the package makes their ids', () => {
  const letters = examples.map(({ name }) => name.toLowerCase().replace(/[^a-z]/g, ''));
  expect(new Set(letters).size).toBe(letters.length);
});
