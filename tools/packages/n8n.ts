import path from 'node:path';

import { copyToDist } from './dist';
import { copyFile, emptyFolder, listFiles, writeJson } from './files';
import { layout } from './layout';
import { type Manifest, readManifest, withoutSourceOnlyFields } from './manifest';

/** What the n8n package is made of. */
export const n8nSourceFolders = ['core', 'credentials', 'nodes'];

/**
 * Assembles the n8n package in build/packages/n8n-nodes-vendor-auth from compiled sources.
 *
 * @returns the folder of the package
 * @throws Error if there is no credential type or no node to put into it
 */
export function stageN8nPackage(projectDir: string): string {
  const stagedDir = layout.stagedN8n(projectDir);
  emptyFolder(stagedDir);
  writeJson(path.join(stagedDir, 'package.json'), n8nManifest(projectDir));
  for (const folder of n8nSourceFolders) copyToDist(projectDir, folder, stagedDir);
  copyFile(path.join(projectDir, 'nodes', 'README.md'), path.join(stagedDir, 'README.md'));
  copyFile(path.join(projectDir, 'LICENSE.md'), path.join(stagedDir, 'LICENSE.md'));
  const examplesDir = path.join(projectDir, 'examples', 'n8n');
  for (const file of listFiles(examplesDir)) {
    copyFile(path.join(examplesDir, file), path.join(stagedDir, 'examples', file));
  }
  return stagedDir;
}

/** The root's package.json without what only the source tree needs, and with what n8n is to load. */
export function n8nManifest(projectDir: string): Manifest {
  const root = readManifest(projectDir);
  return {
    ...withoutSourceOnlyFields(root),
    n8n: {
      ...(root['n8n'] as object),
      credentials: entries(projectDir, 'credentials', '.credentials.ts'),
      nodes: entries(projectDir, 'nodes', '.node.ts'),
    },
  };
}

function entries(projectDir: string, folder: string, ending: string): string[] {
  const files = listFiles(path.join(projectDir, folder)).filter((file) => file.endsWith(ending));
  if (files.length === 0) {
    throw new Error(`There is nothing for n8n to load: no ${folder}/**/*${ending} in this tree.`);
  }
  return files.map((file) => `dist/${folder}/${file.replace(/\.ts$/, '.js')}`);
}
