import type { Clock } from '../../../sandbox';

/** A clock that stands until it is turned. */
export class TurnedClock implements Clock {
  private elapsedMs = 0;

  nowMs(): number {
    return this.elapsedMs;
  }

  turnSeconds(seconds: number): void {
    this.elapsedMs += seconds * 1000;
  }
}
