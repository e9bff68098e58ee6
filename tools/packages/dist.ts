import { existsSync } from 'node:fs';
import path from 'node:path';

import { copyFile, listFiles } from './files';
import { layout } from './layout';

/** What nodes and credentials bring along beside their code. */
const ASSET = /\.(html|json|svg|png)$/;

/**
 * Puts a source folder into `dist` below the staged package, at the same place in the tree, so that
 * relative imports keep working: TypeScript as the compiler left it in build/compiled, icons,
 * dialogs and translations as they are.
 *
 * It goes by the sources, not by what lies in build/compiled, where a deleted file's output stays.
 */
export function copyToDist(projectDir: string, folder: string, stagedDir: string): void {
  for (const file of listFiles(path.join(projectDir, folder))) {
    const source = path.join(folder, file);
    if (/(?<!\.d)\.ts$/.test(file)) {
      copyCompiled(projectDir, source.replace(/\.ts$/, '.js'), stagedDir);
    }
  }
  copyAssets(projectDir, folder, stagedDir);
}

/** The same for icons, dialogs and translations alone. */
export function copyAssets(projectDir: string, folder: string, stagedDir: string): void {
  const files = listFiles(path.join(projectDir, folder)).filter((file) => ASSET.test(file));
  for (const file of files) {
    const source = path.join(folder, file);
    copyFile(path.join(projectDir, source), path.join(stagedDir, 'dist', source));
  }
}

function copyCompiled(projectDir: string, script: string, stagedDir: string): void {
  const compiled = path.join(layout.compiled(projectDir), script);
  if (!existsSync(compiled)) {
    throw new Error(`${script} is not compiled. Run "npm run build", which compiles first.`);
  }
  copyFile(compiled, path.join(stagedDir, 'dist', script));
}
