import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { type Installation, VERSIONS } from '../../node-red/node-red';
import { runOrFail } from '../../support/processes';
import { projectRoot } from '../../support/project';
import { hostName, type NodeRedHostPlan } from './hosts';

/** This machine cannot carry the host, through no fault of the package. */
export class NotInstallableError extends Error {}

/** Where hosts are kept between runs; `$VENDOR_AUTH_HOSTS_DIR` shares one folder between checkouts. */
const HOSTS_DIR = process.env['VENDOR_AUTH_HOSTS_DIR'] ?? path.join(projectRoot, 'build', 'hosts');

const INSTALL_TIMEOUT_MS = 180_000;

/**
 * The host as it is to run, installed first where it is missing. A Node-RED that this project depends
 * on, and the Node.js that runs this, need no installation.
 *
 * @throws {NotInstallableError}
 */
export async function installNodeRedHost(plan: NodeRedHostPlan): Promise<Installation> {
  const [nodeRedDir, node] = [await nodeRedFolder(plan.nodeRed), await nodeExecutable(plan.node)];
  return { name: `${plan.nodeRed}-node-${plan.node}`, nodeRedDir, node };
}

async function nodeRedFolder(version: string): Promise<string> {
  const inProject = VERSIONS.map(({ module }) => path.join(projectRoot, 'node_modules', module));
  const folder = inProject.find((candidate) => versionIn(candidate) === version);
  return folder ?? (await installed('node-red', version));
}

async function nodeExecutable(version: string): Promise<string> {
  if (process.versions.node === version) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const folder = await installed(`node-${platform}-${process.arch}`, version);
  return path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** The folder of a package of the registry, in an installation of its own. */
async function installed(name: string, version: string): Promise<string> {
  const home = path.join(HOSTS_DIR, `${name}-${version}`);
  const folder = path.join(home, 'node_modules', name);
  if (versionIn(folder) === version && existsSync(path.join(home, COMPLETE))) return folder;
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, 'package.json'), '{"private":true}\n');
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`];
  try {
    await runOrFail('npm', args, { cwd: home, env: process.env, timeoutMs: INSTALL_TIMEOUT_MS });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NotInstallableError(`${name} ${version} could not be installed. ${reason}`);
  }
  await writeFile(path.join(home, COMPLETE), '');
  return folder;
}

/** Marks an installation that was not interrupted. */
const COMPLETE = 'complete';

function versionIn(folder: string): string | undefined {
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) return undefined;
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** Installs one after the other what several hosts share, before hosts run side by side. */
export async function installAll(
  plans: readonly NodeRedHostPlan[],
  report: (line: string) => void,
): Promise<Map<NodeRedHostPlan, Installation | NotInstallableError>> {
  const all = new Map<NodeRedHostPlan, Installation | NotInstallableError>();
  for (const plan of plans) {
    try {
      all.set(plan, await installNodeRedHost(plan));
    } catch (error) {
      if (!(error instanceof NotInstallableError)) throw error;
      report(`NOT RUN: ${hostName(plan)}. ${error.message}`);
      all.set(plan, error);
    }
  }
  return all;
}
