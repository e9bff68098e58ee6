/**
 * Loaded into n8n's processes before anything else (`--require`): tells the heap after a collection and
 * the longest stop of the event loop, in a file of its own, whenever the number in the file that
 * SOAK_HEAP_FOLDER names has changed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

const folder = process.env['SOAK_HEAP_FOLDER'] ?? '';
const delays = monitorEventLoopDelay({ resolution: 5 });
let asked = '';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function look(): void {
  const file = path.join(folder, 'asked');
  const now = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (now === asked) return;
  asked = now;
  const longestStopMs = delays.max / 1e6;
  collect();
  const { heapUsed } = process.memoryUsage();
  const told = JSON.stringify({ asked, heapUsed, longestStopMs });
  writeFileSync(path.join(folder, String(process.pid)), told);
}

// Threads of the process load this too, and have a heap of their own.
if (isMainThread) {
  delays.enable();
  setInterval(look, 100).unref();
}
