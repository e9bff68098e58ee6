import { readFileSync } from 'node:fs';
import path from 'node:path';

import { buildSync } from 'esbuild';

import { copyToDist } from './dist';
import { copyFile, emptyFolder, listFiles, writeJson } from './files';
import { layout } from './layout';
import { type Manifest, readManifest, withoutSourceOnlyFields } from './manifest';

/** What in it is n8n's own; the core is not. */
const HOST_FOLDERS = ['credentials', 'nodes'];

/** What the n8n package is made of. */
export const n8nSourceFolders = ['core', ...HOST_FOLDERS];

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
  for (const folder of HOST_FOLDERS) copyToDist(projectDir, folder, stagedDir);
  bundleCore(projectDir, stagedDir);
  copyFile(path.join(projectDir, 'nodes', 'README.md'), path.join(stagedDir, 'README.md'));
  copyFile(path.join(projectDir, 'LICENSE.md'), path.join(stagedDir, 'LICENSE.md'));
  const examplesDir = path.join(projectDir, 'examples', 'n8n');
  for (const file of listFiles(examplesDir)) {
    copyFile(path.join(examplesDir, file), path.join(stagedDir, 'examples', file));
  }
  return stagedDir;
}

/**
 * Joins what the compiled scripts take from the core into one readable script, since a hundred small files
 * are a tenth larger, and what only Node-RED uses stays out.
 */
function bundleCore(projectDir: string, stagedDir: string): void {
  buildSync({
    stdin: {
      contents: `export { ${takenFromCore(stagedDir).join(', ')} } from './core';`,
      resolveDir: projectDir,
    },
    outfile: path.join(stagedDir, 'dist', 'core', 'index.js'),
    bundle: true,
    logLevel: 'silent',
    platform: 'node',
    format: 'cjs',
    target: 'es2023',
    charset: 'utf8',
    tsconfigRaw: {},
  });
}

/** The names that the compiler left behind its own name for the core. */
function takenFromCore(stagedDir: string): string[] {
  const dist = path.join(stagedDir, 'dist');
  const scripts = listFiles(dist).filter((file) => file.endsWith('.js'));
  const texts = scripts.map((file) => readFileSync(path.join(dist, file), 'utf8'));
  const names = texts.flatMap((text) => [...text.matchAll(/\bcore_\d+\.(\w+)/g)]);
  return [...new Set(names.map(([, name]) => name as string))].sort();
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
