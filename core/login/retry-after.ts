/** When a vendor that is overloaded wants to be asked again. */
import { epochMsOf } from '../endpoint/told-lifetime';
import { dateMsOf, durationSecondsOf } from '../endpoint/told-time';

/** No vendor is waited for longer than this (rule T6). */
const LONGEST_RETRY_AFTER_SECONDS = 3600;

type HeaderOf = (name: string) => string | undefined;

/**
 * The seconds that an answer asks to wait: `Retry-After` (RFC 9110 section 10.2.3), or the headers that
 * vendors and the IETF's drafts (draft-ietf-httpapi-ratelimit-headers) have in its place; at most an hour.
 *
 * @param answeredAtMs - on the vendor's clock, or ours if it does not tell its time
 */
export function retryAfterOf(
  header: HeaderOf,
  status: number,
  answeredAtMs: number,
): number | undefined {
  const told = secondsOf(header('retry-after'), answeredAtMs);
  if (told !== undefined) return told;
  // Many APIs tell with every answer when their count begins anew.
  if (!OVERLOADED.includes(status)) return undefined;
  for (const name of MILLISECOND_HEADERS) {
    const milliseconds = numberOf(header(name));
    if (milliseconds !== undefined) return bounded(milliseconds / 1000);
  }
  const resets = [
    resetInRateLimit(header('ratelimit')),
    ...RESET_HEADERS.map((name) => header(name)),
  ];
  for (const reset of resets) {
    const seconds = secondsOf(reset, answeredAtMs);
    if (seconds !== undefined) return seconds;
  }
  return undefined;
}

const OVERLOADED = [429, 503];
const MILLISECOND_HEADERS = [
  'retry-after-ms',
  'x-retry-after-ms',
  'x-ms-retry-after-ms',
  'x-ratelimit-reset-ms',
];
const RESET_HEADERS = [
  'x-retry-after',
  'x-ratelimit-retry-after',
  'x-rate-limit-retry-after',
  'x-rate-limit-retry-after-seconds',
  'x-ratelimit-reset-after',
  'x-rate-limit-reset-after',
  'ratelimit-reset',
  'rate-limit-reset',
  'x-ratelimit-reset',
  'x-rate-limit-reset',
];

/**
 * `Retry-After` in seconds, at most an hour. A date is measured from the answer's own `Date`, so that the
 * vendor's clock need not agree with ours.
 */
export function retryAfterSecondsOf(
  retryAfter: string | undefined,
  answeredAt: string | undefined,
): number | undefined {
  return secondsOf(retryAfter, dateMsOf(answeredAt ?? ''));
}

/** From seconds, a duration, a date, or a number so large that it is one; vendors do not agree which. */
function secondsOf(told = '', answeredAtMs: number | undefined): number | undefined {
  const seconds = numberOf(told) ?? durationSecondsOf(told);
  const atMs = seconds === undefined ? dateMsOf(told) : epochMsOf(seconds);
  if (atMs === undefined) return seconds === undefined ? undefined : bounded(seconds);
  return answeredAtMs === undefined ? undefined : bounded((atMs - answeredAtMs) / 1000);
}

/**
 * `reset=5` of the older drafts, `t=5` of the newer ones, whose header may tell of several limits: the
 * one with no request remaining (`r=0`) counts.
 */
function resetInRateLimit(rateLimit: string | undefined): string | undefined {
  const limits = (rateLimit ?? '').split(',').map((limit) => parametersIn(limit.split(';')));
  const exhausted = limits.find((limit) => Number(limit.get('r') ?? NaN) === 0);
  const any = limits.find((limit) => limit.has('t') || limit.has('reset'));
  const counting = exhausted ?? any;
  return counting?.get('t') ?? counting?.get('reset');
}

function parametersIn(parts: readonly string[]): Map<string, string> {
  const pairs = parts.map((part) => part.split('=', 2));
  return new Map(pairs.map(([name = '', value = '']) => [name.trim().toLowerCase(), value]));
}

/** The first of several, which a proxy may have put together. */
function numberOf(text: string | undefined): number | undefined {
  const [number] = /^\d+(?:\.\d+)?(?=$|[,;])/.exec((text ?? '').slice(0, 100).trim()) ?? [];
  return number === undefined ? undefined : Number(number);
}

function bounded(seconds: number): number {
  return Math.min(Math.max(0, seconds), LONGEST_RETRY_AFTER_SECONDS);
}
