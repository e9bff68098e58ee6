import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** Node.js offers it by a flag alone. */
const collect = runInNewContext('gc') as () => void;

/**
 * Bytes that what `create` answers keeps on the heap: the middle of five, because whatever ran before
 * may be let go of during one of them, a hundred megabytes at a time.
 */
export async function bytesKeptBy(create: () => Promise<unknown>): Promise<number> {
  const differences: number[] = [];
  for (let time = 0; time < 5; time++) differences.push(await bytesKeptOnceBy(create));
  return differences.sort((one, other) => one - other)[2]!;
}

async function bytesKeptOnceBy(create: () => Promise<unknown>): Promise<number> {
  const before = await heapBytes();
  const kept = [await create()];
  const after = await heapBytes();
  // Referred to until it was counted, and by nobody afterwards.
  kept.pop();
  return after - before;
}

/** Bytes on the heap that something still refers to. */
export async function heapBytes(): Promise<number> {
  for (let time = 0; time < 3; time++) {
    // What was awaited is let go of by then.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  return process.memoryUsage().heapUsed;
}
