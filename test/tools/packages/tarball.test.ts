import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { stageN8nPackage } from '../../../tools/packages/n8n';
import { stageNodeRedPackage } from '../../../tools/packages/node-red';
import { listFiles } from '../../../tools/packages/files';
import { checkSize, packAll } from '../../../tools/packages/tarball';
import { exampleProject, type Project } from './project';

describe('packing', () => {
  let project: Project;
  beforeEach(() => (project = exampleProject()));
  afterEach(() => project.remove());

  test('writes one tarball per package into artifacts/, in place of older ones', () => {
    project.write('artifacts/n8n-nodes-vendor-auth-1.0.0.tgz');
    project.write('artifacts/notes.txt');
    const staged = [stageN8nPackage(project.dir), stageNodeRedPackage(project.dir)];

    const tarballs = packAll(project.dir);

    expect(listFiles(path.join(project.dir, 'artifacts'))).toEqual([
      'n8n-nodes-vendor-auth-1.2.3.tgz',
      'notes.txt',
      'vendor-auth-node-red-1.2.3.tgz',
    ]);
    expect(tarballs.map(({ contents }) => [...contents].sort())).toEqual(staged.map(listFiles));
  });

  test('fails when a package was not staged', () => {
    stageN8nPackage(project.dir);
    rmSync(path.join(project.dir, 'build/packages/node-red'), { recursive: true, force: true });

    expect(() => packAll(project.dir)).toThrow();
  });

  test.each([
    ['n8n-nodes-vendor-auth', 100_000, '100.0 kB'],
    ['node-red', 150_000, '150.0 kB'],
  ])('lets %s have %i bytes and no more', (name, limitBytes, limit) => {
    stageN8nPackage(project.dir);
    stageNodeRedPackage(project.dir);
    const filler = `build/packages/${name}/dist/filler.txt`;
    const fill = (bytes: number) => {
      // What is random cannot be packed more tightly.
      writeFileSync(path.join(project.dir, filler), randomBytes(bytes));
    };

    fill(limitBytes - 8_000);
    expect(() => packAll(project.dir)).not.toThrow();
    fill(limitBytes);
    expect(() => packAll(project.dir)).toThrow(`more than the ${limit} it may have`);
  });

  test('refuses a package that is larger than promised', () => {
    const tarball = { file: '/artifacts/a.tgz', sizeBytes: 100_001, contents: [] };

    expect(() => checkSize(tarball, 100_000)).toThrow('a.tgz has 100.0 kB, more than the 100.0 kB');
    expect(checkSize({ ...tarball, sizeBytes: 100_000 }, 100_000).sizeBytes).toBe(100_000);
  });
});
