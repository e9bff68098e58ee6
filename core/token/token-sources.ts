import type { Clock, Random } from '../base/ports';
import type { Settings } from '../credential/settings';
import { RenewedTokenSource } from './renewed-token-source';
import { StaticTokenSource } from './static-token-source';
import type { TokenSource } from './token-source';

/** An identity without a valid token that nobody asked for this long is forgotten (rule T18). */
const IDLE_MS = 60 * 60 * 1000;
const STANDARD_BOUNDS: SourceBounds = { mostSources: 50_000, mostWithoutToken: 10_000 };
/** So many more may come before they are counted again. */
const UNCOUNTED = 100;
const SWEEP_INTERVAL_MS = 60 * 1000;

/** How many identities are kept at once (rule T18). One takes about 5 kB. */
export interface SourceBounds {
  /** Whatever they hold; the longest unused go first. */
  readonly mostSources: number;
  /** Of those without a valid token, whose loss costs no token request. */
  readonly mostWithoutToken: number;
}

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
  private sweptSize = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly bounds: SourceBounds = STANDARD_BOUNDS,
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
    const hasGrown = this.kept.size > this.sweptSize + UNCOUNTED;
    if (!hasGrown && nowMs - this.sweptAtMs < SWEEP_INTERVAL_MS) return;
    this.sweptAtMs = nowMs;
    const withoutToken: string[] = [];
    for (const [identity, { source, lastUsedMs }] of this.kept) {
      if (source === asked || source.isInUse() || source.stored() !== undefined) continue;
      // A valid token is kept for whoever comes once a day, rather than requested anew (rule T1).
      if (lastUsedMs < nowMs - IDLE_MS) this.kept.delete(identity);
      else withoutToken.push(identity);
    }
    const { mostSources, mostWithoutToken } = this.bounds;
    const tooMany = Math.max(0, withoutToken.length - mostWithoutToken);
    for (const identity of withoutToken.slice(0, tooMany)) this.kept.delete(identity);
    for (const [identity, { source }] of this.kept) {
      if (this.kept.size <= mostSources) break;
      if (source !== asked && !source.isInUse()) this.kept.delete(identity);
    }
    this.sweptSize = this.kept.size;
  }
}
