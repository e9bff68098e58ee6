import { execFileSync, type StdioOptions } from 'node:child_process';

/** Runs npm to its end and returns what it printed; its complaints go to stderr as they come. */
export function npm(args: string[], cwd: string): string {
  const stdio: StdioOptions = ['ignore', 'pipe', 'inherit'];
  // Within `npm run` npm says where it is, and on Windows there is no other way to start it.
  const script = process.env['npm_execpath'];
  const [command, ...before] = script ? [process.execPath, script] : ['npm'];
  return execFileSync(command, [...before, ...args], { cwd, stdio, encoding: 'utf8' });
}
