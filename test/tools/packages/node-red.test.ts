import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { listFiles } from '../../../tools/packages/files';
import { stageNodeRedPackage } from '../../../tools/packages/node-red';
import { exampleProject, type Project } from './project';

describe('the Node-RED package', () => {
  let project: Project;
  beforeEach(() => (project = exampleProject()));
  afterEach(() => project.remove());

  const staged = (file: string): string =>
    readFileSync(path.join(stageNodeRedPackage(project.dir), file), 'utf8');

  test('holds the core, the nodes with their dialogs, and examples, and nothing else', () => {
    expect(listFiles(stageNodeRedPackage(project.dir))).toEqual([
      'LICENSE.md',
      'README.md',
      'dist/core/token.js',
      'dist/core/vendors/agility.js',
      'dist/node-red/lib/pool.js',
      'dist/node-red/nodes/vendor-auth/icons/key.svg',
      'dist/node-red/nodes/vendor-auth/locales/en-US/vendor-auth.html',
      'dist/node-red/nodes/vendor-auth/locales/en-US/vendor-auth.json',
      'dist/node-red/nodes/vendor-auth/statuses.js',
      'dist/node-red/nodes/vendor-auth/vendor-auth.html',
      'dist/node-red/nodes/vendor-auth/vendor-auth.js',
      'examples/One flow.json',
      'package.json',
    ]);
  });

  test('says which nodes to load, and shares version, licence and author with its sibling', () => {
    expect(JSON.parse(staged('package.json'))).toEqual({
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
        nodes: { 'vendor-auth': 'dist/node-red/nodes/vendor-auth/vendor-auth.js' },
      },
    });
  });

  test('carries its own README if there is one', () => {
    expect(staged('README.md')).toBe('about the source tree');

    project.write('node-red/README.md', 'about Node-RED');
    expect(staged('README.md')).toBe('about Node-RED');
  });

  test('contains what node-red/editor/generate.ts derives, but not the script', () => {
    project.writeCompiled(
      'node-red/editor/generate.ts',
      "require('node:fs').writeFileSync(process.argv[2] + '/dist/core/derived.json', '{}')",
    );

    const files = listFiles(stageNodeRedPackage(project.dir));

    expect(files).toContain('dist/core/derived.json');
    expect(files.join()).not.toContain('generate');
  });

  test('is not made when that script fails', () => {
    project.writeCompiled('node-red/editor/generate.ts', 'process.exit(3)');

    expect(() => stageNodeRedPackage(project.dir)).toThrow('generate.js');
  });

  test('is not made without nodes', () => {
    rmSync(path.join(project.dir, 'node-red/nodes'), { recursive: true });

    expect(() => stageNodeRedPackage(project.dir)).toThrow('There is nothing for Node-RED to load');
  });
});
