import { readdirSync } from 'node:fs';
import path from 'node:path';

import { exampleNames, filledIn, isRecipe, readExample } from '../../demo/example-workflows';
import { type Sandbox, startSandbox } from '../../sandbox';
import { recipeRows } from '../support/recipe-calls';

const inNodeRed = readdirSync(path.resolve('node-red', 'examples'))
  .map((file) => path.basename(file, '.json'))
  .filter((name) => name.includes(' - '));
const inN8n = exampleNames().filter((name) => isRecipe(readExample(name)));

describe('docs/recipes.md', () => {
  it.each([...inNodeRed, ...inN8n])('lists “%s”, with its requests', (name) => {
    const row = recipeRows().find((cells) => cells.includes(name));
    expect(row?.at(-1)).toMatch(/^\d+ \+ \d+$/);
  });

  it('lists no recipe that there is none of', () => {
    const listed = recipeRows().filter((cells) => / \+ /.test(cells.at(-1) ?? ''));
    expect(listed.map(([, name]) => name)).toEqual(
      expect.arrayContaining([...inNodeRed, ...inN8n]),
    );
    expect(listed.length).toBe(inNodeRed.length + inN8n.length);
  });
});

describe('an example workflow for n8n', () => {
  it.each(exampleNames())('%s changes nothing before somebody has entered a value', (name) => {
    const changing = readExample(name).nodes.filter(
      ({ parameters }) =>
        (parameters['nodeCredentialType'] !== undefined && 'method' in parameters) ||
        parameters['operation'] === 'revoke',
    );
    if (changing.length > 0) expect(JSON.stringify(readExample(name))).toContain('"enter a');
  });

  it.each(exampleNames())('%s gives each node an id of its own', (name) => {
    const ids = readExample(name).nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shares neither its id nor its name', () => {
    const all = exampleNames()
      .map(readExample)
      .flatMap(({ id, name }) => [id, name]);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('a recipe for n8n', () => {
  let sandbox: Sandbox;
  beforeAll(async () => (sandbox = await startSandbox()));
  afterAll(() => sandbox.close());

  it.each(inN8n)('%s chooses no credential', (name) => {
    expect(readExample(name).nodes.filter((node) => 'credentials' in node)).toEqual([]);
  });

  it.each(inN8n)('%s says on its note what to change', (name) => {
    const notes = readExample(name).nodes.filter(({ type }) => type.endsWith('.stickyNote'));
    expect(String(notes[0]?.parameters['content'])).toMatch(
      /^Enter your server[^.]*\*\*Your values\*\*[^.]*choose or make a credential[^.]*\./m,
    );
  });

  it.each(inN8n)('%s becomes one for the sandbox, whose values still wait', (name) => {
    const credentialOf = (type: string) => ({ id: type, name: type });
    const filled = JSON.stringify(filledIn(readExample(name), sandbox, credentialOf));
    const waits = (text: string) => text.includes('"enter a');
    expect(filled).toMatch(/127\.0\.0\.1:\d+/);
    expect(filled).not.toMatch(/"https:\/\/(?!127\.)/);
    expect(waits(filled)).toBe(waits(JSON.stringify(readExample(name))));
  });
});
