import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Wait } from '../../core';

export const monotonicMs = (): number => performance.now();

export const systemClock: Clock = {
  monotonicMs,
  wallMs: () => Date.now(),
};

/** Keeps no process alive, and ends with the signal. */
export const wait: Wait = async (milliseconds, signal) => {
  await pause(milliseconds, undefined, { ref: false, ...(signal === undefined ? {} : { signal }) });
};
