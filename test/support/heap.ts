import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** Node.js offers it by a flag alone. */
const collect = runInNewContext('gc') as () => void;

/** Bytes on the heap that something still refers to. */
export async function heapBytes(): Promise<number> {
  for (let time = 0; time < 3; time++) {
    // What was awaited is let go of by then.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  return process.memoryUsage().heapUsed;
}
