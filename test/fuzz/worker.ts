import { parentPort, workerData } from 'node:worker_threads';
import { runCampaign } from './fuzz-property';
import { PROPERTIES } from './properties';

/** What the main thread gives a worker. */
export interface Task {
  readonly kind: string;
  readonly seed: number;
  readonly runs: number;
  readonly path: string | undefined;
  /** Its first number is how many runs began: a main thread sees by it that a run hangs. */
  readonly begun: SharedArrayBuffer;
}

async function main(): Promise<void> {
  const { kind, seed, runs, path, begun } = workerData as Task;
  const counter = new Int32Array(begun);
  const property = PROPERTIES.find((one) => one.kind === kind);
  if (property === undefined) throw new Error(`There is no kind ${kind}.`);
  const onRun = () => void Atomics.add(counter, 0, 1);
  parentPort?.postMessage(await runCampaign(property, { seed, runs, path, onRun }));
}

void main();
