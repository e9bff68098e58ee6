import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { build } from 'esbuild';

import { copyAssets } from './dist';
import { copyFile, emptyFolder, listFiles, writeJson } from './files';
import { layout } from './layout';
import { type Manifest, readManifest, sharedFields, withoutSourceOnlyFields } from './manifest';
import type { Field, Vendor } from '../../core';
import { leaveOut } from '../../node-red/editor/bundle';
import { shortened } from '../../node-red/editor/shortened';
import type { IsLeftOut } from '../../node-red/editor/without-members';

const NODES = 'node-red/nodes';

/** The one script with the code of all nodes, which the script of each node requires. */
const BUNDLE = 'dist/node-red/nodes.js';

/**
 * Assembles the Node-RED package in build/packages/node-red. Node-RED can load it from there. node-red/editor
 * only helps to build it.
 *
 * @returns the folder of the package
 * @throws Error if there is no node to put into it
 */
export async function stageNodeRedPackage(projectDir: string): Promise<string> {
  const stagedDir = layout.stagedNodeRed(projectDir);
  emptyFolder(stagedDir);
  writeJson(path.join(stagedDir, 'package.json'), nodeRedManifest(projectDir));
  copyAssets(projectDir, NODES, stagedDir);
  await bundleNodes(projectDir, stagedDir);
  copyExamples(projectDir, stagedDir);
  copyFile(readme(projectDir), path.join(stagedDir, 'README.md'));
  copyFile(path.join(projectDir, 'LICENSE.md'), path.join(stagedDir, 'LICENSE.md'));
  generateEditorFiles(projectDir, stagedDir);
  compactJson(stagedDir);
  compactHtml(stagedDir);
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

function entries(projectDir: string): Record<string, string> {
  return Object.fromEntries(
    nodeNames(projectDir).map((name) => [name, `dist/${NODES}/${name}/${name}.js`]),
  );
}

/** A node is a folder in node-red/nodes with a script of the same name. */
function nodeNames(projectDir: string): string[] {
  const names = listFiles(path.join(projectDir, NODES))
    .map((file) => /^([^/]+)\/\1\.ts$/.exec(file)?.[1])
    .filter((name) => name !== undefined);
  if (names.length === 0) {
    throw new Error(
      'There is nothing for Node-RED to load: no node-red/nodes/<node>/<node>.ts in this tree.',
    );
  }
  return names;
}

/** What vendors and their fields say for the editor alone, whose script has it. */
export const EDITOR_MEMBERS: ReadonlySet<string> = new Set([
  'documentationUrl',
  'summary',
  'readPasted',
  'advanced',
  'group',
] satisfies (keyof Vendor | keyof Field)[]);

/**
 * The same for one member: a field's help is said to whoever left out what must be there. That of an
 * optional field, of one with a default, and of a choice stands in the dialog alone.
 */
export const isForEditorAlone: IsLeftOut = (name, literal) => {
  if (name !== 'help') return EDITOR_MEMBERS.has(name);
  const hasDefault = literal.has('default') && !literal.has('emptyCounts');
  return literal.get('required') === 'false' || hasDefault || literal.has('value');
};

/**
 * Joins the code of all nodes and of the core into one script without spaces and long names: a third of the
 * size of the single files. Node-RED wants a script for each node, so each gets one that takes
 * its node from there; what nodes share must exist once.
 */
async function bundleNodes(projectDir: string, stagedDir: string): Promise<void> {
  const names = nodeNames(projectDir);
  const lines = names.flatMap((name, at) => [
    `import node${at} from ${JSON.stringify(`./${name}/${name}`)};`,
    `export { node${at} as ${JSON.stringify(name)} };`,
  ]);
  const { outputFiles } = await build({
    stdin: { contents: lines.join('\n'), resolveDir: path.join(projectDir, NODES) },
    bundle: true,
    write: false,
    logLevel: 'silent',
    platform: 'node',
    format: 'cjs',
    target: 'es2023',
    charset: 'utf8',
    minify: true,
    tsconfigRaw: {},
    external: Object.keys(nodeRedManifest(projectDir).dependencies ?? {}),
    plugins: [leaveOut(isForEditorAlone)],
  });
  const bundleFile = path.join(stagedDir, BUNDLE);
  mkdirSync(path.dirname(bundleFile), { recursive: true });
  writeFileSync(bundleFile, shortened(outputFiles[0]?.text ?? ''));
  for (const [name, file] of Object.entries(entries(projectDir))) {
    const script = path.join(stagedDir, file);
    const bundle = path.posix.relative(path.posix.dirname(file), BUNDLE);
    mkdirSync(path.dirname(script), { recursive: true });
    writeFileSync(
      script,
      `"use strict";\nmodule.exports = require(${JSON.stringify(bundle)})[${JSON.stringify(name)}];\n`,
    );
  }
}

/** Nobody reads the catalogues and the flows in a package, so their indentation stays at home. */
function compactJson(stagedDir: string): void {
  for (const folder of ['dist', 'examples']) {
    const root = path.join(stagedDir, folder);
    for (const name of listFiles(root).filter((file) => file.endsWith('.json'))) {
      const file = path.join(root, name);
      writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))));
    }
  }
}

/** Nor is the indentation of dialogs and helps read by anybody: a browser takes each run of spaces for one. */
function compactHtml(stagedDir: string): void {
  const root = path.join(stagedDir, 'dist');
  for (const name of listFiles(root).filter((file) => file.endsWith('.html'))) {
    const file = path.join(root, name);
    const html = readFileSync(file, 'utf8').replace(
      /(<script type="text\/javascript">)(.*?)(<\/script>)/gs,
      (_, begin: string, code: string, end: string) => begin + shortened(code) + end,
    );
    const lines = html.split('\n').map((line) => line.trim());
    writeFileSync(file, lines.filter(Boolean).join('\n'));
  }
}

/** Node-RED's Import > Examples looks for them at the root of a package. */
function copyExamples(projectDir: string, stagedDir: string): void {
  const examples = path.join(projectDir, 'node-red', 'examples');
  for (const file of listFiles(examples).filter((name) => name.endsWith('.json'))) {
    const target = path.join(stagedDir, 'examples', file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, withCountedIds(readFileSync(path.join(examples, file), 'utf8'), file));
  }
}

/**
 * Random ids hardly compress, so those of an example become its name with a number. Names differ, so no two
 * examples share an id, in whatever version of the package.
 */
function withCountedIds(example: string, file: string): string {
  const name = path
    .basename(file, '.json')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  const ids = (JSON.parse(example) as { id: string }[]).map(({ id }) => id);
  return ids.reduce((text, id, at) => text.replaceAll(`"${id}"`, `"${name}${at}"`), example);
}

function readme(projectDir: string): string {
  const own = path.join(projectDir, 'node-red', 'README.md');
  return existsSync(own) ? own : path.join(projectDir, 'README.md');
}

/**
 * What the editor shows of the vendors is derived from core/vendors, by a script in a process of its
 * own, which gets the folder of the package, writes into it, and reads the sources of the script.
 */
function generateEditorFiles(projectDir: string, stagedDir: string): void {
  const generator = path.join(layout.compiled(projectDir), 'node-red', 'editor', 'generate.js');
  if (!existsSync(path.join(projectDir, 'node-red', 'editor', 'generate.ts'))) return;
  execFileSync(process.execPath, [generator, stagedDir, projectDir], {
    cwd: projectDir,
    stdio: 'inherit',
  });
}
