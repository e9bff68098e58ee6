import { sha256 } from '../base/hash';
import type { AccessToken } from '../endpoint/access-token';
import type { IssuedToken } from '../login/classify-token-answer';

/** A vendor with several servers may hand out several tokens in turn. */
const MOST_TOKENS = 16;
/**
 * Servers let a token live a little longer than they told: they count in whole seconds, or grant some for
 * the way. What is handed out again in that time is about to die.
 */
const LINGERING_MS = 5_000;
/** So long another process's token request may have taken. */
const OTHERS_REQUEST_MS = 5_000;

/** When a token dies, as it was told first. Times are on the monotonic clock. */
interface Expiry {
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
  /** By the token's fingerprint, the one issued last at the end. */
  private readonly known = new Map<string, Expiry>();

  /** The token that a request begun at `startMs` was answered with at `answeredMs`. */
  tokenOf(issued: IssuedToken, startMs: number, answeredMs: number): AccessToken {
    const { accessToken: value, lifetimeSeconds } = issued;
    const told = {
      expiresAtMs: startMs + lifetimeSeconds * 1000,
      diesByMs: answeredMs + lifetimeSeconds * 1000 + LINGERING_MS,
    };
    const first = this.known.get(sha256(value));
    const isSame = first !== undefined && startMs <= first.diesByMs;
    const expiry = isSame && first.expiresAtMs < told.expiresAtMs ? first : told;
    this.remember(value, expiry);
    const expiresAtMs = Math.max(startMs, expiry.expiresAtMs);
    return { value, lifetimeSeconds: (expiresAtMs - startMs) / 1000, expiresAtMs };
  }

  /** A token whose request somebody else made. */
  knows({ value, expiresAtMs }: AccessToken): void {
    const diesByMs = expiresAtMs + OTHERS_REQUEST_MS + LINGERING_MS;
    this.remember(value, { expiresAtMs, diesByMs });
  }

  private remember(value: string, expiry: Expiry): void {
    const fingerprint = sha256(value);
    this.known.delete(fingerprint);
    this.known.set(fingerprint, expiry);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST_TOKENS) break;
      this.known.delete(oldest);
    }
  }
}
