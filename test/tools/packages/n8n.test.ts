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
      'dist/core/index.js',
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

  test('has of the core what its scripts take, in one script that they find and a person can read', () => {
    const stagedDir = stageN8nPackage(project.dir);
    const core = readFileSync(path.join(stagedDir, 'dist/core/index.js'), 'utf8');
    expect(core).toContain('token of ');
    expect(core).not.toContain('only for Node-RED');
    expect(core.split('\n').length).toBeGreaterThan(20);
    const script = path.join(stagedDir, 'dist/credentials/agilityApi.credentials.js');
    expect(jest.requireActual<{ name: string }>(script).name).toBe('Agilitytoken of x');
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
    rmSync(path.join(project.dir, 'build/compiled/credentials/shared/fields.js'));

    expect(() => stageN8nPackage(project.dir)).toThrow(
      'credentials/shared/fields.js is not compiled.',
    );
  });
});
