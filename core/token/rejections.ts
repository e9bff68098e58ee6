import type { Random } from '../base/ports';
import { backoffSeconds } from './hold';

/** A token that lasted this long was good; only younger ones, rejected in a row, are put off. */
const PROVEN_AGE_MS = 10_000;
/** Some vendors' servers learn of a new token so much later than it was issued (rule T20). */
export const BRAND_NEW_MS = 2_000;
/** So many rejected tokens are remembered, lest one comes back from where it was stored. */
const MOST_REMEMBERED = 16;

/** The token in use, as far as rejections are concerned. */
interface Use {
  readonly issuedAtMs: number;
  isAccepted: boolean;
  isDoubted: boolean;
}

/**
 * Which tokens were rejected, and whether new ones help. A token that was accepted, or that lasted, was
 * withdrawn when it is rejected. One that was rejected at its first use is evidence that new tokens do
 * not help: after the second in a row, replacing is put off at growing intervals.
 */
export class Rejections {
  private readonly values: string[] = [];
  private quickInARow = 0;
  private ignoredUntilMs = -Infinity;
  private use: Use = { issuedAtMs: -Infinity, isAccepted: false, isDoubted: false };

  constructor(private readonly random: Random) {}

  /** A token came into use that was issued at that time. */
  began(issuedAtMs: number): void {
    this.use = { issuedAtMs, isAccepted: false, isDoubted: false };
  }

  accepted(): void {
    this.use.isAccepted = true;
  }

  /** How old the token in use is. */
  ageMs(nowMs: number): number {
    return nowMs - this.use.issuedAtMs;
  }

  /** Whether some servers of the vendor may not know the token in use yet (rule T20). */
  isBrandNew(nowMs: number): boolean {
    return !this.use.isAccepted && this.ageMs(nowMs) < BRAND_NEW_MS;
  }

  /** Whether replacing a token is put off at that time. */
  isPutOff(nowMs: number): boolean {
    return nowMs < this.ignoredUntilMs;
  }

  /** The token in use was rejected. Returns whether it is to be replaced. */
  add(value: string, nowMs: number): boolean {
    if (this.isPutOff(nowMs)) {
      this.use.isDoubted = true;
      return false;
    }
    const isProven = this.ageMs(nowMs) >= PROVEN_AGE_MS;
    // One whose rejections were ignored proves nothing by the age that it reached meanwhile.
    if (this.use.isDoubted) this.quickInARow++;
    else if (isProven) this.quickInARow = 0;
    else if (!this.use.isAccepted) this.quickInARow++;
    if (this.quickInARow > 1) {
      this.ignoredUntilMs = nowMs + 1000 * backoffSeconds(this.quickInARow - 1, this.random);
    }
    this.remember(value);
    return true;
  }

  /** That token must not come back, although nobody need ask why. */
  remember(value: string): void {
    if (this.values.includes(value)) return;
    this.values.push(value);
    if (this.values.length > MOST_REMEMBERED) this.values.shift();
  }

  includes(value: string): boolean {
    return this.values.includes(value);
  }
}
