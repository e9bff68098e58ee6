import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import { stageN8nPackage } from '../../../tools/packages/n8n';
import { stageNodeRedPackage } from '../../../tools/packages/node-red';
import { listFiles } from '../../../tools/packages/files';
import { checkSize, packAll, packInto } from '../../../tools/packages/tarball';
import { exampleProject, type Project } from './project';

describe('packing', () => {
  let project: Project;
  beforeEach(() => (project = exampleProject()));
  afterEach(() => project.remove());

  test('writes one tarball per package into artifacts/, in place of older ones', async () => {
    project.write('artifacts/n8n-nodes-vendor-auth-1.0.0.tgz');
    project.write('artifacts/notes.txt');
    const staged = [stageN8nPackage(project.dir), stageNodeRedPackage(project.dir)];

    const tarballs = await packAll(project.dir);

    expect(listFiles(path.join(project.dir, 'artifacts'))).toEqual([
      'n8n-nodes-vendor-auth-1.2.3.tgz',
      'notes.txt',
      'vendor-auth-node-red-1.2.3.tgz',
    ]);
    expect(tarballs.map(({ contents }) => [...contents].sort())).toEqual(staged.map(listFiles));
  });

  test('compresses them more tightly than npm does, to what npm unpacks', async () => {
    const staged = stageN8nPackage(project.dir);
    stageNodeRedPackage(project.dir);
    const text = Array.from({ length: 3000 }, (_, at) => `line ${at % 97} of ${at % 89}`).join(
      '\n',
    );
    writeFileSync(path.join(staged, 'dist/filler.txt'), text);
    const byNpm = packInto(path.join(project.dir, 'by-npm'), staged);

    const [tarball] = await packAll(project.dir);

    const bytes = readFileSync(tarball!.file);
    expect(gunzipSync(bytes).equals(gunzipSync(readFileSync(byNpm.file)))).toBe(true);
    expect(tarball!.sizeBytes).toBe(bytes.length);
    expect(bytes.length).toBeLessThan(byNpm.sizeBytes);
  });

  test('fails when a package was not staged', async () => {
    stageN8nPackage(project.dir);
    rmSync(path.join(project.dir, 'build/packages/node-red'), { recursive: true, force: true });

    await expect(packAll(project.dir)).rejects.toThrow();
  });

  test.each([
    ['n8n-nodes-vendor-auth', 100_000, '100.0 kB'],
    ['node-red', 150_000, '150.0 kB'],
  ])('lets %s have %i bytes and no more', async (name, limitBytes, limit) => {
    stageN8nPackage(project.dir);
    stageNodeRedPackage(project.dir);
    const filler = `build/packages/${name}/dist/filler.txt`;
    const fill = (bytes: number) => {
      // What is random cannot be packed more tightly.
      writeFileSync(path.join(project.dir, filler), randomBytes(bytes));
    };

    fill(limitBytes - 8_000);
    await expect(packAll(project.dir)).resolves.toHaveLength(2);
    fill(limitBytes);
    await expect(packAll(project.dir)).rejects.toThrow(`more than the ${limit} it may have`);
  });

  test('refuses a package that is larger than promised', () => {
    const tarball = { file: '/artifacts/a.tgz', sizeBytes: 100_001, contents: [] };

    expect(() => checkSize(tarball, 100_000)).toThrow('a.tgz has 100.0 kB, more than the 100.0 kB');
    expect(checkSize({ ...tarball, sizeBytes: 100_000 }, 100_000).sizeBytes).toBe(100_000);
  });
});
