import { jwtTimes } from './jwt';
import { folded, membersOf, valueAt, type Member } from './members';
import type { Part } from './part';
import { LONGEST_LIFETIME_SECONDS, toldLifetimeSeconds, type LifetimeUnit } from './told-lifetime';
import type { TokenAnswer } from './token-answer';

/** How long the token of an answer lives (rule T3). */
export interface LifetimeSource extends Part {
  /** In seconds from when it was answered. Zero: it ends now, and serves only those who wait for it. */
  readonly secondsOf: (answer: TokenAnswer, accessToken: string) => number;
}

export interface LifetimeOptions {
  /** What holds if neither the answer nor the token says anything; at most a year. */
  readonly defaultSeconds: number;
  /** Where the answer tells it, such as `data.token.expires_in`, before the well-known places. */
  readonly path?: string;
  /** What a number is; else the number tells. */
  readonly unit?: LifetimeUnit;
}

/**
 * What the vendor says decides, in this order: a lifetime in seconds; an expiry told as date or epoch;
 * the `exp` of a token that is a JSON Web Token; the default. A token whose own `exp` comes earlier than
 * what was told dies then.
 */
export function lifetime({ defaultSeconds, path, unit }: LifetimeOptions): LifetimeSource {
  return {
    identity: ['told', String(defaultSeconds), path ?? '', unit ?? ''],
    secrets: [],
    secondsOf(answer, accessToken) {
      const atPath = path === undefined ? undefined : toldAt(answer, path, unit);
      const told = atPath ?? wellKnown(answer, accessToken, unit);
      const ofToken = secondsOfJwt(accessToken, answer);
      return Math.min(earlier(told, ofToken) ?? defaultSeconds, LONGEST_LIFETIME_SECONDS);
    },
  };
}

function toldAt(
  { json, answeredAtMs }: TokenAnswer,
  path: string,
  unit: LifetimeUnit | undefined,
): number | undefined {
  return toldLifetimeSeconds(valueAt(json, path), answeredAtMs, unit ?? unitAtEnd(path));
}

/** Names of members, folded and without a unit at their end. What the standard says comes first. */
const STANDARD = /^expiresin$/;
const LIFETIME =
  /^(?:access|auth|jwt)?(?:token)?(?:expir(?:es?|y|ed|ation)(?:in|after|period)|lifetime|ttl|validity(?:period)?|validfor|(?:estimated)?timeto(?:live|expir(?:y|ation))|maxage|leaseduration)$/;
/** They tell a moment; where they hold a small number, it is a lifetime. */
const MOMENT =
  /^(?:access|auth|jwt)?(?:token)?(?:expir(?:es?|y|ed(?=.)|ation)|exp|valid(?:until|till|to)|notafter)(?:at|on|utc)?(?:date)?(?:time)?(?:stamp)?(?:utc|at|on)?$/;

/** The unit at the end of a folded name. */
const UNITS: readonly (readonly [string, LifetimeUnit])[] = [
  ['milliseconds', 'milliseconds'],
  ['millis', 'milliseconds'],
  ['ms', 'milliseconds'],
  ['seconds', 'seconds'],
  ['secs', 'seconds'],
  ['sec', 'seconds'],
  ['minutes', 'minutes'],
  ['mins', 'minutes'],
  ['min', 'minutes'],
  ['hours', 'hours'],
  ['days', 'days'],
  ['s', 'seconds'],
];

/**
 * Of a name that may be any word: short units end other words, as in `params` and `admin`, so they must be
 * a word of their own, as in `ttl_ms` and `validityDays`.
 */
function unitAtEnd(path: string): LifetimeUnit | undefined {
  const name = folded(path.slice(-40));
  return UNITS.find(
    ([end]) => name.endsWith(end) && (end.length > 4 || isLastWord(end, path)),
  )?.[1];
}

/** Whether the path ends in that very word: behind another character than a letter, or by a capital. */
function isLastWord(word: string, path: string): boolean {
  const tail = path.slice(-word.length);
  const before = path.at(-word.length - 1) ?? '.';
  const begins = !/[a-z]/i.test(before) || (/[a-z]/.test(before) && /^[A-Z]/.test(tail));
  return begins && tail.toLowerCase() === word;
}

/** What such members speak of is not the access token. */
const OF_SOMETHING_ELSE =
  /refresh|user|profile|account|licen[cs]e|subscription|password|customer|contract|certificate|organi[sz]ation|company|tenant|plan|member|project|consent|trial|cookie/;

function wellKnown(
  answer: TokenAnswer,
  accessToken: string,
  unit: LifetimeUnit | undefined,
): number | undefined {
  for (const members of nearestFirst(membersOf(answer.json), accessToken)) {
    for (const name of [STANDARD, LIFETIME, MOMENT]) {
      const seconds = toldBy(members, name, answer, unit);
      if (seconds !== undefined) return seconds;
    }
  }
  return undefined;
}

/** What stands beside the token, then around it, then anywhere, unless it speaks of something else. */
function nearestFirst(members: readonly Member[], accessToken: string): (readonly Member[])[] {
  const nearest: (readonly Member[])[] = [];
  let inside = members.find(
    ({ value }) =>
      (typeof value === 'string' && value.trimEnd().endsWith(accessToken)) ||
      (typeof value === 'number' && String(value) === accessToken),
  );
  while (inside !== undefined) {
    const { parent } = inside;
    nearest.push(members.filter((member) => member.parent === parent));
    inside = parent;
  }
  return [
    ...nearest,
    members.filter(({ names }) => !names.some((name) => OF_SOMETHING_ELSE.test(name))),
  ];
}

function toldBy(
  members: readonly Member[],
  name: RegExp,
  { answeredAtMs }: TokenAnswer,
  unit: LifetimeUnit | undefined,
): number | undefined {
  for (const { folded, value } of members) {
    const isWhole = name.test(folded);
    const [end, ofName] = UNITS.find(([each]) => !isWhole && folded.endsWith(each)) ?? [''];
    if (!isWhole && !name.test(folded.slice(0, folded.length - end.length))) continue;
    const seconds = toldLifetimeSeconds(value, answeredAtMs, ofName ?? unit);
    if (seconds !== undefined) return seconds;
  }
  return undefined;
}

/** Where the vendor tells a lifetime, a token that seems to be dead was written by another clock. */
function earlier(told: number | undefined, ofToken: number | undefined): number | undefined {
  if (told === undefined) return ofToken;
  return ofToken === undefined || ofToken === 0 ? told : Math.min(told, ofToken);
}

/** A token that seems to have expired longer ago was written by another clock than the answer's. */
const JUST_EXPIRED_SECONDS = 60;

/**
 * Against the vendor's clock, since a token may have been issued a while ago; else against `iat`, and
 * against our clock only where nothing else is told.
 */
function secondsOfJwt(
  accessToken: string,
  { answeredAtMs, isVendorsTime }: TokenAnswer,
): number | undefined {
  const times = jwtTimes(accessToken);
  if (times === undefined) return undefined;
  const { expiresAt, issuedAt } = times;
  const left = expiresAt - answeredAtMs / 1000;
  const whole = issuedAt === undefined ? left : expiresAt - issuedAt;
  const seconds = isVendorsTime && left > -JUST_EXPIRED_SECONDS ? Math.min(left, whole) : whole;
  if (seconds > 0) return seconds;
  return seconds > -JUST_EXPIRED_SECONDS ? 0 : undefined;
}
