import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A package.json, as far as packing looks into it. */
export interface Manifest {
  name: string;
  version: string;
  files?: string[];
  engines?: Record<string, string>;
  dependencies?: Record<string, string>;
  [field: string]: unknown;
}

/** What is true of the source tree but not of a package that is made from it. */
const SOURCE_ONLY_FIELDS = ['private', 'scripts', 'devDependencies', 'optionalDependencies'];

/** What both packages have in common, and the root package.json says for both. */
const SHARED_FIELDS = ['version', 'license', 'author', 'homepage', 'repository'];

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}

export function withoutSourceOnlyFields(manifest: Manifest): Manifest {
  return Object.fromEntries(
    Object.entries(manifest).filter(([field]) => !SOURCE_ONLY_FIELDS.includes(field)),
  ) as Manifest;
}

export function sharedFields(root: Manifest): Partial<Manifest> {
  return Object.fromEntries(
    Object.entries(root).filter(([field]) => SHARED_FIELDS.includes(field)),
  );
}
