/** What rule T14 says of a token that outlived a process, written from `docs/token-rules.md`. */

export interface StoredTimes {
  readonly lifetimeSeconds: number;
  readonly storedAtWallMs: number;
  readonly expiresAtWallMs: number;
}

/** So many rejected and forgotten tokens are not taken over again. */
export const REJECTED_REMEMBERED = 16;

/** How long a stored token may still be used, at that time on the wall clock; 0 if not at all. */
export function expectedRemainingMs(stored: StoredTimes, wallMs: number): number {
  const { storedAtWallMs, expiresAtWallMs, lifetimeSeconds } = stored;
  // Stored more than a minute ahead of now: the wall clock jumped, and the age is not known.
  if (storedAtWallMs > wallMs + 60_000) return 0;
  const fromMs = Math.max(wallMs, storedAtWallMs);
  return Math.max(0, Math.min(expiresAtWallMs - fromMs, lifetimeSeconds * 1000));
}
