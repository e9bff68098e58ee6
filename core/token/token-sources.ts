import type { Clock, Random } from '../base/ports';
import type { Settings } from '../credential/settings';
import { RenewedTokenSource } from './renewed-token-source';
import { StaticTokenSource } from './static-token-source';
import type { TokenSource } from './token-source';

/** An identity without a valid token that nobody asked for this long is forgotten (rule T18). */
const IDLE_MS = 60 * 60 * 1000;
/** More identities than this at once are taken for a mistake; the longest unused go first. */
const MOST_SOURCES = 1000;
const SWEEP_INTERVAL_MS = 60 * 1000;

interface Kept {
  readonly source: TokenSource;
  lastUsedMs: number;
}

/** The source of one credential's tokens. This is the one place that looks where they come from. */
export function createTokenSource(
  { plan, identity }: Settings,
  clock: Clock,
  random: Random,
): TokenSource {
  return plan.kind === 'static'
    ? new StaticTokenSource(plan, clock)
    : new RenewedTokenSource(plan, identity, clock, random);
}

/**
 * All token sources of a process, one for each identity: two credentials, nodes or workflows that
 * could share a token do (rules T1 and T2). Hosts keep one of these, and ask it anew for each call
 * rather than keep what it gives.
 */
export class TokenSources {
  /** In the order of their last use. */
  private readonly kept = new Map<string, Kept>();
  private sweptAtMs = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** The source of the credential's tokens. */
  for(settings: Settings): TokenSource {
    const { identity } = settings;
    const lastUsedMs = this.clock.monotonicMs();
    const source =
      this.kept.get(identity)?.source ?? createTokenSource(settings, this.clock, this.random);
    this.kept.delete(identity);
    this.kept.set(identity, { source, lastUsedMs });
    this.sweep(source, lastUsedMs);
    return source;
  }

  get size(): number {
    return this.kept.size;
  }

  /** Runs on use, since the core keeps no timer (rule T16). */
  private sweep(asked: TokenSource, nowMs: number): void {
    const isFull = this.kept.size > MOST_SOURCES;
    if (!isFull && nowMs - this.sweptAtMs < SWEEP_INTERVAL_MS) return;
    this.sweptAtMs = nowMs;
    for (const [identity, { source, lastUsedMs }] of this.kept) {
      // A valid token is kept for whoever comes once a day, rather than requested anew (rule T1).
      const isIdle = lastUsedMs < nowMs - IDLE_MS && !source.isInUse();
      if (isIdle && source.stored() === undefined) this.kept.delete(identity);
    }
    for (const [identity, { source }] of this.kept) {
      if (this.kept.size <= MOST_SOURCES) break;
      if (source !== asked && !source.isInUse()) this.kept.delete(identity);
    }
  }
}
