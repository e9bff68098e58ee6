import { globSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { runOrFail } from '../support/processes';
import { projectRoot } from '../support/project';

/** The package's name, and so the prefix of its node types. */
export const PACKAGE_NAME = 'n8n-nodes-vendor-auth';

/** Packs the package as it would be published; answers the tarball's path. */
export async function packPackage(): Promise<string> {
  await runOrFail(process.execPath, [join(projectRoot, 'tools', 'node24.mjs'), 'gulp', 'pack'], {
    cwd: projectRoot,
    env: process.env,
    timeoutMs: 180_000,
  });
  const artifacts = join(projectRoot, 'artifacts');
  const [tarball] = globSync(`${PACKAGE_NAME}-*.tgz`, { cwd: artifacts });
  if (!tarball) throw new Error(`Packing left no ${PACKAGE_NAME} in artifacts/.`);
  return join(artifacts, tarball);
}

/**
 * Lays the packed package out as n8n's own installer does: the tarball's content under
 * `nodes/node_modules`, its manifest without development and peer dependencies, and an entry in
 * the list of installed packages. (The installer itself only takes packages from the public
 * registry.)
 */
export async function installPackage(userFolder: string, tarball: string): Promise<void> {
  const nodesFolder = join(userFolder, '.n8n', 'nodes');
  const packageFolder = join(nodesFolder, 'node_modules', PACKAGE_NAME);
  await rm(packageFolder, { recursive: true, force: true });
  await mkdir(packageFolder, { recursive: true });
  await runOrFail('tar', ['-xzf', tarball, '-C', packageFolder, '--strip-components=1'], {
    env: process.env,
    timeoutMs: 30_000,
  });
  const manifestFile = join(packageFolder, 'package.json');
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Record<string, unknown>;
  for (const member of ['devDependencies', 'peerDependencies', 'optionalDependencies']) {
    Reflect.deleteProperty(manifest, member);
  }
  await writeFile(manifestFile, JSON.stringify(manifest, null, 2));
  await writeFile(
    join(nodesFolder, 'package.json'),
    JSON.stringify({
      name: 'installed-nodes',
      private: true,
      dependencies: { [PACKAGE_NAME]: manifest['version'] },
    }),
  );
}
