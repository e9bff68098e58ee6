import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { projectRoot } from '../support/project';
import { runOrFail } from '../support/processes';

/** The n8n that everything here was proven against. */
export const N8N_VERSION = '2.41.1';

/** n8n's own manifest leaves linkedom open, and its newest release does not load. */
const HOST_MANIFEST = {
  private: true,
  dependencies: { n8n: N8N_VERSION },
  overrides: { linkedom: '0.18.12' },
};

export interface N8nInstallation {
  /** Folder with n8n's `node_modules`. */
  home: string;
  /** n8n's command line script, to be run by Node 24 or newer. */
  bin: string;
}

/** This machine cannot carry n8n, through no fault of the package. */
export class NotInstallableError extends Error {}

/**
 * The n8n installation, installed first if it is not there: about 8 minutes and 2.2 GB.
 * It lives in `build/n8n-host`, or in `$VENDOR_AUTH_N8N_HOME` to share one between checkouts.
 *
 * @throws {NotInstallableError}
 */
export async function installN8n(report: (line: string) => void): Promise<N8nInstallation> {
  const home = process.env['VENDOR_AUTH_N8N_HOME'] ?? join(projectRoot, 'build', 'n8n-host');
  const bin = join(home, 'node_modules', 'n8n', 'bin', 'n8n');
  requireNode24();
  if (installedVersion(home) === N8N_VERSION && existsSync(sqliteBinary(home))) {
    report(`n8n ${N8N_VERSION} is installed in ${home}`);
    return { home, bin };
  }
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'package.json'), `${JSON.stringify(HOST_MANIFEST, null, 2)}\n`);
  const env = { ...process.env, PATH: pathWithThisNode() };
  report(`installing n8n ${N8N_VERSION} into ${home} (about 4 minutes, 2.2 GB)`);
  await npm(['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'], {
    env,
    home,
  });
  report('building sqlite3 for it (about 3 minutes)');
  await npm(['rebuild', 'sqlite3', '--foreground-scripts', '--ignore-scripts=false'], {
    env: { ...env, ...nodeHeaders() },
    home,
  });
  report(`n8n ${N8N_VERSION} is ready`);
  return { home, bin };
}

/** PATH with the running Node first, so that npm and n8n use it and no other. */
export function pathWithThisNode(): string {
  return `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
}

async function npm(args: string[], { env, home }: { env: NodeJS.ProcessEnv; home: string }) {
  try {
    await runOrFail('npm', args, { cwd: home, env, timeoutMs: INSTALL_TIMEOUT_MS });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NotInstallableError(`n8n ${N8N_VERSION} could not be installed. ${reason}`);
  }
}

const INSTALL_TIMEOUT_MS = 15 * 60_000;

/** node-gyp downloads Node's headers unless it is told where they are; we have them. */
function nodeHeaders(): NodeJS.ProcessEnv {
  const nodeFolder = dirname(dirname(process.execPath));
  return existsSync(join(nodeFolder, 'include', 'node', 'node_api.h'))
    ? { npm_config_nodedir: nodeFolder }
    : {};
}

function installedVersion(home: string): string | undefined {
  const manifest = join(home, 'node_modules', 'n8n', 'package.json');
  if (!existsSync(manifest)) return undefined;
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

function sqliteBinary(home: string): string {
  return join(home, 'node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node');
}

function requireNode24(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 24) {
    throw new NotInstallableError(
      `n8n ${N8N_VERSION} needs Node 24 or newer, this is ${process.version}. ` +
        'Start this through "npm run e2e -- n8n", which brings the Node it needs.',
    );
  }
}
