import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Wait } from '../../core';

export const monotonicMs = (): number => performance.now();

export const systemClock: Clock = {
  monotonicMs,
  wallMs: () => Date.now(),
};

/** Keeps the process alive no longer than somebody waits (rule T16). */
export const wait: Wait = (milliseconds, signal) =>
  sleep(milliseconds, undefined, { ref: false, ...(signal && { signal }) });
