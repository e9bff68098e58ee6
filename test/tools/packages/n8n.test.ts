import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { listFiles } from '../../../tools/packages/files';
import { stageN8nPackage } from '../../../tools/packages/n8n';
import { exampleProject, type Project } from './project';

describe('the n8n package', () => {
  let project: Project;
  beforeEach(() => (project = exampleProject()));
  afterEach(() => project.remove());

  const manifest = (): Record<string, unknown> =>
    JSON.parse(readFileSync(path.join(stageN8nPackage(project.dir), 'package.json'), 'utf8'));

  test('holds the core, the credentials and the nodes, and nothing else of the tree', () => {
    expect(listFiles(stageN8nPackage(project.dir))).toEqual([
      'LICENSE.md',
      'README.md',
      'dist/core/token.js',
      'dist/core/vendors/agility.js',
      'dist/credentials/agilityApi.credentials.js',
      'dist/credentials/icons/agility.svg',
      'dist/credentials/shared/fields.js',
      'dist/nodes/Agility/Agility.node.js',
      'dist/nodes/Agility/Agility.node.json',
      'dist/nodes/Agility/agility.dark.svg',
      'examples/agility.json',
      'package.json',
    ]);
  });

  test('shows the n8n package’s own page, not that of the source tree', () => {
    const page = readFileSync(path.join(stageN8nPackage(project.dir), 'README.md'), 'utf8');
    expect(page).toBe('about n8n');
  });

  test('tells n8n which credentials and nodes to load', () => {
    expect(manifest()['n8n']).toEqual({
      n8nNodesApiVersion: 1,
      strict: true,
      credentials: ['dist/credentials/agilityApi.credentials.js'],
      nodes: ['dist/nodes/Agility/Agility.node.js'],
    });
  });

  test('has a manifest without dependencies, scripts and what only the source tree needs', () => {
    expect(Object.keys(manifest()).sort()).toEqual(
      [
        'author',
        'files',
        'homepage',
        'license',
        'n8n',
        'name',
        'peerDependencies',
        'version',
      ].sort(),
    );
  });

  test('does not keep what an earlier build put into it', () => {
    project.write('build/packages/n8n-nodes-vendor-auth/dist/core/old.js');

    expect(listFiles(stageN8nPackage(project.dir))).not.toContain('dist/core/old.js');
  });

  test.each([
    ['credentials', 'credentials/**/*.credentials.ts'],
    ['nodes', 'nodes/**/*.node.ts'],
  ])('is not made without %s', (folder, pattern) => {
    rmSync(path.join(project.dir, folder), { recursive: true });

    expect(() => stageN8nPackage(project.dir)).toThrow(
      `There is nothing for n8n to load: no ${pattern} in this tree.`,
    );
  });

  test('is not made from sources that were not compiled', () => {
    rmSync(path.join(project.dir, 'build/compiled/core/token.js'));

    expect(() => stageN8nPackage(project.dir)).toThrow('core/token.js is not compiled.');
  });
});
