import type { Hold } from './catalogue/fault';

/** The shortest waits that rule T6 allows: jitter spreads each over its upper half, from 1 s to 60 s. */
function shortestHoldMs(hold: Exclude<Hold, 'none'>, failuresInARow: number): number {
  if (hold !== 'growing') return hold.seconds * 1000;
  return Math.max(1, Math.min(2 ** (failuresInARow - 1), 60) / 2) * 1000;
}

/** The most token requests that may have been made so many milliseconds after the first one. */
export function mostTokenRequests(hold: Hold, elapsedMs: number): number {
  if (hold === 'none') return 1;
  let attempts = 0;
  for (let atMs = 0; atMs <= elapsedMs; atMs += shortestHoldMs(hold, attempts)) attempts += 1;
  return attempts;
}

/** The longest that a message after the end of the fault may still be told of it. */
export function longestHoldMs(hold: Hold, failuresInARow: number): number {
  if (hold === 'none') return 0;
  if (hold !== 'growing') return hold.seconds * 1000;
  return Math.min(2 ** Math.max(0, failuresInARow - 1), 60) * 1000;
}
