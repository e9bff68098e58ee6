/** Shorter lifetimes would mean a token request for every call. */
export const SHORTEST_LIFETIME_SECONDS = 1;
/** Longer lifetimes are nonsense, or a date in disguise; no token is kept forever. */
export const LONGEST_LIFETIME_SECONDS = 365 * 24 * 60 * 60;

/**
 * What `expires_in` (RFC 6749 section 5.1) means (rule T3): a number of seconds, also as text, within
 * one second and one year. Missing, zero, negative or no number at all says nothing about the
 * lifetime, so the vendor's documented one holds.
 */
export function lifetimeSecondsOf(expiresIn: unknown, defaultLifetimeSeconds: number): number {
  const seconds = typeof expiresIn === 'string' ? numberOf(expiresIn) : expiresIn;
  if (typeof seconds !== 'number' || Number.isNaN(seconds) || seconds <= 0) {
    return defaultLifetimeSeconds;
  }
  return Math.min(Math.max(seconds, SHORTEST_LIFETIME_SECONDS), LONGEST_LIFETIME_SECONDS);
}

/** Plain decimal numbers only: `Number` would also take "0x10" and the empty text. */
function numberOf(text: string): number {
  return /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : NaN;
}
