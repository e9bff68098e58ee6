import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

import { copyToDist } from './dist';
import { copyFile, emptyFolder, listFiles, writeJson } from './files';
import { layout } from './layout';
import { type Manifest, readManifest, sharedFields, withoutSourceOnlyFields } from './manifest';

/** What the Node-RED package is made of; node-red/editor only helps to build it. */
const sourceFolders = ['core', 'node-red/lib', 'node-red/nodes'];

/**
 * Assembles the Node-RED package in build/packages/node-red from compiled sources. Node-RED can load
 * it from there.
 *
 * @returns the folder of the package
 * @throws Error if there is no node to put into it
 */
export function stageNodeRedPackage(projectDir: string): string {
  const stagedDir = layout.stagedNodeRed(projectDir);
  emptyFolder(stagedDir);
  writeJson(path.join(stagedDir, 'package.json'), nodeRedManifest(projectDir));
  for (const folder of sourceFolders) copyToDist(projectDir, folder, stagedDir);
  copyExamples(projectDir, stagedDir);
  copyFile(readme(projectDir), path.join(stagedDir, 'README.md'));
  copyFile(path.join(projectDir, 'LICENSE.md'), path.join(stagedDir, 'LICENSE.md'));
  generateEditorFiles(projectDir, stagedDir);
  return stagedDir;
}

/** node-red/package.json, completed by what both packages share and by the nodes in this tree. */
export function nodeRedManifest(projectDir: string): Manifest {
  const source = readManifest(path.join(projectDir, 'node-red'));
  return {
    ...withoutSourceOnlyFields({ ...source, ...sharedFields(readManifest(projectDir)) }),
    'node-red': { ...(source['node-red'] as object), nodes: entries(projectDir) },
    files: ['dist', 'examples'],
  };
}

/** A node is a folder in node-red/nodes with a script of the same name. */
function entries(projectDir: string): Record<string, string> {
  const folder = path.join(projectDir, 'node-red', 'nodes');
  const names = listFiles(folder)
    .map((file) => /^([^/]+)\/\1\.ts$/.exec(file)?.[1])
    .filter((name) => name !== undefined);
  if (names.length === 0) {
    throw new Error(
      'There is nothing for Node-RED to load: no node-red/nodes/<node>/<node>.ts in this tree.',
    );
  }
  return Object.fromEntries(names.map((name) => [name, `dist/node-red/nodes/${name}/${name}.js`]));
}

/** Node-RED's Import > Examples looks for them at the root of a package. */
function copyExamples(projectDir: string, stagedDir: string): void {
  const examples = path.join(projectDir, 'node-red', 'examples');
  for (const file of listFiles(examples).filter((name) => name.endsWith('.json'))) {
    copyFile(path.join(examples, file), path.join(stagedDir, 'examples', file));
  }
}

function readme(projectDir: string): string {
  const own = path.join(projectDir, 'node-red', 'README.md');
  return existsSync(own) ? own : path.join(projectDir, 'README.md');
}

/**
 * What the editor shows of the vendors is derived from core/vendors, by a script in a process of its
 * own, which gets the folder of the package and writes into it.
 */
function generateEditorFiles(projectDir: string, stagedDir: string): void {
  const generator = path.join(layout.compiled(projectDir), 'node-red', 'editor', 'generate.js');
  if (!existsSync(path.join(projectDir, 'node-red', 'editor', 'generate.ts'))) return;
  execFileSync(process.execPath, [generator, stagedDir], { cwd: projectDir, stdio: 'inherit' });
}
