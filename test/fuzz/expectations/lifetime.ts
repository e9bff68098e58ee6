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

export function expectedLifetimeSeconds(facts: LifetimeFacts): number {
  const told = secondsTold(facts.expiresIn);
  if (told === undefined || told <= 0) return facts.defaultLifetimeSeconds;
  if (told < 1) return 1;
  return told > YEAR_SECONDS ? YEAR_SECONDS : told;
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
export const LIFETIME_BOUNDS_SECONDS = { shortest: 1, longest: YEAR_SECONDS };

/**
 * When a token ends that the vendor handed out a second time.
 *
 * @param firstMs - when it was to end by the first answer
 * @param secondMs - when it is to end by the second
 */
export function expiryWhenIssuedAgainMs(_firstMs: number, secondMs: number): number {
  return secondMs;
}
