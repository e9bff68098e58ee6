/**
 * What rule T6 says of how long a failure is told again without a request, written from
 * `docs/token-rules.md` and not from the core.
 */

/** A failed token request, as far as rule T6 minds. */
export interface FailureFacts {
  /** How the error names it. */
  readonly code: string;
  /** What the vendor's `Retry-After` comes to. */
  readonly retryAfterSeconds: number | undefined;
}

const BACKS_OFF = ['rate-limited', 'vendor-unavailable', 'unreachable', 'timeout'];

/**
 * @param timesInARow - how many token requests failed since the last success, this one included
 * @param random - what chance says for the jitter, from 0 to 1
 */
export function expectedHoldSeconds(
  { code, retryAfterSeconds }: FailureFacts,
  timesInARow: number,
  random: number,
): number {
  if (code === 'not-sent') return 0;
  if (retryAfterSeconds !== undefined) return Math.min(3600, Math.max(1, retryAfterSeconds));
  if (BACKS_OFF.includes(code)) {
    const seconds = Math.min(60, 2 ** (timesInARow - 1));
    return Math.max(1, seconds * (0.5 + random / 2));
  }
  return code === 'licence-exhausted' ? 15 : 10;
}

/** Whether a Forget ends a hold, so that the next request is made at once. */
export const FORGET_ENDS_HOLD = true;

/** If it does, no more often than this. */
export const FORGET_ENDS_HOLD_EVERY_MS = 10_000;
