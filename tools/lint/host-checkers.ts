import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { npm } from '../npm';
import { copyFile, emptyFolder } from '../packages/files';

const INSTALLED_LOCK = path.join('node_modules', 'installed-package-lock.json');

/**
 * Installs n8n's and Node-RED's own checkers in build/host-lint, unless they are there already, and
 * returns that folder. They stay out of the project's dependencies, because they bring along half
 * of n8n.
 */
export function installHostCheckers(projectDir: string): string {
  const wanted = path.join(projectDir, 'tools', 'host-lint');
  const folder = path.join(projectDir, 'build', 'host-lint');
  const lock = path.join(wanted, 'package-lock.json');
  if (isSame(lock, path.join(folder, INSTALLED_LOCK))) return folder;

  console.log("Installing n8n's and Node-RED's checkers (once, about a minute) …");
  emptyFolder(folder);
  for (const file of ['package.json', 'package-lock.json']) {
    copyFile(path.join(wanted, file), path.join(folder, file));
  }
  // No scripts: a dependency's preinstall insists on another package manager. No peers: the
  // checkers run without them.
  npm(['ci', '--ignore-scripts', '--legacy-peer-deps', '--loglevel=error'], folder);
  copyFile(lock, path.join(folder, INSTALLED_LOCK));
  return folder;
}

function isSame(oneFile: string, otherFile: string): boolean {
  return existsSync(otherFile) && readFileSync(oneFile).equals(readFileSync(otherFile));
}
