/** So much longer than told a vendor may let a token live; handed out again in that time, it is about to die. */
export const LINGERING_MS = 5_000;
/** So long another process's token request may have taken. */
export const OTHERS_REQUEST_MS = 5_000;

/**
 * What rule T3 says of a token's lifetime, written from `docs/token-rules.md` and not from the core.
 * The one place to change when the rule changes.
 */

/** All that a vendor says from which a lifetime could follow. */
export interface LifetimeFacts {
  /** The member `expires_in` as it stands in the answer; undefined if it is missing. */
  readonly expiresIn: unknown;
  readonly accessToken: string;
  /** The answer's `Date`, if it has one. */
  readonly answeredAt: string | undefined;
  readonly defaultLifetimeSeconds: number;
}

/** What the vendors' pages say a token lives, where its answer does not. */
export function documentedLifetimeSeconds(vendor: string, login: string): number {
  if (vendor === 'ddi-central') return 1800;
  return vendor === 'eggplant-dai' && login === 'publicApi' ? 600 : 300;
}

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** A larger number may be milliseconds or a moment, and is never read as a longer lifetime. */
const CERTAINLY_SECONDS = 100_000;

/** Between which lifetimes the token's must be; both are the same where the rule leaves no choice. */
export interface ExpectedSeconds {
  readonly least: number;
  readonly most: number;
}

export function expectedLifetimeSeconds(facts: LifetimeFacts): ExpectedSeconds {
  const { expiresIn, accessToken, defaultLifetimeSeconds } = facts;
  const told = secondsTold(expiresIn);
  const most =
    told === undefined
      ? saysMoment(expiresIn) || tellsExpiry(accessToken)
        ? YEAR_SECONDS
        : defaultLifetimeSeconds
      : Math.max(0, Math.min(told > CERTAINLY_SECONDS ? YEAR_SECONDS : told, YEAR_SECONDS));
  const isOpen =
    tellsExpiry(accessToken) ||
    (told === undefined ? saysMoment(expiresIn) : told > CERTAINLY_SECONDS);
  return { least: isOpen ? 0 : most, most };
}

/** A date, or a number with its unit. */
function saysMoment(expiresIn: unknown): boolean {
  return typeof expiresIn === 'string' && /^\s*\d.*(?:[T:]|\ds$)/.test(expiresIn);
}

/** A JSON Web Token with an expiry of its own, which may come earlier. */
function tellsExpiry(accessToken: string): boolean {
  const [, claims, ...rest] = accessToken.split('.');
  if (claims === undefined || rest.length !== 1) return false;
  return Buffer.from(claims, 'base64url').includes('"exp"');
}

/** A number, or decimal digits as text; everything else says nothing. */
function secondsTold(expiresIn: unknown): number | undefined {
  if (typeof expiresIn === 'number') return Number.isNaN(expiresIn) ? undefined : expiresIn;
  if (typeof expiresIn !== 'string') return undefined;
  const text = expiresIn.trim();
  const digits = text.startsWith('-') ? text.slice(1) : text;
  const [whole, fraction, ...more] = digits.split('.');
  const isDecimal = [whole, fraction ?? '0'].every((part) => /^[0-9]+$/.test(part ?? ''));
  return isDecimal && more.length === 0 ? parseFloat(text) : undefined;
}

/** What lifetimes any token can have, whatever the vendor said. */
export const LIFETIME_BOUNDS_SECONDS = { shortest: 0, longest: YEAR_SECONDS };

/**
 * When a token ends that the vendor handed out a second time.
 *
 * @param firstMs - when it was to end by the first answer
 * @param secondMs - when it is to end by the second
 */
export function expiryWhenIssuedAgainMs(firstMs: number, secondMs: number): number {
  return Math.min(firstMs, secondMs);
}
