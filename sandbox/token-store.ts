import type { Clock } from './clock';

/** What the vendor knows about a token that a request arrived with. */
export type TokenVerdict = 'accepted' | 'expired' | 'withdrawn' | 'unknown' | 'missing';

export interface KeptToken {
  token: string;
  /** Infinity for tokens that never expire. */
  lifetimeSeconds: number;
  /** Which of the vendor's logins handed it out, or whom it belongs to. */
  owner: string;
}

interface Entry extends KeptToken {
  expiresAtMs: number;
  withdrawn: boolean;
}

const entryLimit = 100_000;

/** The tokens one vendor has handed out. The oldest are forgotten past 100,000. */
export class TokenStore {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly clock: Clock) {}

  keep(kept: KeptToken): void {
    const expiresAtMs = this.clock.nowMs() + kept.lifetimeSeconds * 1000;
    this.entries.set(kept.token, { ...kept, expiresAtMs, withdrawn: false });
    if (this.entries.size > entryLimit) {
      const [oldest] = this.entries.keys();
      this.entries.delete(oldest!);
    }
  }

  judge(token: string | undefined): TokenVerdict {
    if (token === undefined) return 'missing';
    const entry = this.entries.get(token);
    if (entry === undefined) return 'unknown';
    if (entry.withdrawn) return 'withdrawn';
    return this.clock.nowMs() < entry.expiresAtMs ? 'accepted' : 'expired';
  }

  ownerOf(token: string): string | undefined {
    return this.entries.get(token)?.owner;
  }

  withdraw(token: string): void {
    const entry = this.entries.get(token);
    if (entry) entry.withdrawn = true;
  }

  withdrawAll(): void {
    for (const entry of this.entries.values()) entry.withdrawn = true;
  }

  /** Every token handed out, good or not, oldest first: what a search for leaks looks for. */
  all(): string[] {
    return [...this.entries.keys()];
  }
}
