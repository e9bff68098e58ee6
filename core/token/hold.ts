import type { VendorAuthErrorCode } from '../base/errors';
import type { Random } from '../base/ports';
import type { TokenFailure } from '../login/token-failure';

/** How long a failure is told again without a new request, where it says nothing itself (rule T6). */
const FIXED_SECONDS: Partial<Record<VendorAuthErrorCode, number>> = {
  'licence-exhausted': 15,
};
const OTHERWISE_SECONDS = 10;

/** What passes on its own is tried again at growing intervals. */
const PASSING: ReadonlySet<VendorAuthErrorCode> = new Set([
  'rate-limited',
  'vendor-unavailable',
  'unreachable',
  'timeout',
]);
const FIRST_SECONDS = 1;
const LONGEST_SECONDS = 60;
/** A person's wish lifts a hold no more often than this. */
const EXPLICIT_INTERVAL_MS = 10_000;

/** A failure that is told again until its time is over. */
export interface HeldFailure {
  readonly failure: TokenFailure;
  readonly untilMs: number;
}

/** The pause after a failed token request, and who may end it. Times are on the monotonic clock. */
export class Hold {
  private held: HeldFailure | undefined;
  private failuresInARow = 0;
  private explicitAtMs: number | undefined;

  constructor(private readonly random: Random) {}

  /** The last failure, also when its time is over, until a request succeeds. */
  get last(): HeldFailure | undefined {
    return this.held;
  }

  /** The failure that stands in the way of a request; undefined if none does. */
  at(nowMs: number): HeldFailure | undefined {
    return this.held !== undefined && nowMs < this.held.untilMs ? this.held : undefined;
  }

  /** Until when there is a pause, or a person's wish counts. */
  get neededUntilMs(): number {
    return Math.max(this.held?.untilMs ?? -Infinity, this.explicitUntilMs);
  }

  /** Begins a pause. Returns its seconds. */
  begin(failure: TokenFailure, nowMs: number): number {
    this.failuresInARow++;
    const seconds = holdBackSeconds(failure, this.failuresInARow, this.random);
    this.held = { failure, untilMs: nowMs + seconds * 1000 };
    return seconds;
  }

  /** A request succeeded. */
  end(): void {
    this.held = undefined;
    this.failuresInARow = 0;
  }

  /**
   * Ends a pause because a person asks, no more often than every ten seconds. A person's request
   * counts even where nothing stood in its way, or the second click would ask again at once.
   *
   * @returns whether a request may be made for that person
   */
  liftFor(nowMs: number): boolean {
    if (nowMs < this.explicitUntilMs) return false;
    this.explicitAtMs = nowMs;
    if (this.held !== undefined) this.held = { ...this.held, untilMs: nowMs };
    return true;
  }

  /** A person changed what may have caused the failure. A pause, if there is one, ends as in `liftFor`. */
  lift(nowMs: number): void {
    if (this.at(nowMs) !== undefined) this.liftFor(nowMs);
  }

  /** When a person may ask again, who need not wait as long as messages do. */
  explicitAgainAtMs({ untilMs }: HeldFailure): number {
    return Math.min(untilMs, this.explicitUntilMs);
  }

  private get explicitUntilMs(): number {
    return this.explicitAtMs === undefined ? -Infinity : this.explicitAtMs + EXPLICIT_INTERVAL_MS;
  }
}

/**
 * For how many seconds after a failed token request no other one is made.
 *
 * @param failuresInARow - this one included, so at least 1
 */
export function holdBackSeconds(
  failure: Pick<TokenFailure, 'code' | 'retryAfterSeconds'>,
  failuresInARow: number,
  random: Random,
): number {
  // Nobody was asked, so nobody is spared; and what the host objected to may be put right at once.
  if (failure.code === 'not-sent') return 0;
  // Zero would mean a request for every call, which no vendor means.
  if (failure.retryAfterSeconds !== undefined)
    return Math.max(FIRST_SECONDS, failure.retryAfterSeconds);
  if (PASSING.has(failure.code)) return backoffSeconds(failuresInARow, random);
  return FIXED_SECONDS[failure.code] ?? OTHERWISE_SECONDS;
}

/** Doubling from 1 s to 60 s, spread over the upper half so that hosts do not return in step. */
export function backoffSeconds(timesInARow: number, random: Random): number {
  const doubled = FIRST_SECONDS * 2 ** Math.min(timesInARow - 1, 30);
  const seconds = Math.min(doubled, LONGEST_SECONDS);
  return Math.max(FIRST_SECONDS, seconds * (0.5 + random() / 2));
}
