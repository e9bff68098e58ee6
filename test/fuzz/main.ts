/**
 * `npm run fuzz`: the long property runs. Each kind runs in a worker, so that this thread can tell and
 * end one that hangs. Prints a table and ends with 1 if anything failed.
 */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { joined, type FuzzProperty, type Outcome } from './fuzz-property';
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

/** The longest kind is cut into parts, each with the next seed, so that no worker waits for another. */
const MOST_RUNS_OF_A_PART = 125_000;

/** What one worker does. */
type Part = Omit<Task, 'begun'>;

function partsOf({ kind, runs }: FuzzProperty, options: Options): Part[] {
  const { seed, path: way } = options;
  const total = options.runs ?? runs;
  if (way !== undefined) return [{ kind, seed, runs: total, path: way }];
  const count = Math.ceil(total / MOST_RUNS_OF_A_PART);
  return Array.from({ length: count }, (_, index) => ({
    kind,
    seed: (seed + index) | 0,
    runs: Math.min(MOST_RUNS_OF_A_PART, total - index * MOST_RUNS_OF_A_PART),
    path: undefined,
  }));
}

/** Runs a part in a worker of its own. */
async function inWorker(part: Part): Promise<Outcome> {
  const begun = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const { kind, seed } = part;
  const task: Task = { ...part, begun };
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
  const parts = chosen.flatMap((property) => partsOf(property, options));
  const outcomes = new Map<Part, Outcome>();
  const waiting = [...parts];
  const work = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const outcome = await inWorker(part);
      outcomes.set(part, outcome);
      const { kind, seed, runs } = part;
      const end = outcome.failures === 0 ? 'done' : 'FAILED';
      console.error(`${kind}, ${runs} runs from seed ${seed}: ${end}`);
    }
  };
  await Promise.all(Array.from({ length: options.workers }, work));
  return chosen.map(({ kind }) => {
    const own = parts.filter((part) => part.kind === kind).map((part) => outcomes.get(part)!);
    return joined(own as [Outcome, ...Outcome[]]);
  });
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
