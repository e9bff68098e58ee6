import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd } from '../../support/processes';
import { NotRunnable } from '../not-runnable';

const PACKAGES = [
  'Django==5.2.19',
  'django-oauth-toolkit==3.4.1',
  'djangorestframework==3.18.3',
  'gunicorn==27.0.1',
];
const INSTALL_TIMEOUT_MS = 180_000;

/**
 * Django with its OAuth toolkit and REST framework from PyPI, in a virtual environment below `folder`
 * that is kept for the next run.
 *
 * @returns the folder of its programs
 * @throws {NotRunnable} if Python is missing, or pip cannot have the packages
 */
export async function installDjango(folder: string): Promise<string> {
  const environment = join(folder, 'venv');
  const programs = join(environment, 'bin');
  const complete = join(environment, `installed ${PACKAGES.join(' ')}`);
  if (existsSync(complete)) return programs;
  await step('python3', ['-m', 'venv', '--clear', environment], 'Python 3 with venv is needed');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES];
  await step(join(programs, 'python'), pip, 'pip could not install the packages');
  // Only now, so that a run that was broken off leaves nothing that looks complete.
  await writeFile(complete, '');
  return programs;
}

async function step(command: string, args: string[], otherwise: string): Promise<void> {
  const options = { env: process.env, timeoutMs: INSTALL_TIMEOUT_MS };
  const { exitCode, stderr } = await runToEnd(command, args, options).catch(() => {
    throw new NotRunnable(`${otherwise}: ${command} is not installed.`);
  });
  if (exitCode !== 0) throw new NotRunnable(`${otherwise}: ${stderr.trim().slice(-500)}`);
}
