/** What the sandbox needs to know about time; tests pass one they can turn. */
export interface Clock {
  /** Milliseconds since some fixed moment; never runs backwards. */
  nowMs(): number;
}

export const systemClock: Clock = { nowMs: () => performance.now() };
