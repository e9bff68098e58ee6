import path from 'node:path';

import { stageN8nPackage } from '../../../tools/packages/n8n';
import { stageNodeRedPackage } from '../../../tools/packages/node-red';
import { packInto } from '../../../tools/packages/tarball';
import { projectRoot } from './project';

/** Where packages of end-to-end tests are packed. */
const FOLDER = path.join(projectRoot, 'build', 'e2e');

/** Packs the n8n package as it would be published, from what is compiled; answers the tarball's path. */
export function packN8nPackage(): string {
  return packInto(FOLDER, stageN8nPackage(projectRoot)).file;
}

/** The same for the Node-RED package. */
export async function packNodeRedPackage(): Promise<string> {
  return packInto(FOLDER, await stageNodeRedPackage(projectRoot)).file;
}
