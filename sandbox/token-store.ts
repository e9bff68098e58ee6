import type { Clock } from './clock';

/** What the vendor knows about a token that a request arrived with. */
export type TokenVerdict = 'accepted' | 'expired' | 'withdrawn' | 'unknown' | 'tooNew' | 'missing';

export interface KeptToken {
  token: string;
  /** Infinity for tokens that never expire. */
  lifetimeSeconds: number;
  /** Which of the vendor's logins handed it out, or whom it belongs to. */
  owner: string;
}

interface Entry extends KeptToken {
  issuedAtMs: number;
  expiresAtMs: number;
  withdrawn: boolean;
}

const entryLimit = 100_000;

/** The tokens one vendor has handed out. The oldest are forgotten past 100,000. */
export class TokenStore {
  private readonly entries = new Map<string, Entry>();
  private readonly newest = new Map<string, string>();

  constructor(private readonly clock: Clock) {}

  keep(kept: KeptToken): void {
    const issuedAtMs = this.clock.nowMs();
    const expiresAtMs = issuedAtMs + kept.lifetimeSeconds * 1000;
    this.entries.set(kept.token, { ...kept, issuedAtMs, expiresAtMs, withdrawn: false });
    this.newest.set(kept.owner, kept.token);
    if (this.entries.size > entryLimit) {
      const [oldest] = this.entries.keys();
      this.entries.delete(oldest!);
    }
  }

  /** @param knownAfterSeconds - so long after its issue, the vendor does not know a token yet */
  judge(token: string | undefined, knownAfterSeconds = 0): TokenVerdict {
    if (token === undefined) return 'missing';
    const entry = this.entries.get(token);
    if (entry === undefined) return 'unknown';
    if (entry.withdrawn) return 'withdrawn';
    const nowMs = this.clock.nowMs();
    if (nowMs >= entry.expiresAtMs) return 'expired';
    return nowMs < entry.issuedAtMs + knownAfterSeconds * 1000 ? 'tooNew' : 'accepted';
  }

  /** The token that the owner got last, while it is good. */
  newestOf(owner: string): { token: string; secondsLeft: number; fullSeconds: number } | undefined {
    const token = this.newest.get(owner);
    const entry = token === undefined ? undefined : this.entries.get(token);
    if (entry === undefined || this.judge(token) !== 'accepted') return undefined;
    const secondsLeft = (entry.expiresAtMs - this.clock.nowMs()) / 1000;
    return { token: entry.token, secondsLeft, fullSeconds: entry.lifetimeSeconds };
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
