import type { Part } from './part';

/** Shorter lifetimes would mean a token request for every call. */
export const SHORTEST_LIFETIME_SECONDS = 1;
/** Longer lifetimes are nonsense, or a date in disguise; no token is kept forever. */
export const LONGEST_LIFETIME_SECONDS = 365 * 24 * 60 * 60;

/** What an answer says of how long its token lives (rule T3). */
export interface LifetimeSource extends Part {
  readonly secondsOf: (members: Readonly<Record<string, unknown>>) => number;
}

/** The member `expires_in` (RFC 6749 section 5.1); without it, the lifetime that the vendor documents. */
export function expiresIn(defaultLifetimeSeconds: number): LifetimeSource {
  return {
    identity: ['expires_in', String(defaultLifetimeSeconds)],
    secrets: [],
    secondsOf: ({ expires_in: told }) => lifetimeSecondsOf(told, defaultLifetimeSeconds),
  };
}

/**
 * What `expires_in` (RFC 6749 section 5.1) means (rule T3): a number of seconds, also as text, within
 * one second and one year. Missing, zero, negative or no number at all says nothing about the
 * lifetime, so the vendor's documented one holds.
 */
export function lifetimeSecondsOf(told: unknown, defaultLifetimeSeconds: number): number {
  const seconds = typeof told === 'string' ? numberOf(told) : told;
  if (typeof seconds !== 'number' || Number.isNaN(seconds) || seconds <= 0) {
    return defaultLifetimeSeconds;
  }
  return Math.min(Math.max(seconds, SHORTEST_LIFETIME_SECONDS), LONGEST_LIFETIME_SECONDS);
}

/** Plain decimal numbers only: `Number` would also take "0x10" and the empty text. */
function numberOf(text: string): number {
  return /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : NaN;
}
