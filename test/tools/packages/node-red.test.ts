import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { listFiles } from '../../../tools/packages/files';
import { stageNodeRedPackage } from '../../../tools/packages/node-red';
import { exampleProject, type Project } from './project';

describe('the Node-RED package', () => {
  let project: Project;
  beforeEach(() => (project = exampleProject()));
  afterEach(() => project.remove());

  const staged = async (file: string): Promise<string> =>
    readFileSync(path.join(await stageNodeRedPackage(project.dir), file), 'utf8');

  test('holds the core, the nodes with their dialogs, and examples, and nothing else', async () => {
    expect(listFiles(await stageNodeRedPackage(project.dir))).toEqual([
      'LICENSE.md',
      'README.md',
      'dist/node-red/nodes.js',
      'dist/node-red/nodes/vendor-auth-bearer/vendor-auth-bearer.js',
      'dist/node-red/nodes/vendor-auth/icons/key.svg',
      'dist/node-red/nodes/vendor-auth/locales/en-US/vendor-auth.html',
      'dist/node-red/nodes/vendor-auth/locales/en-US/vendor-auth.json',
      'dist/node-red/nodes/vendor-auth/vendor-auth.html',
      'dist/node-red/nodes/vendor-auth/vendor-auth.js',
      'examples/One flow.json',
      'package.json',
    ]);
  });

  test('joins the code of all nodes in one script, which each node takes its own from', async () => {
    const packageDir = await stageNodeRedPackage(project.dir);
    const load = (name: string) =>
      createRequire(__filename)(
        path.join(packageDir, `dist/node-red/nodes/${name}/${name}.js`),
      ) as () => unknown;

    expect(load('vendor-auth')()).toBe('vendor-auth with 1 pool');
    // What nodes share exists once.
    expect(load('vendor-auth-bearer')()).toBe('vendor-auth-bearer with 2 pools');
    expect(await staged('dist/node-red/nodes.js')).not.toMatch(/A docstring|\n\n|^ +/m);
    expect(await staged('dist/node-red/nodes.js')).toContain('require("undici")');
  });

  test('carries catalogues without indentation', async () => {
    expect(await staged('dist/node-red/nodes/vendor-auth/locales/en-US/vendor-auth.json')).toBe(
      '{"vendor-auth":{"label":{"name":"Name"}}}',
    );
  });

  test('counts the nodes of an example in their ids, wherever these stand', async () => {
    project.write('node-red/examples/One flow.json', [
      { id: '0a8f3a6add4706be', type: 'tab' },
      { id: '7d507f6656eca527', z: '0a8f3a6add4706be', name: 'keeps 7d507f6656eca527', wires: [] },
      { id: 'c8e6b7770fd2ba98', z: '0a8f3a6add4706be', wires: [['7d507f6656eca527']] },
    ]);
    expect(JSON.parse(await staged('examples/One flow.json'))).toEqual([
      { id: 'oneflow0', type: 'tab' },
      { id: 'oneflow1', z: 'oneflow0', name: 'keeps 7d507f6656eca527', wires: [] },
      { id: 'oneflow2', z: 'oneflow0', wires: [['oneflow1']] },
    ]);
  });

  test('says which nodes to load, and shares version, licence and author with its sibling', async () => {
    expect(JSON.parse(await staged('package.json'))).toEqual({
      name: '@vendor-auth/node-red',
      version: '1.2.3',
      license: 'MIT',
      author: { name: 'Somebody', email: 'somebody@vendor.example' },
      homepage: 'https://vendor.example',
      keywords: ['node-red'],
      engines: { node: '>=22.9.0' },
      dependencies: { undici: '^7.0.0' },
      files: ['dist', 'examples'],
      'node-red': {
        version: '>=4.1.0',
        nodes: {
          'vendor-auth': 'dist/node-red/nodes/vendor-auth/vendor-auth.js',
          'vendor-auth-bearer': 'dist/node-red/nodes/vendor-auth-bearer/vendor-auth-bearer.js',
        },
      },
    });
  });

  test('carries its own README if there is one', async () => {
    expect(await staged('README.md')).toBe('about the source tree');

    project.write('node-red/README.md', 'about Node-RED');
    expect(await staged('README.md')).toBe('about Node-RED');
  });

  test('contains what node-red/editor/generate.ts derives, but not the script', async () => {
    project.writeCompiled(
      'node-red/editor/generate.ts',
      "require('node:fs').writeFileSync(process.argv[2] + '/dist/derived.json', '{}')",
    );

    const files = listFiles(await stageNodeRedPackage(project.dir));

    expect(files).toContain('dist/derived.json');
    expect(files.join()).not.toContain('generate');
  });

  test('gets what is derived from the sources that it is told', async () => {
    project.writeCompiled(
      'node-red/editor/generate.ts',
      "require('node:fs').writeFileSync(process.argv[2] + '/dist/derived.json', JSON.stringify(process.argv[3]))",
    );

    expect(JSON.parse(await staged('dist/derived.json'))).toBe(project.dir);
  });

  test('is not made when that script fails', async () => {
    project.writeCompiled('node-red/editor/generate.ts', 'process.exit(3)');

    await expect(stageNodeRedPackage(project.dir)).rejects.toThrow('generate.js');
  });

  test('is not made without nodes', async () => {
    rmSync(path.join(project.dir, 'node-red/nodes'), { recursive: true });

    await expect(stageNodeRedPackage(project.dir)).rejects.toThrow(
      'There is nothing for Node-RED to load',
    );
  });
});
