import { readFileSync } from 'node:fs';
import path from 'node:path';

const PAGE = path.resolve(__dirname, '../../docs/recipes.md');

/**
 * What docs/recipes.md says that a recipe costs: token requests + calls of the API, such as `1 + 4`.
 *
 * @throws Error if the page has no row with that recipe
 */
export function callsInDocs(recipe: string, host: 'Node-RED' | 'n8n'): string {
  const lines = readFileSync(PAGE, 'utf8').split('\n');
  const cells = lines
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .find((row) => row.includes(recipe));
  if (cells === undefined)
    throw new Error(`docs/recipes.md has no row with “${recipe}” (${host}).`);
  return cells[cells.indexOf(recipe) + 1] ?? '';
}
