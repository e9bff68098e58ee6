/** Dates and durations as servers write them down. */

/** Longer than any of them. */
const LONGEST_CHARACTERS = 64;

const ISO =
  /^(\d{4})-?(\d\d)-?(\d\d)[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$/i;
const DOT_NET = /^\\?\/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\\?\/$/;
/** What `Date.parse` must see, or else it makes a date of the last digits of any words. */
const CLOCK_TIME = /(?:^|[T ])\d{1,2}:\d\d/;
const ZONE = /(?:GMT|UTC|\bUT\b|\bZ$|\dZ$|[ECMP][SD]T\b|[+-]\d\d:?\d\d$|[+-]\d{4} )/i;

/**
 * Milliseconds since 1970, from a date in ISO 8601, RFC 1123 and the like, or `/Date(…)/`; undefined for
 * anything else. A date without a zone is taken for UTC, as servers mean it.
 */
export function dateMsOf(told: string): number | undefined {
  if (told.length > LONGEST_CHARACTERS) return undefined;
  // Java and JavaScript put the name of the zone behind it.
  const text = told.trim().replace(/\s?[([][\w/ +-]{1,40}[)\]]$/, '');
  const dotNet = DOT_NET.exec(text)?.[1];
  if (dotNet !== undefined) return Number(dotNet);
  const iso = ISO.exec(text);
  if (iso !== null) return parsed(isoText(iso));
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return parsed(text);
  if (!CLOCK_TIME.test(text) || !/\d{2}/.test(text)) return undefined;
  return parsed(ZONE.test(text) ? text : `${text} UTC`);
}

/** Behind a date's two numbers stands the year: nobody knows which of them is the month. */
const YEAR_LAST = /^\s?(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)/;

/** The moments that a text may mean, in milliseconds since 1970; see `dateMsOf`. */
export function datesMsOf(told: string): number[] {
  const [begin = '', day, , month, year = ''] = YEAR_LAST.exec(told) ?? [];
  const dayFirst = `${year.padStart(4, '20')}/${month}/${day}${told.slice(begin.length)}`;
  return (begin === '' ? [told] : [told, dayFirst])
    .map(dateMsOf)
    .filter((dateMs) => dateMs !== undefined);
}

function isoText(match: RegExpExecArray): string {
  const [, year, month, day, hour, minute, second = '00', fraction = '0', zone = 'Z'] = match;
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${isoZone(zone)}`;
}

function isoZone(zone: string): string {
  if (/^[a-z]/i.test(zone)) return 'Z';
  const digits = zone.replace(':', '').slice(1).padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

function parsed(text: string): number | undefined {
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : dateMs;
}

const ISO_DURATION =
  /^P(?:(\d{1,5})D)?(?:T(?:(\d{1,6}(?:\.\d{1,6})?)H)?(?:(\d{1,8}(?:\.\d{1,6})?)M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?$/i;
/** Hours, minutes and seconds, also with days in front. */
const CLOCK_DURATION = /^(?:(\d{1,5})\.)?(\d{1,6}):([0-5]\d):([0-5]\d(?:\.\d{1,9})?)$/;
/** The first of `1h0m0s` and `1 hour, 30 minutes`. */
const WORDS = /^(\d{1,10}(?:\.\d{1,9})?)\s?([a-z]{1,12})(?:,?\s(?:and\s)?)?/i;
const SECONDS_IN_DAY = 86_400;

/** The seconds of a duration such as `PT1H`, `1:00:00`, `1h0m0s` or `60 minutes`; undefined for anything else. */
export function durationSecondsOf(told: string): number | undefined {
  if (told.length > LONGEST_CHARACTERS) return undefined;
  const text = told.trim().replace(/^P(?=\d{1,4}W$)/i, '');
  const parts = ISO_DURATION.exec(text) ?? CLOCK_DURATION.exec(text);
  if (parts !== null) {
    const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
    if (parts.slice(1).every((part) => part === undefined)) return undefined;
    return days! * SECONDS_IN_DAY + hours! * 3600 + minutes! * 60 + seconds!;
  }
  const [first = '', number, word = ''] = WORDS.exec(text) ?? [];
  const unit = SECONDS_IN_WORD.find(([name]) => name.test(word))?.[1];
  if (unit === undefined) return undefined;
  const others = first === text ? 0 : durationSecondsOf(text.slice(first.length));
  return others === undefined ? undefined : Number(number) * unit + others;
}

const SECONDS_IN_WORD: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|millis|milliseconds?)$/i, 0.001],
  [/^(?:s|secs?|seconds?)$/i, 1],
  [/^(?:m|mins?|minutes?)$/i, 60],
  [/^(?:h|hrs?|hours?)$/i, 3600],
  [/^(?:d|days?)$/i, SECONDS_IN_DAY],
  [/^(?:w|weeks?)$/i, 7 * SECONDS_IN_DAY],
];
