import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Outcome {
  output: string;
  lastLine: string;
  exitCode: number | null;
  /** The npm commands that were run, in order. */
  commands: string[];
  /** What is said again of failed steps, and the table. */
  failures: string;
}

/** Runs .ci/run in a folder of its own, with an npm that does what `answers` says. */
function runWith(answers: Record<string, string>): Outcome {
  const dir = mkdtempSync(path.join(tmpdir(), 'ci-'));
  try {
    mkdirSync(path.join(dir, '.ci'));
    mkdirSync(path.join(dir, 'bin'));
    copyFileSync(path.join(__dirname, '../../.ci/run'), path.join(dir, '.ci/run'));
    const cases = Object.entries(answers).map(([args, script]) => `"${args}") ${script} ;;\n`);
    executable(
      path.join(dir, 'bin/npm'),
      `echo "ran: npm $*"\ncase "$*" in\n${cases.join('')}test) echo "3 passed, 0 failed" ;;\nesac\n`,
    );
    executable(path.join(dir, 'bin/apt-get'), 'exit 1\n');
    const ended = spawnSync('bash', [path.join(dir, '.ci/run')], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${path.join(dir, 'bin')}:/usr/bin:/bin` },
    });
    const lines = ended.stdout.trimEnd().split('\n');
    const failuresAt = lines.findIndex((line) => line.startsWith('######## what failed in '));
    return {
      output: ended.stdout,
      lastLine: lines.at(-1) ?? '',
      exitCode: ended.status,
      commands: lines
        .slice(0, failuresAt < 0 ? undefined : failuresAt)
        .filter((line) => line.startsWith('ran: '))
        .map((line) => line.slice(5)),
      failures: failuresAt < 0 ? '' : lines.slice(failuresAt).join('\n'),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function executable(file: string, script: string): void {
  writeFileSync(file, `#!/bin/sh\n${script}`);
  chmodSync(file, 0o755);
}

/** How many steps there are beside the unit tests. */
const OTHER_STEPS = 18;

describe('.ci/run', () => {
  test('runs the commands of the README and all the others, and counts tests and steps', () => {
    const { commands, lastLine, exitCode } = runWith({ test: 'echo "12 passed, 0 failed"' });

    expect(commands).toEqual([
      'npm ci --no-audit --no-fund',
      'npm test',
      'npm run lint',
      'npm run pack',
      'npm start -- --once',
      'npm run e2e -- tarball',
      'npm run e2e -- demo',
      'npm run e2e -- node-red-stream',
      'npm run e2e -- node-red',
      'npm run e2e -- hosts --short --hosts Node-RED',
      'npm run e2e -- n8n',
      'npm run e2e -- identity',
      'npm run e2e -- field',
      'npm run e2e -- store',
      'npm run fuzz -- --runs 20000 --seed 1',
      'npm run e2e -- leaks',
      'npm run e2e -- soak',
      'npm run e2e -- faults',
      // What is left of the hour, for versions of n8n that take long to install.
      expect.stringMatching(
        /^npm run e2e -- hosts --short --hosts n8n --install --seconds 33\d\d$/,
      ),
    ]);
    expect(lastLine).toBe(`${12 + OTHER_STEPS} passed, 0 failed`);
    expect(exitCode).toBe(0);
  });

  test('fails when one unit test does', () => {
    const { lastLine, exitCode } = runWith({ test: 'echo "11 passed, 1 failed"; exit 1' });

    expect(lastLine).toBe(`${11 + OTHER_STEPS} passed, 1 failed`);
    expect(exitCode).toBe(1);
  });

  test('fails when the unit tests end badly although none failed', () => {
    const { lastLine, exitCode } = runWith({ test: 'echo "12 passed, 0 failed"; exit 1' });

    expect(lastLine).toBe(`${12 + OTHER_STEPS} passed, 1 failed`);
    expect(exitCode).toBe(1);
  });

  test('fails when the unit tests end without their totals', () => {
    const { lastLine, exitCode } = runWith({ test: 'exit 1' });

    expect(lastLine).toBe(`${OTHER_STEPS} passed, 1 failed`);
    expect(exitCode).toBe(1);
  });

  test('goes on after a failed step, and fails in the end', () => {
    const { commands, lastLine, exitCode, output } = runWith({ 'run lint': 'exit 2' });

    expect(commands).toContain('npm run e2e -- n8n');
    expect(output).toMatch(/npm run lint +FAILED: exit code 2 +\d/);
    expect(lastLine).toBe(`${3 + OTHER_STEPS - 1} passed, 1 failed`);
    expect(exitCode).toBe(1);
  });

  test('lists what the machine cannot carry as not run, which is no failure', () => {
    const { lastLine, exitCode, output } = runWith({
      'run e2e -- n8n': 'echo "NOT RUN: n8n cannot be installed here"; exit 77',
    });

    expect(output).toContain('NOT RUN: n8n cannot be installed here');
    expect(output).toMatch(/e2e n8n +NOT RUN +\d/);
    expect(lastLine).toBe(`${3 + OTHER_STEPS - 1} passed, 0 failed, 1 skipped`);
    expect(exitCode).toBe(0);
  });

  test('says again at the end what failed, and where nothing is marked as failed, how the step ended', () => {
    const scenario = 'echo "ok      one"; echo "FAILED  two"; echo "        why"; exit 1';
    const { failures } = runWith({
      'run e2e -- node-red': scenario,
      'run e2e -- soak': 'echo "It ended in the middle."; exit 3',
    });

    expect(failures).toContain('what failed in e2e node-red\nFAILED  two\n        why\n');
    expect(failures).not.toContain('ok      one');
    expect(failures).toContain('It ended in the middle.');
    expect(runWith({}).failures).toBe('');
  });

  test('stops at once when the installation fails', () => {
    const { commands, lastLine, exitCode } = runWith({ 'ci --no-audit --no-fund': 'exit 1' });

    expect(commands).toEqual(['npm ci --no-audit --no-fund']);
    expect(lastLine).toBe('0 passed, 1 failed');
    expect(exitCode).toBe(1);
  });
});
