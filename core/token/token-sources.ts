import type { Clock, Random } from '../base/ports';
import type { Settings } from '../credential/settings';
import { RenewedTokenSource } from './renewed-token-source';
import { StaticTokenSource } from './static-token-source';
import type { TokenSource } from './token-source';

/** An identity without anything to lose that nobody asked for this long is forgotten (rule T18). */
const IDLE_MS = 60 * 60 * 1000;
const STANDARD_BOUNDS: SourceBounds = { mostSources: 50_000, mostWithoutToken: 10_000 };
/** Sources are counted again once so many came, or a tenth of them: the counting costs each one the same. */
const UNCOUNTED = 100;
const UNCOUNTED_SHARE = 1 / 10;
const SWEEP_INTERVAL_MS = 60 * 1000;

/** How many identities are kept at once (rule T18). One takes less than 1 kB besides its token. */
export interface SourceBounds {
  /** Whatever they hold. Those that have expired go first, then the longest unused. */
  readonly mostSources: number;
  /** Of those without a valid token or a pause, whose loss costs nothing. The longest unused go first. */
  readonly mostWithoutToken: number;
}

interface Kept {
  readonly source: TokenSource;
  lastUsedMs: number;
  /** Numbered, because many come within a millisecond. */
  lastUse: number;
}

/** The source of one credential's tokens. This is the one place that looks where they come from. */
export function createTokenSource(
  { plan, identity }: Settings,
  clock: Clock,
  random: Random,
): TokenSource {
  return plan.kind === 'static'
    ? new StaticTokenSource(plan, identity, clock)
    : new RenewedTokenSource(identity, clock, random);
}

/**
 * All token sources of a process, one for each identity: two credentials, nodes or workflows that
 * could share a token do (rules T1 and T2). Hosts keep one of these, and ask it anew for each call
 * rather than keep what it gives.
 */
export class TokenSources {
  private readonly kept = new Map<string, Kept>();
  private uses = 0;
  private sweptAtMs = -Infinity;
  private sweptSize = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly bounds: SourceBounds = STANDARD_BOUNDS,
  ) {}

  /** The source of the credential's tokens. */
  for(settings: Settings): TokenSource {
    const nowMs = this.clock.monotonicMs();
    const kept = this.kept.get(settings.identity) ?? this.add(settings);
    kept.lastUsedMs = nowMs;
    kept.lastUse = ++this.uses;
    this.sweep(kept.source, nowMs);
    return kept.source;
  }

  private add(settings: Settings): Kept {
    const source = createTokenSource(settings, this.clock, this.random);
    const kept = { source, lastUsedMs: 0, lastUse: 0 };
    this.kept.set(settings.identity, kept);
    return kept;
  }

  get size(): number {
    return this.kept.size;
  }

  /** Runs on use, since the core keeps no timer (rule T16). */
  private sweep(asked: TokenSource, nowMs: number): void {
    const uncounted = Math.max(UNCOUNTED, this.sweptSize * UNCOUNTED_SHARE);
    const hasGrown = this.kept.size > this.sweptSize + uncounted;
    if (!hasGrown && nowMs - this.sweptAtMs < SWEEP_INTERVAL_MS) return;
    this.sweptAtMs = nowMs;
    const expired: Kept[] = [];
    const needed: Kept[] = [];
    for (const kept of this.kept.values()) {
      const { source, lastUsedMs } = kept;
      if (source === asked || source.isInUse()) continue;
      // A valid token is kept for whoever comes once a day, rather than requested anew (rule T1).
      if (nowMs < source.neededUntilMs()) needed.push(kept);
      else if (lastUsedMs < nowMs - IDLE_MS) this.kept.delete(source.identity);
      else expired.push(kept);
    }
    const { mostSources, mostWithoutToken } = this.bounds;
    const tooMany = this.kept.size - mostSources;
    this.forgetLongestUnused(expired, Math.max(tooMany, expired.length - mostWithoutToken));
    this.forgetLongestUnused(needed, this.kept.size - mostSources);
    this.sweptSize = this.kept.size;
  }

  private forgetLongestUnused(some: Kept[], count: number): void {
    if (count <= 0) return;
    some.sort((one, other) => one.lastUse - other.lastUse);
    for (const { source } of some.slice(0, count)) this.kept.delete(source.identity);
  }
}
