import type { Random } from '../base/ports';
import { backoffSeconds } from './hold';

/** A token that lasted this long was good; only younger ones, rejected in a row, are put off. */
const PROVEN_AGE_MS = 10_000;
/** Some vendors' servers learn of a new token so much later than it was issued (rule T20). */
export const BRAND_NEW_MS = 2_000;
/** Rejected tokens are remembered, because one could come back from where it was stored. */
const MOST_REMEMBERED = 16;

/** One for all: most logins never have a token rejected. */
const NONE: readonly string[] = [];

/**
 * Which tokens were rejected, and whether new ones help. A token that was accepted, or that lasted, was
 * withdrawn when it is rejected. One that was rejected at its first use is evidence that new tokens do
 * not help: after the second in a row, replacing is put off at growing intervals.
 */
export class Rejections {
  private values = NONE;
  private rememberedUntilMs: number | undefined;
  private quickInARow = 0;
  private ignoredUntilMs: number | undefined;
  /** Of the token in use. */
  private issuedAtMs = -Infinity;
  private isAccepted = false;
  private isDoubted = false;

  constructor(private readonly random: Random) {}

  /** A token came into use that was issued at that time. */
  began(issuedAtMs: number): void {
    this.issuedAtMs = issuedAtMs;
    this.isAccepted = false;
    this.isDoubted = false;
  }

  accepted(): void {
    this.isAccepted = true;
  }

  /** How old the token in use is. */
  ageMs(nowMs: number): number {
    return nowMs - this.issuedAtMs;
  }

  /** Whether some servers of the vendor may not know the token in use yet (rule T20). */
  isBrandNew(nowMs: number): boolean {
    return !this.isAccepted && this.ageMs(nowMs) < BRAND_NEW_MS;
  }

  /** Whether replacing a token is put off at that time. */
  isPutOff(nowMs: number): boolean {
    return this.ignoredUntilMs !== undefined && nowMs < this.ignoredUntilMs;
  }

  /** Until when a rejected token may come back, or replacing is put off. */
  get neededUntilMs(): number {
    return Math.max(this.rememberedUntilMs ?? -Infinity, this.ignoredUntilMs ?? -Infinity);
  }

  /**
   * The token in use was rejected.
   *
   * @param untilMs - for how long it may come back
   * @returns whether it is to be replaced
   */
  add(value: string, nowMs: number, untilMs = nowMs): boolean {
    if (this.isPutOff(nowMs)) {
      this.isDoubted = true;
      return false;
    }
    const isProven = this.ageMs(nowMs) >= PROVEN_AGE_MS;
    // One whose rejections were ignored proves nothing by the age that it reached meanwhile.
    if (this.isDoubted) this.quickInARow++;
    else if (isProven) this.quickInARow = 0;
    else if (!this.isAccepted) this.quickInARow++;
    if (this.quickInARow > 1) {
      this.ignoredUntilMs = nowMs + 1000 * backoffSeconds(this.quickInARow - 1, this.random);
    }
    this.remember(value, untilMs);
    return true;
  }

  /** That token must not come back, although nobody need ask why. */
  remember(value: string, untilMs = -Infinity): void {
    this.rememberedUntilMs = Math.max(this.rememberedUntilMs ?? -Infinity, untilMs);
    if (this.values.includes(value)) return;
    this.values = [...this.values, value].slice(-MOST_REMEMBERED);
  }

  includes(value: string): boolean {
    return this.values.includes(value);
  }
}
