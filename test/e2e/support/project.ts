import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout's top folder, wherever this was compiled to. */
export const projectRoot = findProjectRoot(__dirname);

function findProjectRoot(folder: string): string {
  if (existsSync(join(folder, 'gulpfile.js'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('This must run inside a checkout of vendor-auth.');
  return findProjectRoot(parent);
}
