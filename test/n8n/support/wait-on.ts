import type { Wait } from '../../../core';
import type { SimulatedClock } from '../../core/support/simulated-clock';

/** Waiting is nothing but time that passes. */
export function waitOn(clock: SimulatedClock): Wait {
  return async (milliseconds) => clock.advanceSeconds(milliseconds / 1000);
}
