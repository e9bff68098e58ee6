import { readdirSync } from 'node:fs';
import path from 'node:path';

import { exampleNames, isRecipe, readExample } from '../../demo/example-workflows';
import { recipeRows } from '../support/recipe-calls';

describe('docs/recipes.md', () => {
  const inNodeRed = readdirSync(path.resolve('node-red', 'examples'))
    .map((file) => path.basename(file, '.json'))
    .filter((name) => name.includes(' - '));
  const inN8n = exampleNames().filter((name) => isRecipe(readExample(name)));

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
