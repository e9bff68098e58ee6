import type { Fault } from './settings';

/** Hands out a fault to as many requests as it is meant for. */
export class FaultPlan {
  private fault: Fault | null = null;
  private remaining = 0;

  replace(fault: Fault | null | undefined): void {
    this.fault = fault ?? null;
    this.remaining = fault?.times ?? Infinity;
  }

  /** The fault for this request, counted as used; undefined when the request is to succeed. */
  take(path: string): Fault | undefined {
    if (this.fault === null || this.remaining <= 0) return undefined;
    if (this.fault.path !== undefined && !path.startsWith(this.fault.path)) return undefined;
    this.remaining -= 1;
    return this.fault;
  }
}
