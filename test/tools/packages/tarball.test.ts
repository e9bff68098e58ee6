import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    const staged = [stageN8nPackage(project.dir), await stageNodeRedPackage(project.dir)];

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
    await stageNodeRedPackage(project.dir);
    const text = Array.from({ length: 3000 }, (_, at) => `line ${at % 97} of ${at % 89}`).join(
      '\n',
    );
    writeFileSync(path.join(staged, 'dist/filler.txt'), text);
    const byNpm = packInto(path.join(project.dir, 'by-npm'), staged);

    const [tarball] = await packAll(project.dir);

    const unpacked = (file: string, into: string) => {
      const folder = path.join(project.dir, into);
      mkdirSync(folder);
      execFileSync('tar', ['-xzf', file, '-C', folder]);
      return listFiles(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]);
    };
    expect(unpacked(tarball!.file, 'tight')).toEqual(unpacked(byNpm.file, 'loose'));
    const bytes = readFileSync(tarball!.file);
    // The archive is the one that npm made, but for the order of what it holds.
    const sorted = (archive: Buffer) => gunzipSync(archive).toSorted();
    expect(Buffer.compare(sorted(bytes), sorted(readFileSync(byNpm.file)))).toBe(0);
    expect(tarball!.sizeBytes).toBe(bytes.length);
    expect(bytes.length).toBeLessThan(byNpm.sizeBytes);
  });

  test('lets files of one kind follow each other', async () => {
    const staged = stageN8nPackage(project.dir);
    await stageNodeRedPackage(project.dir);
    for (const file of [
      'b/one.txt',
      'a/locales/de/x.json',
      'a/y.md',
      'c/two.txt',
      'c/locales/de/z.json',
    ])
      project.write(path.relative(project.dir, path.join(staged, 'dist', file)));

    const [tarball] = await packAll(project.dir);

    const names = execFileSync('tar', ['-tzf', tarball!.file], { encoding: 'utf8' }).split('\n');
    const ours = names.map((name) => name.replace('package/dist/', ''));
    expect(ours.filter((name) => /^[abc]\//.test(name))).toEqual([
      'a/y.md',
      'b/one.txt',
      'c/two.txt',
      'a/locales/de/x.json',
      'c/locales/de/z.json',
    ]);
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
    await stageNodeRedPackage(project.dir);
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
