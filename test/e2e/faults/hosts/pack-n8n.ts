import { mkdirSync } from 'node:fs';
import path from 'node:path';

import { npm } from '../../../../tools/npm';
import { stageN8nPackage } from '../../../../tools/packages/n8n';
import { projectRoot } from '../../support/project';

/** Packs the n8n package as it would be published, from what is compiled; answers the tarball's path. */
export function packN8nPackage(): string {
  const folder = path.join(projectRoot, 'build', 'e2e');
  mkdirSync(folder, { recursive: true });
  const staged = stageN8nPackage(projectRoot);
  const output = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], staged);
  const [packed] = JSON.parse(output) as { filename: string }[];
  if (packed === undefined) throw new Error('npm packed nothing.');
  return path.join(folder, packed.filename);
}
