/** When a vendor that is overloaded wants to be asked again. */

/** No vendor is waited for longer than this (rule T6). */
const LONGEST_RETRY_AFTER_SECONDS = 3600;

type HeaderOf = (name: string) => string | undefined;

/**
 * The seconds that an answer asks to wait: `Retry-After` (RFC 9110 section 10.2.3), or the headers that
 * vendors and the IETF's drafts (draft-ietf-httpapi-ratelimit-headers) have in its place; at most an hour.
 */
export function retryAfterOf(header: HeaderOf): number | undefined {
  const answeredAt = header('date');
  const told = retryAfterSecondsOf(header('retry-after'), answeredAt);
  if (told !== undefined) return told;
  const resets = [
    resetInRateLimit(header('ratelimit')),
    ...RESET_HEADERS.map((name) => header(name)),
  ];
  for (const reset of resets) {
    const seconds = resetSecondsOf(reset, answeredAt);
    if (seconds !== undefined) return seconds;
  }
  const milliseconds = numberOf(header('retry-after-ms'));
  return milliseconds === undefined ? undefined : bounded(milliseconds / 1000);
}

const RESET_HEADERS = [
  'ratelimit-reset',
  'x-ratelimit-reset',
  'x-rate-limit-reset',
  'x-ratelimit-retry-after',
  'x-rate-limit-retry-after-seconds',
  'x-retry-after',
];

/**
 * `Retry-After` in seconds, at most an hour. A date is measured from the answer's own `Date`, so that the
 * vendor's clock need not agree with ours.
 */
export function retryAfterSecondsOf(
  retryAfter: string | undefined,
  answeredAt: string | undefined,
): number | undefined {
  if (retryAfter === undefined) return undefined;
  const seconds =
    numberOf(retryAfter) ?? (Date.parse(retryAfter) - Date.parse(answeredAt ?? '')) / 1000;
  return Number.isNaN(seconds) ? undefined : bounded(seconds);
}

/** Seconds from now or since 1970 or milliseconds since then; vendors do not agree which. */
function resetSecondsOf(
  reset: string | undefined,
  answeredAt: string | undefined,
): number | undefined {
  const number = numberOf(reset);
  if (number === undefined) return retryAfterSecondsOf(reset, answeredAt);
  if (number < 1e9) return bounded(number);
  const answeredAtMs = Date.parse(answeredAt ?? '');
  if (Number.isNaN(answeredAtMs)) return undefined;
  const resetMs = number < 1e11 ? number * 1000 : number;
  return bounded((resetMs - answeredAtMs) / 1000);
}

/** `reset=5` of the older drafts, `t=5` of the newer ones. */
function resetInRateLimit(rateLimit: string | undefined): string | undefined {
  for (const part of (rateLimit ?? '').split(/[,;]/)) {
    const [name = '', value] = part.split('=', 2);
    if (['reset', 't'].includes(name.trim().toLowerCase())) return value;
  }
  return undefined;
}

function numberOf(text: string | undefined): number | undefined {
  const trimmed = (text ?? '').slice(0, 100).trim();
  return /^\d+(?:\.\d+)?$/.test(trimmed) ? Number(trimmed) : undefined;
}

function bounded(seconds: number): number {
  return Math.min(Math.max(0, seconds), LONGEST_RETRY_AFTER_SECONDS);
}
