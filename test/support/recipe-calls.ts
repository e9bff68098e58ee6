import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The table of docs/recipes.md, row by row, cell by cell. */
export function recipeRows(): string[][] {
  const lines = readFileSync(path.resolve('docs', 'recipes.md'), 'utf8').split('\n');
  return lines
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/**
 * What docs/recipes.md says that a recipe costs: token requests + calls of the API, such as `1 + 4`.
 *
 * @throws Error if the page has no row with that recipe
 */
export function callsInDocs(recipe: string): string {
  const row = recipeRows().find((cells) => cells.includes(recipe));
  if (row === undefined) throw new Error(`docs/recipes.md has no row with “${recipe}”.`);
  return row[row.indexOf(recipe) + 1] ?? '';
}
