import type { Clock, Random } from './ports';
import type { Settings } from './settings';
import { TokenSource } from './token-source';

/** An identity without a valid token that nobody asked for this long is forgotten (rule T18). */
const IDLE_MS = 60 * 60 * 1000;
/** More identities than this at once are taken for a mistake; the longest unused go first. */
const MOST_SOURCES = 1000;
const SWEEP_INTERVAL_MS = 60 * 1000;

/**
 * All token sources of a process, one for each identity: two credentials, nodes or workflows that
 * could share a token do (rules T1 and T2). Hosts keep one of these, and ask it anew for each call
 * rather than keep what it gives.
 */
export class TokenSources {
  /** In the order of their last use. */
  private readonly sources = new Map<string, TokenSource>();
  private sweptAtMs = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** The source of the credential's tokens. */
  for(settings: Settings): TokenSource {
    const source =
      this.sources.get(settings.identity) ?? new TokenSource(settings, this.clock, this.random);
    source.touch();
    this.sources.delete(settings.identity);
    this.sources.set(settings.identity, source);
    this.sweep(source);
    return source;
  }

  get size(): number {
    return this.sources.size;
  }

  /** Runs on use, since the core keeps no timer (rule T16). */
  private sweep(asked: TokenSource): void {
    const nowMs = this.clock.monotonicMs();
    const isFull = this.sources.size > MOST_SOURCES;
    if (!isFull && nowMs - this.sweptAtMs < SWEEP_INTERVAL_MS) return;
    this.sweptAtMs = nowMs;
    for (const [identity, source] of this.sources) {
      // A valid token is kept for whoever comes once a day, rather than requested anew (rule T1).
      const isIdle = source.isUnusedSince(nowMs - IDLE_MS) && source.stored() === undefined;
      if (isIdle) this.sources.delete(identity);
    }
    for (const [identity, source] of this.sources) {
      if (this.sources.size <= MOST_SOURCES) break;
      if (source !== asked && source.isUnusedSince(nowMs + 1)) this.sources.delete(identity);
    }
  }
}
