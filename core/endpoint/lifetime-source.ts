import { jwtTimes } from './jwt';
import { membersOf, valueAt } from './members';
import type { Part } from './part';
import { LONGEST_LIFETIME_SECONDS, toldLifetimeSeconds, type LifetimeUnit } from './told-lifetime';
import type { TokenAnswer } from './token-answer';

/** How long the token of an answer lives (rule T3). */
export interface LifetimeSource extends Part {
  /** In seconds from when it was answered. Zero: it ends now, and serves only those who wait for it. */
  readonly secondsOf: (answer: TokenAnswer, accessToken: string) => number;
}

export interface LifetimeOptions {
  /** What holds if neither the answer nor the token says anything. */
  readonly defaultSeconds: number;
  /** Where the answer tells it, such as `data.token.expires_in`; else the well-known places. */
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
      const told = path === undefined ? wellKnown(answer, unit) : toldAt(answer, path, unit);
      const ofToken = secondsOfJwt(accessToken, answer);
      if (told === undefined) return ofToken ?? defaultSeconds;
      return ofToken === undefined ? told : Math.min(told, ofToken);
    },
  };
}

/** Names of members that tell a lifetime, folded. */
const LIFETIMES = [
  'expiresin',
  'expiresinseconds',
  'expiresinsec',
  'expirein',
  'expiresinsecs',
  'expiryin',
  'tokenexpiresin',
  'accesstokenexpiresin',
  'accesstokenvalidity',
  'tokenvalidity',
  'tokenlifetime',
  'lifetime',
  'validfor',
  'validity',
  'validityperiod',
  'validityseconds',
  'ttl',
  'tokenttl',
  'maxage',
];
const MILLISECOND_LIFETIMES = ['expiresinms', 'expiresinmillis', 'expiresinmilliseconds', 'ttlms'];
/** Names of members that tell a moment; where they hold a small number, it is a lifetime. */
const EXPIRIES = [
  'expiresat',
  'expireson',
  'expires',
  'expiration',
  'expirationdate',
  'expirationtime',
  'expirationtimestamp',
  'expiry',
  'expirydate',
  'expirytime',
  'expirytimestamp',
  'expiredat',
  'expiredate',
  'expiretime',
  'expireat',
  'tokenexpiresat',
  'tokenexpiry',
  'tokenexpiration',
  'accesstokenexpiresat',
  'accesstokenexpireson',
  'accesstokenexpiration',
  'accesstokenexpiry',
  'estimatedtimetoexpiration',
  'validuntil',
  'validto',
  'exp',
];

function wellKnown(answer: TokenAnswer, unit: LifetimeUnit | undefined): number | undefined {
  const members = membersOf(answer.json);
  const told = (names: readonly string[], as: LifetimeUnit | undefined) => {
    for (const name of names) {
      for (const { folded, value } of members) {
        if (folded !== name) continue;
        const seconds = toldLifetimeSeconds(value, answer.answeredAtMs, as);
        if (seconds !== undefined) return seconds;
      }
    }
    return undefined;
  };
  return (
    told(LIFETIMES, unit) ?? told(MILLISECOND_LIFETIMES, 'milliseconds') ?? told(EXPIRIES, unit)
  );
}

function toldAt(
  { json, answeredAtMs }: TokenAnswer,
  path: string,
  unit: LifetimeUnit | undefined,
): number | undefined {
  return toldLifetimeSeconds(valueAt(json, path), answeredAtMs, unit);
}

/**
 * Against the vendor's clock, since a token may have been issued a while ago; else against `iat`, and
 * against our clock only where nothing else is told. A token that the vendor hands out although it has
 * expired says nothing by its `exp`.
 */
function secondsOfJwt(
  accessToken: string,
  { answeredAtMs, isVendorsTime }: TokenAnswer,
): number | undefined {
  const times = jwtTimes(accessToken);
  if (times === undefined) return undefined;
  const { expiresAt, issuedAt } = times;
  const left = expiresAt - answeredAtMs / 1000;
  const whole = issuedAt === undefined ? undefined : expiresAt - issuedAt;
  const seconds = isVendorsTime && left > 0 ? Math.min(left, whole ?? left) : (whole ?? left);
  return seconds > 0 ? Math.min(seconds, LONGEST_LIFETIME_SECONDS) : undefined;
}
