import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Wait } from '../../core';

export const monotonicMs = (): number => performance.now();

export const systemClock: Clock = {
  monotonicMs,
  wallMs: () => Date.now(),
};

/** Keeps no process alive. Ends with the signal, and then throws the signal's reason. */
export const wait: Wait = async (milliseconds, signal) => {
  try {
    await pause(milliseconds, undefined, {
      ref: false,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
};
