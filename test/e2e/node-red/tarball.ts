import { mkdirSync } from 'node:fs';
import path from 'node:path';

import { npm } from '../../../tools/npm';
import { stageNodeRedPackage } from '../../../tools/packages/node-red';
import { projectRoot } from '../support/project';

/** Packs the Node-RED package as it would be published; answers the tarball's path. */
export function packNodeRedPackage(): string {
  const folder = path.join(projectRoot, 'build', 'e2e');
  mkdirSync(folder, { recursive: true });
  const staged = stageNodeRedPackage(projectRoot);
  const output = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], staged);
  const [packed] = JSON.parse(output) as { filename: string }[];
  if (packed === undefined) throw new Error('npm packed nothing.');
  return path.join(folder, packed.filename);
}
