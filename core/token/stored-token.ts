import { isRecord, parseJson } from '../base/json';
import type { Clock } from '../base/ports';
import type { AccessToken } from '../endpoint/access-token';
import { canStandInHeader } from '../fields/header-values';

/**
 * A token as it outlives a process. It is a secret: hosts store it encrypted. The times are on the
 * wall clock, the only one that two processes share (rule T14).
 */
export interface StoredToken {
  readonly identity: string;
  readonly accessToken: string;
  readonly storedAtMs: number;
  readonly expiresAtMs: number;
  readonly lifetimeSeconds: number;
}

/** Clocks of two machines may disagree by so much before a stored token is not trusted any more. */
const CLOCK_TOLERANCE_MS = 60_000;

export function storedFrom(token: AccessToken, identity: string, clock: Clock): StoredToken {
  const nowMs = clock.wallMs();
  return {
    identity,
    accessToken: token.value,
    storedAtMs: nowMs,
    expiresAtMs: nowMs + (token.expiresAtMs - clock.monotonicMs()),
    lifetimeSeconds: token.lifetimeSeconds,
  };
}

/**
 * The token again, on the monotonic clock of this process; undefined if it has expired, belongs to
 * another credential, or was stored in what is the future here: then the wall clock has jumped, and
 * how old the token is cannot be known.
 */
export function tokenFromStored(
  stored: StoredToken,
  identity: string,
  clock: Clock,
): AccessToken | undefined {
  const nowMs = clock.wallMs();
  if (stored.identity !== identity || !canStandInHeader(stored.accessToken)) return undefined;
  if (stored.storedAtMs > nowMs + CLOCK_TOLERANCE_MS) return undefined;
  // If it was stored a moment ahead of now, this clock is behind by at least that.
  const atLeastMs = Math.max(nowMs, stored.storedAtMs);
  const remainingMs = Math.min(stored.expiresAtMs - atLeastMs, stored.lifetimeSeconds * 1000);
  if (!(remainingMs > 0)) return undefined;
  return {
    value: stored.accessToken,
    lifetimeSeconds: stored.lifetimeSeconds,
    expiresAtMs: clock.monotonicMs() + remainingMs,
  };
}

export function serializeStored(stored: StoredToken): string {
  return JSON.stringify(stored);
}

/** What `serializeStored` wrote, or undefined for anything else. */
export function parseStored(text: unknown): StoredToken | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  const members = parseJson(text);
  if (!isRecord(members)) return undefined;
  const { identity, accessToken, storedAtMs, expiresAtMs, lifetimeSeconds } = members;
  if (typeof identity !== 'string' || typeof accessToken !== 'string') return undefined;
  if (!isFiniteNumber(storedAtMs) || !isFiniteNumber(expiresAtMs)) return undefined;
  if (!isFiniteNumber(lifetimeSeconds) || lifetimeSeconds <= 0) return undefined;
  return { identity, accessToken, storedAtMs, expiresAtMs, lifetimeSeconds };
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
