/**
 * `npm run e2e -- demo`: what `npm start` promises. It exits with 0 only if every vendor answered, says
 * which did not and why, and ends when it is told to.
 */
import { spawn } from 'node:child_process';
import { VENDORS } from '../../../sandbox/vendors';

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs the demo with these options; `onOutput` sees all output so far and may end it by its signal. */
async function demo(
  args: string[],
  onOutput: (output: string, end: () => void) => void = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, ['build/compiled/demo/start.js', ...args]);
  let output = '';
  // Once: a second Ctrl-C would end the demo before it has tidied up.
  const end = () => void (child.killed || child.kill('SIGINT'));
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      onOutput(output, end);
    });
  }
  const exitCode = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { exitCode, output };
}

async function main(): Promise<void> {
  const startMs = performance.now();
  const fine = await demo(['--once']);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(fine.output);
  judge(`every vendor answers, in ${seconds} s`, fine.exitCode === 0);
  const count = Object.keys(VENDORS).length;
  const counts = fine.output.split('\n').slice(1, 1 + count);
  judge(
    'one token request each, none for Agility',
    counts.length === count &&
      counts.every((line) => (line.startsWith('Digital.ai') ? / 0 {2}/ : / 1 {2}/).test(line)),
  );

  const stopped = await demo(['--once', '--stop', 'dvinci']);
  judge(
    'a vendor that is stopped is named, with the reason',
    stopped.exitCode === 1 && /^d\.vinci: .*nothing listens there/m.test(stopped.output),
  );
  const wrong = await demo(['--once', '--wrong-secret', 'ddi-central']);
  judge(
    'a wrong secret is named, with the reason',
    wrong.exitCode === 1 && /^ManageEngine DDI Central: .*secret is wrong/m.test(wrong.output),
  );
  const unknown = await demo(['--once', '--stop', 'acme']);
  judge(
    'an unknown vendor is told of',
    unknown.exitCode === 1 && unknown.output.includes('There is no vendor “acme”.'),
  );
  const interrupted = await demo(['--port', '0'], (output, end) => {
    if (output.includes('The editor is on')) end();
  });
  judge('it stays until it is interrupted', interrupted.exitCode === 0);
  if (interrupted.exitCode !== 0) console.log(interrupted);
}

function judge(claim: string, holds: boolean): void {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${claim}`);
  if (!holds) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
