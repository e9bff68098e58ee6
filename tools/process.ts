import { spawnSync } from 'node:child_process';

/** How a program ended, with all that it printed. */
export interface Ended {
  exitCode: number;
  output: string;
}

/** Runs a script with this Node.js and shows what it prints. */
export function runShown(cwd: string, script: string, ...args: string[]): number {
  const ended = spawnSync(process.execPath, [script, ...args], { cwd, stdio: 'inherit' });
  if (ended.error) throw ended.error;
  return ended.status ?? 1;
}

/** Runs a script with this Node.js and keeps what it prints to itself. */
export function runCaptured(cwd: string, ...args: string[]): Ended & { stdout: string } {
  const ended = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (ended.error) throw ended.error;
  return {
    exitCode: ended.status ?? 1,
    output: ended.stdout + ended.stderr,
    stdout: ended.stdout,
  };
}
