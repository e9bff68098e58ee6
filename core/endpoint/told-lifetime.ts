/** Longer lifetimes are nonsense, or a date in disguise; no token is kept forever. */
export const LONGEST_LIFETIME_SECONDS = 365 * 24 * 60 * 60;

export type LifetimeUnit = 'seconds' | 'milliseconds';

/** A date that far in the past is no expiry but a mistake, such as the year 1970. */
const OLDEST_EXPIRY_MS = 24 * 60 * 60 * 1000;

/**
 * What a vendor's word on a lifetime means, in seconds from `answeredAtMs` (rule T3): a number of
 * seconds, also as text; a date or an epoch in seconds or milliseconds. Zero: the token ends now.
 *
 * @returns undefined for what says nothing about a lifetime
 */
export function toldLifetimeSeconds(
  told: unknown,
  answeredAtMs: number,
  unit: LifetimeUnit | undefined,
): number | undefined {
  const number = numberOf(told);
  if (number !== undefined) return ofNumber(number, answeredAtMs, unit);
  const dateMs = typeof told === 'string' ? dateMsOf(told) : undefined;
  return dateMs === undefined ? undefined : untilDate(dateMs, answeredAtMs);
}

function ofNumber(
  number: number,
  answeredAtMs: number,
  unit: LifetimeUnit | undefined,
): number | undefined {
  if (number <= 0) return 0;
  if (unit === 'milliseconds') return bounded(number / 1000);
  const epochMs = epochMsOf(number);
  if (epochMs !== undefined) return untilDate(epochMs, answeredAtMs);
  if (unit === 'seconds') return bounded(number);
  return bounded(looksLikeMilliseconds(number) ? number / 1000 : number);
}

/** As a lifetime in seconds it would be 30 years and more, so it is a moment. */
function epochMsOf(number: number): number | undefined {
  if (number >= 1e9 && number < 1e11) return number * 1000;
  return number >= 1e12 && number < 1e14 ? number : undefined;
}

/**
 * Whole minutes in milliseconds are a few days or more in seconds, and no round number of days. Where
 * that guess is wrong, the token is renewed earlier than need be, never later.
 */
function looksLikeMilliseconds(number: number): boolean {
  if (number > LONGEST_LIFETIME_SECONDS) return true;
  const isWholeMinutes = number >= 300_000 && number % 60_000 === 0;
  const isWholeSeconds = number >= 600_000 && number % 1000 === 0 && number % 86_400 !== 0;
  return isWholeMinutes || isWholeSeconds;
}

function untilDate(dateMs: number, answeredAtMs: number): number | undefined {
  const leftMs = dateMs - answeredAtMs;
  if (leftMs < -OLDEST_EXPIRY_MS) return undefined;
  return bounded(leftMs / 1000);
}

function bounded(seconds: number): number {
  return Math.min(Math.max(0, seconds), LONGEST_LIFETIME_SECONDS);
}

/** Plain decimal numbers, also with the `s` of Protocol Buffers: `Number` would take "0x10" as well. */
function numberOf(told: unknown): number | undefined {
  if (typeof told === 'number') return Number.isFinite(told) ? told : undefined;
  if (typeof told !== 'string' || told.length > 40) return undefined;
  const text = told.trim();
  return /^-?\d+(?:\.\d+)?s?$/.test(text) ? Number.parseFloat(text) : undefined;
}

const ISO_DATE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/;
const DOT_NET_DATE = /^\/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\/$/;

/** Milliseconds since 1970. A date without a zone is taken for UTC, as servers mean it. */
function dateMsOf(told: string): number | undefined {
  const text = told.trim();
  if (text.length > 64) return undefined;
  const dotNet = DOT_NET_DATE.exec(text)?.[1];
  if (dotNet !== undefined) return Number(dotNet);
  if (!/\d{4}/.test(text)) return undefined;
  const dateMs = Date.parse(ISO_DATE.test(text) ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(dateMs) ? undefined : dateMs;
}
