import type { VendorAuthError, VendorAuthErrorCode } from './errors';
import type { Random } from './ports';

/** How long a failure is told again without a new request, where it says nothing itself (rule T6). */
const FIXED_SECONDS: Partial<Record<VendorAuthErrorCode, number>> = {
  'licence-exhausted': 15,
  'invalid-client': 10,
};
const OTHERWISE_SECONDS = 10;

/** What passes on its own is tried again at growing intervals. */
const PASSING: ReadonlySet<VendorAuthErrorCode> = new Set([
  'rate-limited',
  'vendor-unavailable',
  'unreachable',
  'timeout',
]);
const FIRST_SECONDS = 1;
const LONGEST_SECONDS = 60;

/**
 * For how many seconds after a failed token request no other one is made.
 *
 * @param failuresInARow - this one included, so at least 1
 */
export function holdBackSeconds(
  error: VendorAuthError,
  failuresInARow: number,
  random: Random,
): number {
  // Nobody was asked, so nobody is spared; and what the host objected to may be put right at once.
  if (error.code === 'not-sent') return 0;
  // Zero would mean a request for every call, which no vendor means.
  if (error.retryAfterSeconds !== undefined)
    return Math.max(FIRST_SECONDS, error.retryAfterSeconds);
  if (PASSING.has(error.code)) return backoffSeconds(failuresInARow, random);
  return FIXED_SECONDS[error.code] ?? OTHERWISE_SECONDS;
}

/** Doubling from 1 s to 60 s, spread over the upper half so that hosts do not return in step. */
export function backoffSeconds(timesInARow: number, random: Random): number {
  const doubled = FIRST_SECONDS * 2 ** Math.min(timesInARow - 1, 30);
  const seconds = Math.min(doubled, LONGEST_SECONDS);
  return Math.max(FIRST_SECONDS, seconds * (0.5 + random() / 2));
}
