import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { projectRoot } from '../support/project';
import { runOrFail } from '../support/processes';

/** The n8n that everything here was proven against. */
export const N8N_VERSION = '2.41.1';

const FOR_OLDER_N8N = {
  // n8n fetches it from its maker's server. The registry has it as well.
  xlsx: 'npm:xlsx@0.18.5',
  // The newest one needs a newer @langchain/core than n8n pins, and then n8n has no command `start`.
  '@langchain/langgraph-checkpoint': '1.0.0',
};

function hostManifest(version: string) {
  // n8n's own manifest leaves linkedom open, and its newest release does not load.
  const linkedom = '0.18.12';
  const isOlder = /^(1|2\.0)\./.test(version);
  const overrides = { linkedom, ...(isOlder ? FOR_OLDER_N8N : {}) };
  // A part of n8n 1.123.0 needs this ajv beside it. Left to itself, npm puts an older one there.
  const dependencies = { n8n: version, ...(version === '1.123.0' ? { ajv: '8.17.1' } : {}) };
  return { private: true, dependencies, overrides };
}

export interface N8nInstallation {
  readonly version: string;
  /** Folder with n8n's `node_modules`. */
  readonly home: string;
  /** n8n's command line script, to be run by Node 24. */
  readonly bin: string;
}

/** This machine cannot carry n8n, through no fault of the package. */
export class NotInstallableError extends Error {}

/** Which n8n, and in which folder. */
export interface WantedN8n {
  readonly version: string;
  readonly home: string;
}

/** The n8n that everything but the matrix of hosts runs in. */
function usualN8n(): WantedN8n {
  const home = process.env['VENDOR_AUTH_N8N_HOME'] ?? join(projectRoot, 'build', 'n8n-host');
  return { version: N8N_VERSION, home };
}

/** The installation in that folder, if it is whole and of that version. Without a wish, the usual one. */
export function installedN8n(wanted: WantedN8n = usualN8n()): N8nInstallation | undefined {
  const { version, home } = wanted;
  const isWhole = installedVersion(home) === version && existsSync(sqliteBinary(home));
  return isWhole
    ? { version, home, bin: join(home, 'node_modules', 'n8n', 'bin', 'n8n') }
    : undefined;
}

/**
 * The n8n installation, installed first if it is not there: about 8 minutes and 2.2 GB. Without a
 * wish, it is the usual one in `build/n8n-host`, or in `$VENDOR_AUTH_N8N_HOME` to share one between checkouts.
 *
 * @throws {NotInstallableError}
 */
export async function installN8n(
  report: (line: string) => void,
  wanted: WantedN8n = usualN8n(),
): Promise<N8nInstallation> {
  const { version, home } = wanted;
  requireNode24();
  const present = installedN8n(wanted);
  if (present !== undefined) {
    report(`n8n ${version} is installed in ${home}`);
    return present;
  }
  const other = installedVersion(home);
  if (other !== undefined && other !== version) {
    throw new NotInstallableError(
      `${home} holds n8n ${other}, not ${version}: name another folder.`,
    );
  }
  await mkdir(home, { recursive: true });
  const manifest = JSON.stringify(hostManifest(version), null, 2);
  await writeFile(join(home, 'package.json'), `${manifest}\n`);
  const env = { ...process.env, PATH: pathWithThisNode() };
  report(`n8n ${version} is not here yet: it takes about 7 minutes and 2.2 GB once, in ${home}`);
  report(`installing n8n ${version} (about 4 minutes)`);
  await npm(['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'], {
    env,
    wanted,
    report,
  });
  if (await copySqlite(home)) {
    report('took over the sqlite3 that was built for another n8n');
  } else {
    report('building sqlite3 for it (about 3 minutes)');
    await npm(['rebuild', 'sqlite3', '--foreground-scripts', '--ignore-scripts=false'], {
      env: { ...env, ...nodeHeaders() },
      wanted,
      report,
    });
  }
  const installed = installedN8n(wanted);
  if (installed === undefined) {
    throw new NotInstallableError(`n8n ${version} was installed into ${home}, but not as a whole.`);
  }
  report(`n8n ${version} is ready`);
  return installed;
}

/** What a run ends with that its machine cannot carry, wholly or in part. */
const NOT_RUN_EXIT_CODE = 77;

/** As `installN8n`; where it cannot be had, the run says so and counts as not run for the rest. */
export async function installN8nIfPossible(): Promise<N8nInstallation | undefined> {
  try {
    return await installN8n((line) => console.log(line));
  } catch (error) {
    if (!(error instanceof NotInstallableError)) throw error;
    console.log(`NOT RUN: n8n. ${error.message}`);
    process.exitCode ??= NOT_RUN_EXIT_CODE;
    return undefined;
  }
}

/** The version of the HTTP Request node that a new node gets in that n8n. */
export function requestNodeVersion({ home }: N8nInstallation): number {
  const folder = join(home, 'node_modules', 'n8n-nodes-base', 'dist', 'nodes', 'HttpRequest');
  const source = readFileSync(join(folder, 'HttpRequest.node.js'), 'utf8');
  const version = /defaultVersion: (\d+\.?\d*)/.exec(source)?.[1];
  if (version === undefined) throw new Error(`${folder} does not tell its default version.`);
  return Number(version);
}

/** PATH with the running Node first, so that npm and n8n use it and no other. */
export function pathWithThisNode(): string {
  return `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
}

interface NpmRun {
  readonly env: NodeJS.ProcessEnv;
  readonly wanted: WantedN8n;
  readonly report: (line: string) => void;
}

/** Nobody should have to guess for minutes whether anything happens. */
const PROGRESS_EVERY_MS = 30_000;

async function npm(args: string[], { env, wanted, report }: NpmRun): Promise<void> {
  const startedMs = performance.now();
  const tell = () => report(`… ${Math.round((performance.now() - startedMs) / 1000)} s so far`);
  const progress = setInterval(tell, PROGRESS_EVERY_MS);
  try {
    await runOrFail('npm', args, { cwd: wanted.home, env, timeoutMs: INSTALL_TIMEOUT_MS });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NotInstallableError(`n8n ${wanted.version} could not be installed. ${reason}`);
  } finally {
    clearInterval(progress);
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
  return versionIn(join(home, 'node_modules', 'n8n', 'package.json'));
}

function versionIn(manifest: string): string | undefined {
  if (!existsSync(manifest)) return undefined;
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

function sqliteBinary(home: string): string {
  return join(home, 'node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node');
}

/** Whether the usual n8n has the same sqlite3, which then need not be built a second time. */
async function copySqlite(home: string): Promise<boolean> {
  const usual = installedN8n();
  if (usual === undefined || sqliteVersion(usual.home) !== sqliteVersion(home)) return false;
  await mkdir(dirname(sqliteBinary(home)), { recursive: true });
  await copyFile(sqliteBinary(usual.home), sqliteBinary(home));
  return true;
}

function sqliteVersion(home: string): string {
  return versionIn(join(home, 'node_modules', 'sqlite3', 'package.json')) ?? '';
}

function requireNode24(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 24) {
    throw new NotInstallableError(
      `n8n is run with Node 24 or newer here, this is ${process.version}. ` +
        'Start this through "npm run e2e -- n8n", which brings the Node it needs.',
    );
  }
}
