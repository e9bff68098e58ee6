import type { Clock } from '../../../core';

/** A clock that stands still until a test moves it: both of its hands, or the wall clock alone. */
export class SimulatedClock implements Clock {
  private monotonic = 5_000_000;
  private wall = Date.UTC(2026, 0, 15, 12);

  monotonicMs(): number {
    return this.monotonic;
  }

  wallMs(): number {
    return this.wall;
  }

  /** Time passes, on both clocks alike. */
  advanceSeconds(seconds: number): void {
    this.monotonic += seconds * 1000;
    this.wall += seconds * 1000;
  }

  /** Somebody sets the wall clock, and no time passes. */
  setWallClockSeconds(offsetSeconds: number): void {
    this.wall += offsetSeconds * 1000;
  }
}
