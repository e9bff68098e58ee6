import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import { gzipAsync } from '@gfx/zopfli';

import { npm } from '../npm';
import { listFiles } from './files';
import { layout } from './layout';

/** A package as `npm pack` wrote it. */
export interface Tarball {
  file: string;
  sizeBytes: number;
  /** Paths inside the package. */
  contents: string[];
}

/**
 * Packs both staged packages into artifacts/, in place of what was there.
 *
 * @throws Error if a package is larger than what its users were promised
 */
export async function packAll(projectDir: string): Promise<Tarball[]> {
  const artifactsDir = layout.artifacts(projectDir);
  mkdirSync(artifactsDir, { recursive: true });
  for (const file of listFiles(artifactsDir).filter((name) => name.endsWith('.tgz'))) {
    rmSync(path.join(artifactsDir, file));
  }
  const n8n = await tightened(packInto(artifactsDir, layout.stagedN8n(projectDir)));
  const nodeRed = await tightened(packInto(artifactsDir, layout.stagedNodeRed(projectDir)));
  return [checkSize(n8n, 100_000), checkSize(nodeRed, 150_000)];
}

/** The same files, a twentieth smaller: npm compresses in a hurry. */
async function tightened(tarball: Tarball): Promise<Tarball> {
  const contents = likeByLike(gunzipSync(readFileSync(tarball.file)));
  const tight = await gzipAsync(contents, { numiterations: 15, blocksplittingmax: 0 });
  writeFileSync(tarball.file, tight);
  return { ...tarball, sizeBytes: tight.length };
}

/** A tar archive is blocks of this size; a file is a header, and its contents filled up to whole blocks. */
const BLOCK_BYTES = 512;

/**
 * The same archive in another order: gzip looks back 32 kB for what repeats, so texts in one language and
 * files of one kind stand together.
 */
function likeByLike(archive: Buffer): Buffer {
  const entries: { kind: string; bytes: Buffer }[] = [];
  let at = 0;
  while (archive[at] !== undefined && archive[at] !== 0) {
    const text = (from: number, to: number) =>
      archive.toString('utf8', at + from, at + to).replace(/\0.*$/s, '');
    // POSIX, ustar: the name, the size in octal digits, and the type, which is “0” for a file.
    const [name, sizeBytes, type] = [text(0, 100), parseInt(text(124, 136), 8), text(156, 157)];
    // Anything else, such as a name that is too long, belongs to what follows it.
    if (type !== '0') return archive;
    const end = at + BLOCK_BYTES * (1 + Math.ceil(sizeBytes / BLOCK_BYTES));
    entries.push({ kind: kindOf(name), bytes: archive.subarray(at, end) });
    at = end;
  }
  entries.sort((one, other) => (one.kind < other.kind ? -1 : one.kind > other.kind ? 1 : 0));
  return Buffer.concat([...entries.map(({ bytes }) => bytes), archive.subarray(at)]);
}

/** The language, of texts of the editor, and the ending of a file's name. */
function kindOf(name: string): string {
  const language = /\/locales\/([\w-]{1,20})\//.exec(name)?.[1] ?? '';
  return `${language} ${path.posix.extname(name)} ${name}`;
}

export function checkSize(tarball: Tarball, limitBytes: number): Tarball {
  if (tarball.sizeBytes > limitBytes) {
    throw new Error(
      `${path.basename(tarball.file)} has ${kilobytes(tarball.sizeBytes)}, ` +
        `more than the ${kilobytes(limitBytes)} it may have. Largest first, look at what it holds: ` +
        'tar -tvzf, sorted by size.',
    );
  }
  return tarball;
}

export function kilobytes(sizeBytes: number): string {
  return `${(sizeBytes / 1000).toFixed(1)} kB`;
}

/** Packs a staged package as it would be published, into a folder that is made if need be. */
export function packInto(folder: string, packageDir: string): Tarball {
  mkdirSync(folder, { recursive: true });
  const output = npm(
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    packageDir,
  );
  const [packed] = JSON.parse(output) as {
    filename: string;
    size: number;
    files: { path: string }[];
  }[];
  if (!packed) throw new Error(`npm packed nothing in ${packageDir}.`);
  return {
    file: path.join(folder, packed.filename),
    sizeBytes: packed.size,
    contents: packed.files.map((file) => file.path),
  };
}
