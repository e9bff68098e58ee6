/** What rule T4 says of the two ends of a token's life, written from `docs/token-rules.md`. */

export interface LifeFacts {
  readonly lifetimeSeconds: number;
  readonly expiresAtMs: number;
}

/** From here on one refresh runs behind the token in use. */
export function refreshDueMs({ lifetimeSeconds, expiresAtMs }: LifeFacts): number {
  return expiresAtMs - 1000 * Math.min(60, lifetimeSeconds / 5);
}

/** From here on callers wait for the refresh. */
export function waitingFromMs({ lifetimeSeconds, expiresAtMs }: LifeFacts): number {
  return expiresAtMs - 1000 * Math.min(5, lifetimeSeconds / 20);
}
