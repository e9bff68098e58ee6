import { isRecord } from '../base/json';
import { dateMsOf, datesMsOf, durationSecondsOf } from './told-time';

/** Longer lifetimes are nonsense, or a date in disguise; no token is kept forever. */
export const LONGEST_LIFETIME_SECONDS = 365 * 24 * 60 * 60;

/** What a number that a vendor tells counts. */
export type LifetimeUnit = 'seconds' | 'milliseconds' | 'minutes' | 'hours' | 'days';

const SECONDS_IN: Readonly<Record<LifetimeUnit, number>> = {
  milliseconds: 0.001,
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
};

/** A date that far in the past is no expiry but a mistake, such as the year 1970. */
const OLDEST_EXPIRY_MS = 24 * 60 * 60 * 1000;

/**
 * What a vendor's word on a lifetime means, in seconds from `answeredAtMs` (rule T3): a number of
 * seconds, also as text; a date or an epoch in seconds or milliseconds; a duration such as `PT1H` or
 * `1h`. Zero: the token ends now.
 *
 * @returns undefined for what says nothing about a lifetime, such as a number too large for one
 */
export function toldLifetimeSeconds(
  told: unknown,
  answeredAtMs: number,
  unit: LifetimeUnit | undefined,
): number | undefined {
  if (isRecord(told)) return toldLifetimeSeconds(plainOf(told), answeredAtMs, unit);
  const number = numberOf(told);
  if (number !== undefined) return ofNumber(number, answeredAtMs, unit);
  if (typeof told !== 'string') return undefined;
  const duration = durationSecondsOf(told);
  if (duration !== undefined) return plausible(duration);
  const lefts = datesMsOf(told).map((dateMs) => untilDate(dateMs, answeredAtMs));
  // A token that is renewed too early still works.
  const known = lefts.filter((left) => left !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Some languages and databases write an object: PHP a `date`, MongoDB `$date`, Protocol Buffers `seconds`. */
function plainOf(told: Record<string, unknown>): unknown {
  const { date, timezone, $date, seconds, _seconds } = told;
  // A time zone that is no offset from UTC makes it none that can be read.
  if (typeof date === 'string') return `${date} ${typeof timezone === 'string' ? timezone : ''}`;
  const plain = $date ?? seconds ?? _seconds;
  return isRecord(plain) ? undefined : plain;
}

function ofNumber(
  number: number,
  answeredAtMs: number,
  unit: LifetimeUnit | undefined,
): number | undefined {
  if (number <= 0) return 0;
  const epochMs = epochMsOf(number);
  // In milliseconds, so small a number is a lifetime of days.
  if (epochMs !== undefined && !(unit === 'milliseconds' && number < 1e11)) {
    return untilDate(epochMs, answeredAtMs);
  }
  if (unit !== undefined) return plausible(number * SECONDS_IN[unit]);
  return plausible(looksLikeMilliseconds(number) ? number / 1000 : number);
}

/**
 * Milliseconds since 1970, from a number so large that it is no lifetime but a moment: seconds, milli-, micro-
 * or nanoseconds since then, or the digits of a date such as 20260131235959.
 */
export function epochMsOf(number: number): number | undefined {
  if (number >= 1e9 && number < 1e11) return number * 1000;
  const perMs = [1, 1e3, 1e6].find((per) => number >= 1e12 * per && number < 1e13 * per);
  return perMs === undefined ? dateMsOf(String(number)) : number / perMs;
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
  return Math.min(Math.max(0, leftMs / 1000), LONGEST_LIFETIME_SECONDS);
}

/** A lifetime that is longer than any token's is not believed. */
function plausible(seconds: number): number | undefined {
  return seconds > LONGEST_LIFETIME_SECONDS ? undefined : seconds;
}

/** Plain decimal numbers, also with the `s` of Protocol Buffers: `Number` would take "0x10" as well. */
export function numberOf(told: unknown): number | undefined {
  if (typeof told === 'number') return Number.isFinite(told) ? told : undefined;
  if (typeof told !== 'string' || told.length > 40) return undefined;
  const text = told.trim();
  return /^-?\d+(?:\.\d+)?s?$/.test(text) ? Number.parseFloat(text) : undefined;
}
