import type { TokenPlacement } from './token-placement';

/** A token and how long it may be used. */
export interface AccessToken {
  readonly value: string;
  /** On the monotonic clock; `Infinity` for a static token. */
  readonly expiresAtMs: number;
  /** `Infinity` for a static token. */
  readonly lifetimeSeconds: number;
}

/** The header with which an API request carries the token. */
export function tokenHeader(
  { placement }: { readonly placement: TokenPlacement },
  token: Pick<AccessToken, 'value'>,
): Record<string, string> {
  return { [placement.header]: placement.valueOf(token.value) };
}

/** Where in its life a token is, which decides what a caller gets (rule T4). */
export type TokenPhase =
  /** Used as it is. */
  | 'fresh'
  /** Used as it is, while one refresh runs behind it. */
  | 'refresh-ahead'
  /** Too close to its end to be sent: callers wait for the refresh. */
  | 'expiring'
  | 'expired';

const REFRESH_AHEAD = { maxMs: 60_000, shareOfLifetime: 1 / 5 };
const EXPIRING = { maxMs: 5_000, shareOfLifetime: 1 / 20 };

export function phaseOf(token: AccessToken, nowMs: number): TokenPhase {
  const remainingMs = token.expiresAtMs - nowMs;
  if (remainingMs <= 0) return 'expired';
  if (remainingMs <= windowMs(token, EXPIRING)) return 'expiring';
  if (remainingMs <= windowMs(token, REFRESH_AHEAD)) return 'refresh-ahead';
  return 'fresh';
}

/** When the next call causes a refresh, on the monotonic clock; `Infinity` for a static token. */
export function refreshDueAtMs(token: AccessToken): number {
  return token.expiresAtMs - windowMs(token, REFRESH_AHEAD);
}

function windowMs(token: AccessToken, window: { maxMs: number; shareOfLifetime: number }): number {
  return Math.min(window.maxMs, token.lifetimeSeconds * 1000 * window.shareOfLifetime);
}
