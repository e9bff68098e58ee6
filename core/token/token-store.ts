import { randomUUID } from 'crypto';
import type { Clock, SharedTexts } from '../base/ports';
import type { StoredToken } from './stored-token';
import type { TokenSeal } from './sealed-token';

/** After a failure the place is left alone for so long, and calls go on as without it. */
const PAUSE_MS = 10_000;
/** One process leaves the renewal ahead of the expiry to another for this long. */
const CLAIM_MS = 5_000;

/** `unavailable`: no answer, or none in time. `unreadable`: what is there is not this login's token. */
export type StoreTrouble = 'unavailable' | 'unreadable';

/**
 * One login's token in a place that it shares with other processes and with the time after a restart.
 * Whatever is wrong with that place, it never rejects, and waits no longer than its port does.
 */
export class TokenStore {
  private readonly id = randomUUID();
  private pausedUntilMs = -Infinity;
  private trouble: StoreTrouble | undefined;

  /**
   * @param tell - called once when trouble begins, however long it lasts
   */
  constructor(
    private readonly texts: SharedTexts,
    private readonly seal: TokenSeal,
    private readonly clock: Clock,
    private readonly tell: (trouble: StoreTrouble) => void,
  ) {}

  /** What some process stored last; undefined if that is nothing, or no use. */
  async read(): Promise<StoredToken | undefined> {
    const text = await this.attempt(() => this.texts.read(this.seal.name));
    if (text === FAILED) return undefined;
    if (text === undefined || text === null || text === '') {
      this.trouble = undefined;
      return undefined;
    }
    const stored = this.seal.open(text);
    if (stored === undefined) this.tellOnce('unreadable');
    else this.trouble = undefined;
    return stored;
  }

  /** Puts a token there, or nothing in place of one. */
  async write(stored: StoredToken | undefined): Promise<void> {
    const text = stored === undefined ? '' : this.seal.seal(stored);
    await this.attempt(() => this.texts.write(this.seal.name, text));
  }

  /**
   * Whether this process is the one to renew the token ahead of its expiry. Two that ask in the same
   * instant may both be: no place that Node-RED knows can decide between them.
   */
  async claim(): Promise<boolean> {
    const name = `${this.seal.name}_renewing`;
    const claimed = await this.attempt(() => this.texts.read(name));
    if (claimed === FAILED) return true;
    if (isClaimOfAnother(claimed, this.id, this.clock.wallMs())) return false;
    const own = `${this.id} ${this.clock.wallMs()}`;
    if ((await this.attempt(() => this.texts.write(name, own))) === FAILED) return true;
    const last = await this.attempt(() => this.texts.read(name));
    return !isClaimOfAnother(last, this.id, this.clock.wallMs());
  }

  private async attempt(ask: () => Promise<unknown>): Promise<unknown> {
    if (this.clock.monotonicMs() < this.pausedUntilMs) return FAILED;
    try {
      return await ask();
    } catch {
      this.pausedUntilMs = this.clock.monotonicMs() + PAUSE_MS;
      this.tellOnce('unavailable');
      return FAILED;
    }
  }

  private tellOnce(trouble: StoreTrouble): void {
    if (this.trouble === undefined) this.tell(trouble);
    this.trouble = trouble;
  }
}

const FAILED = Symbol('no answer');

/** A claim from the future is one of a clock that jumped, and counts for nothing. */
function isClaimOfAnother(text: unknown, id: string, wallMs: number): boolean {
  if (typeof text !== 'string') return false;
  const [other, atMs] = text.split(' ', 2);
  const ageMs = wallMs - Number(atMs);
  return other !== id && Math.abs(ageMs) < CLAIM_MS;
}
