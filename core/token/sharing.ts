import type { Clock, Random } from '../base/ports';
import { refreshDueAtMs, type AccessToken, type TokenPhase } from '../endpoint/access-token';
import type { StoredToken } from './stored-token';
import type { TokenStore } from './token-store';

/** Once a look at the store found no reason to act, nobody looks again for this long. */
const LOOK_INTERVAL_MS = 1_000;
/** Processes that share a token renew it at different times in this part of what is left of it. */
const SPREAD = 0.5;

/** What a source needs of itself to share its token. */
export interface SharedSource {
  /** Of the token in use; `expired` also if there is none. */
  phase(): TokenPhase;
  adopt(stored: StoredToken): boolean;
  stored(): StoredToken | undefined;
}

/**
 * Shares one source's token with other processes: looks for theirs before a token request, and stores its
 * own after one. Of two tokens, the one that lives longer wins everywhere.
 */
export class Sharing {
  /** Of the logins that are connected, the one connected last. */
  private readonly stores: TokenStore[] = [];
  private renewFromMs = -Infinity;
  /** Writes and removals, one after the other. */
  private work: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly source: SharedSource,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  connect(store: TokenStore): () => void {
    this.stores.push(store);
    return () => {
      const at = this.stores.indexOf(store);
      if (at >= 0) this.stores.splice(at, 1);
    };
  }

  get isConnected(): boolean {
    return this.stores.length > 0;
  }

  /** A token came into use. */
  began(token: AccessToken): void {
    const dueMs = refreshDueAtMs(token);
    this.renewFromMs = dueMs + this.random() * SPREAD * (token.expiresAtMs - dueMs);
  }

  /** Whether it is left to another process, for now, to renew a token that is still good. */
  isLeftToOthers(nowMs: number): boolean {
    return this.isConnected && nowMs < this.renewFromMs;
  }

  /**
   * Before a token request: takes over what another process stored.
   *
   * @returns whether the request is still needed
   */
  async isRequestNeeded(): Promise<boolean> {
    const store = this.stores.at(-1);
    if (store === undefined) return true;
    const before = this.source.phase();
    const stored = await store.read();
    if (stored !== undefined) this.source.adopt(stored);
    const phase = this.source.phase();
    if (phase === 'fresh') return false;
    if (phase !== 'refresh-ahead') return true;
    // There is a token for those who wait, and the next call sees to its renewal.
    if (before !== 'refresh-ahead') return false;
    if (await store.claim()) return true;
    this.renewFromMs = this.clock.monotonicMs() + LOOK_INTERVAL_MS;
    return false;
  }

  /** A new token came into use here. Whoever got it waits for nothing. */
  store(): void {
    this.next(async (store) => {
      const others = await store.read();
      if (others !== undefined && this.source.adopt(others)) return;
      const own = this.source.stored();
      if (own !== undefined) await store.write(own);
    });
  }

  /** That token must not be used any more: no process that begins later may find it. */
  remove(value: string): void {
    this.next(async (store) => {
      const stored = await store.read();
      if (stored?.accessToken === value) await store.write(undefined);
    });
  }

  private next(work: (store: TokenStore) => Promise<void>): void {
    const store = this.stores.at(-1);
    if (store !== undefined) this.work = this.work.then(() => work(store));
  }
}
