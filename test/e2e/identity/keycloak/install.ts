import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd } from '../../support/processes';
import { NotRunnable } from '../not-runnable';

const VERSION = '26.4.7';
/** What this Keycloak starts on; it is built for newer ones as well. */
const OLDEST_JAVA = 17;
const DOWNLOAD_TIMEOUT_MS = 240_000;

/**
 * Keycloak from Maven Central, unpacked below `folder` and kept there for the next run.
 *
 * @returns its home folder
 * @throws {NotRunnable} if Java or Maven is missing, or Maven cannot have it
 */
export async function installKeycloak(folder: string): Promise<string> {
  await assertJava();
  const home = join(folder, `keycloak-${VERSION}`);
  if (existsSync(join(home, 'bin', 'kc.sh'))) return home;
  const unpacked = join(folder, 'unpacked');
  await rm(unpacked, { recursive: true, force: true });
  await mkdir(unpacked, { recursive: true });
  const goal = [
    'dependency:unpack',
    `-Dartifact=org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`,
    `-DoutputDirectory=${unpacked}`,
  ];
  // Maven leaves marks in its folder of what it has unpacked, and would skip that the next time.
  const options = { cwd: unpacked, env: process.env, timeoutMs: DOWNLOAD_TIMEOUT_MS };
  const maven = await runToEnd('mvn', ['-B', '-ntp', '-q', ...goal], options).catch(() => {
    throw new NotRunnable('Maven (mvn) is not installed; it fetches Keycloak.');
  });
  if (maven.exitCode !== 0) {
    const tail = `${maven.stdout}${maven.stderr}`.trim().slice(-500);
    throw new NotRunnable(`Maven could not fetch Keycloak ${VERSION}: ${tail}`);
  }
  // Only now, so that a run that was broken off leaves nothing that looks complete.
  await rename(join(unpacked, `keycloak-${VERSION}`), home);
  await rm(unpacked, { recursive: true, force: true });
  return home;
}

async function assertJava(): Promise<void> {
  const options = { env: process.env, timeoutMs: 30_000 };
  const java = await runToEnd('java', ['-version'], options).catch(() => {
    throw new NotRunnable(`Java is not installed; Keycloak needs ${OLDEST_JAVA} or newer.`);
  });
  const major = Number(/version "(\d+)/.exec(java.stderr)?.[1]);
  if (!(major >= OLDEST_JAVA)) {
    throw new NotRunnable(`Java is ${major}; Keycloak needs ${OLDEST_JAVA} or newer.`);
  }
}
