import { sha256 } from '../base/hash';
import type { AccessToken } from '../endpoint/access-token';
import type { IssuedToken } from '../login/classify-token-answer';

/** A vendor with several servers may hand out several tokens in turn. */
const MOST_TOKENS = 16;
/**
 * Servers let a token live a little longer than they told: they count in whole seconds, or grant some for
 * the way. What is handed out again in that time is about to die.
 */
export const LINGERING_MS = 5_000;
/** Another process's token request may have taken this long. */
const OTHERS_REQUEST_MS = 5_000;

/** When a token dies, as it was told first. Times are on the monotonic clock. */
interface Expiry {
  readonly fingerprint: number;
  /** At the earliest: counted from before the request. */
  readonly expiresAtMs: number;
  /** At the latest: counted from the answer. Handed out after that, it was renewed at the vendor. */
  readonly diesByMs: number;
}

/**
 * The same token, handed out again, keeps its first expiry unless the vendor gave an earlier one: some
 * vendors tell the whole lifetime each time (rule T3).
 */
export class FirstExpiries {
  /** The one issued last at the end. A list, because a map takes more memory than its one entry. */
  private known: readonly Expiry[] = [];

  /** The token that a request begun at `startMs` was answered with at `answeredMs`. */
  tokenOf(issued: IssuedToken, startMs: number, answeredMs: number): AccessToken {
    const { accessToken: value, lifetimeSeconds } = issued;
    const fingerprint = fingerprintOf(value);
    const told = {
      fingerprint,
      expiresAtMs: startMs + lifetimeSeconds * 1000,
      diesByMs: answeredMs + lifetimeSeconds * 1000 + LINGERING_MS,
    };
    // A token that died before the request is not known any more: the vendor renewed it.
    this.known = this.known.filter(({ diesByMs }) => startMs <= diesByMs);
    const first = this.known.find((one) => one.fingerprint === fingerprint);
    const expiry = first !== undefined && first.expiresAtMs < told.expiresAtMs ? first : told;
    this.remember(expiry);
    const expiresAtMs = Math.max(startMs, expiry.expiresAtMs);
    return { value, lifetimeSeconds: (expiresAtMs - startMs) / 1000, expiresAtMs };
  }

  /** A token whose request somebody else made. */
  knows({ value, expiresAtMs }: AccessToken): void {
    const diesByMs = expiresAtMs + OTHERS_REQUEST_MS + LINGERING_MS;
    this.remember({ fingerprint: fingerprintOf(value), expiresAtMs, diesByMs });
  }

  private remember(expiry: Expiry): void {
    const others = this.known.filter(({ fingerprint }) => fingerprint !== expiry.fingerprint);
    this.known = [...others, expiry].slice(-MOST_TOKENS);
  }
}

/** 48 bits tell a login's last tokens apart, in a fifth of the memory that the whole hash takes. */
function fingerprintOf(value: string): number {
  return parseInt(sha256(value).slice(0, 12), 16);
}
