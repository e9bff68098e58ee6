/**
 * `npm run lint`: formatting, ESLint, types, and what each host's own checker says of its package.
 * Everything runs, whatever failed before it; the exit code is 0 only if nothing did.
 */
import path from 'node:path';

import { runShown } from '../process';
import { installHostCheckers } from './host-checkers';
import { lintN8nPackage } from './n8n';
import { lintNodeRedPackage, NOT_JUDGED } from './node-red';

const projectDir = process.cwd();

/** A check returns what is wrong, one sentence each. */
type Check = () => string[] | Promise<string[]>;

function command(packageName: string, script: string, ...args: string[]): Check {
  return () => {
    const file = path.join(projectDir, 'node_modules', packageName, script);
    const exitCode = runShown(projectDir, file, ...args);
    return exitCode === 0 ? [] : [`ended with exit code ${exitCode}; its findings are above`];
  };
}

const checks: Record<string, Check> = {
  formatting: command('prettier', 'bin/prettier.cjs', '--check', '--log-level=warn', '.'),
  eslint: command('eslint', 'bin/eslint.js', '--max-warnings=0', '.'),
  types: command(
    'typescript',
    'bin/tsc',
    ...['--noEmit', '--tsBuildInfoFile', 'build/check.tsbuildinfo'],
  ),
  'n8n package': () => lintN8nPackage(projectDir, installHostCheckers(projectDir)),
  'Node-RED package': async () => {
    const problems = await lintNodeRedPackage(projectDir, installHostCheckers(projectDir));
    for (const rules of NOT_JUDGED) console.log(`NOT JUDGED: ${rules}`);
    return problems;
  },
};

async function run(name: string, check: Check): Promise<string[]> {
  console.log(`\n== ${name}`);
  try {
    return await check();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

async function main(): Promise<number> {
  const results: { name: string; problems: string[] }[] = [];
  for (const [name, check] of Object.entries(checks)) {
    results.push({ name, problems: await run(name, check) });
  }
  console.log('\n== lint');
  for (const { name, problems } of results) {
    console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name}`);
    for (const problem of problems) console.log(`         ${problem}`);
  }
  return results.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

main().then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
