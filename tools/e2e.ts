/**
 * `npm run e2e [-- <part>… [--<option> …]]`: the end-to-end tests, each in a process of its own, one after
 * the other. A part is a folder of test/e2e with a `run.ts`; without a name, all of them run. Options, and
 * all that stands behind the first one, are handed on to the parts.
 *
 * A part ends with 0 if all is well, and with 77 after a line `NOT RUN: <why>` if this machine cannot
 * carry it. So does the whole, if nothing worse happened.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';

import { listFiles } from './packages/files';

const projectDir = process.cwd();

function availableParts(): string[] {
  return listFiles(path.join(projectDir, 'test', 'e2e'))
    .map((file) => /^([^/]+)\/run\.ts$/.exec(file)?.[1])
    .filter((name) => name !== undefined);
}

const NOT_RUN = 77;

/** Runs one part to its end and returns its exit code. Signals reach it: it has servers to stop. */
function run(part: string, options: readonly string[]): Promise<number> {
  console.log(`\n== e2e ${part}`);
  const script = path.join(projectDir, 'build', 'compiled', 'test', 'e2e', part, 'run.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...options], { stdio: 'inherit' });
    const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.once('SIGINT', forward).once('SIGTERM', forward);
    child.on('error', reject);
    child.on('exit', (exitCode) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(exitCode ?? 1);
    });
  });
}

async function main(args: string[]): Promise<void> {
  const firstOption = args.findIndex((arg) => arg.startsWith('-'));
  const names = firstOption < 0 ? args : args.slice(0, firstOption);
  const options = args.slice(names.length);
  const parts = availableParts();
  const wanted = names.length > 0 ? names : parts;
  const unknown = wanted.filter((name) => !parts.includes(name));
  if (unknown.length > 0 || wanted.length === 0) {
    throw new Error(
      `No end-to-end test is called "${unknown.join('", "')}". There are: ${parts.join(', ') || 'none'}.`,
    );
  }
  const exitCodes = new Map<string, number>();
  for (const part of wanted) exitCodes.set(part, await run(part, options));

  console.log('\n== e2e');
  for (const [part, exitCode] of exitCodes) console.log(`${word(exitCode).padEnd(8)} ${part}`);
  process.exitCode = overall([...exitCodes.values()]);
}

function word(exitCode: number): string {
  if (exitCode === 0) return 'ok';
  return exitCode === NOT_RUN ? 'NOT RUN' : 'FAILED';
}

function overall(exitCodes: number[]): number {
  if (exitCodes.some((exitCode) => exitCode !== 0 && exitCode !== NOT_RUN)) return 1;
  return exitCodes.includes(NOT_RUN) ? NOT_RUN : 0;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
