import type { Clock } from '../../core';

export const monotonicMs = (): number => performance.now();

export const systemClock: Clock = {
  monotonicMs,
  wallMs: () => Date.now(),
};
