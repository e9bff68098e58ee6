/**
 * `npm run e2e [-- <part>…]`: the end-to-end tests, each in a process of its own, one after the
 * other. A part is a folder of test/e2e with a `run.ts`; without a name, all of them run.
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

/** Runs one part to its end. Signals reach it, for it has servers to stop. */
function passes(part: string): Promise<boolean> {
  console.log(`\n== e2e ${part}`);
  const script = path.join(projectDir, 'build', 'compiled', 'test', 'e2e', part, 'run.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script], { stdio: 'inherit' });
    const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.once('SIGINT', forward).once('SIGTERM', forward);
    child.on('error', reject);
    child.on('exit', (exitCode) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(exitCode === 0);
    });
  });
}

async function main(names: string[]): Promise<void> {
  const parts = availableParts();
  const wanted = names.length > 0 ? names : parts;
  const unknown = wanted.filter((name) => !parts.includes(name));
  if (unknown.length > 0 || wanted.length === 0) {
    throw new Error(
      `No end-to-end test is called "${unknown.join('", "')}". There are: ${parts.join(', ') || 'none'}.`,
    );
  }
  const summary: string[] = [];
  for (const part of wanted) {
    const passed = await passes(part);
    summary.push(`${passed ? 'ok    ' : 'FAILED'} ${part}`);
    if (!passed) process.exitCode = 1;
  }
  console.log(`\n== e2e\n${summary.join('\n')}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
