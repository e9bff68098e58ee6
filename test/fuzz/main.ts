/**
 * `npm run fuzz`: the long property runs. Each kind runs in a worker, so that this thread can tell and
 * end one that hangs. Prints a table and ends with 1 if anything failed.
 */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FuzzProperty, Outcome } from './fuzz-property';
import { parseOptions, USAGE, type Options } from './options';
import { outcomeTable } from './outcome-table';
import { PROPERTIES } from './properties';
import type { Task } from './worker';

/** A run takes a millisecond; on a busy machine a hundred of them. */
const LONGEST_SILENCE_MS = 60_000;
const LOOK_EVERY_MS = 1_000;

function optionsOf(args: readonly string[]): Options {
  const kinds = PROPERTIES.map(({ kind }) => kind);
  const seed = Math.floor(Math.random() * 0x7fffffff);
  return parseOptions(args, kinds, { seed, workers: Math.min(2, availableParallelism()) });
}

/** Runs one kind in a worker of its own. */
async function inWorker({ kind, runs }: FuzzProperty, options: Options): Promise<Outcome> {
  const begun = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const { seed, path: way } = options;
  const task: Task = { kind, seed, runs: options.runs ?? runs, path: way, begun };
  const counter = new Int32Array(begun);
  const startMs = performance.now();
  const worker = new Worker(path.join(__dirname, 'worker.js'), { workerData: task });
  return await new Promise((resolve) => {
    let lastCount = -1;
    let lastChangeMs = performance.now();
    const end = (outcome: Outcome) => {
      clearInterval(watch);
      resolve(outcome);
      void worker.terminate();
    };
    const failed = (why: string) => {
      const count = Atomics.load(counter, 0);
      const again = `Again: npm run fuzz -- --only ${kind} --seed ${seed} --path ${count - 1}`;
      const seconds = (performance.now() - startMs) / 1000;
      const failure = `${kind}: ${why}\n${again}`;
      end({ kind, runs: count, seconds, seed, failures: 1, counts: [], failure });
    };
    const watch = setInterval(() => {
      const count = Atomics.load(counter, 0);
      if (count !== lastCount) lastChangeMs = performance.now();
      lastCount = count;
      if (performance.now() - lastChangeMs > LONGEST_SILENCE_MS) failed(`run ${count} hangs.`);
    }, LOOK_EVERY_MS);
    worker.once('message', end);
    worker.once('error', (error: Error) => failed(error.stack ?? error.message));
    // A promise that nothing settles lets the worker run out of work without a word.
    worker.once('exit', () => failed('it ended without an outcome: something was never settled.'));
  });
}

async function runAll(options: Options): Promise<Outcome[]> {
  const chosen = PROPERTIES.filter(
    ({ kind }) => options.only.length === 0 || options.only.includes(kind),
  );
  const waiting = [...chosen];
  const outcomes = new Map<string, Outcome>();
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const outcome = await inWorker(next, options);
      outcomes.set(next.kind, outcome);
      console.error(`${next.kind}: ${outcome.failures === 0 ? 'done' : 'FAILED'}`);
    }
  };
  await Promise.all(Array.from({ length: options.workers }, work));
  return chosen.map(({ kind }) => outcomes.get(kind)!);
}

async function main(): Promise<void> {
  let options: Options;
  try {
    options = optionsOf(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  console.error(`Seed ${options.seed}. The same again: npm run fuzz -- --seed ${options.seed}`);
  const startMs = performance.now();
  const outcomes = await runAll(options);
  console.log(outcomeTable(outcomes));
  console.log(`\nIn all ${((performance.now() - startMs) / 1000).toFixed(0)} s.`);
  if (outcomes.some(({ failures }) => failures > 0)) process.exitCode = 1;
}

void main();
