import type { Clock } from '../base/ports';
import { Verdicts } from '../check/verdicts';
import type { AccessToken } from '../endpoint/access-token';
import type { StaticToken } from '../endpoint/access-token-plan';
import { Listeners } from './listeners';
import {
  throwIfCancelled,
  type TokenAsker,
  type TokenEvent,
  type TokenSource,
  type TokenStatus,
} from './token-source';

/** A token that stands in the credential itself: it is always given out, and there is no other one. */
export class StaticTokenSource implements TokenSource {
  readonly isRenewable = false;
  private verdictsSoFar: Verdicts | undefined;
  private readonly listeners = new Listeners();
  private readonly only: AccessToken;
  private isRejected = false;

  constructor(
    plan: StaticToken,
    readonly identity: string,
    private readonly clock: Clock,
  ) {
    this.only = { value: plan.accessToken, expiresAtMs: Infinity, lifetimeSeconds: Infinity };
  }

  get verdicts(): Verdicts {
    return (this.verdictsSoFar ??= new Verdicts(this.clock));
  }

  async token(asker: TokenAsker): Promise<AccessToken> {
    throwIfCancelled(asker);
    return this.only;
  }

  reject(value: string): boolean {
    if (value !== this.only.value) return true;
    this.isRejected = true;
    this.verdictsSoFar?.forget();
    this.listeners.tell({ type: 'rejected' });
    return false;
  }

  accepted(value: string): void {
    if (value === this.only.value) this.isRejected = false;
  }

  async another(): Promise<undefined> {
    return undefined;
  }

  isBrandNew(): boolean {
    return false;
  }

  ageSeconds(): undefined {
    return undefined;
  }

  replaceBy(): void {}

  forget(): void {}

  liftHold(): void {}

  stored(): undefined {
    return undefined;
  }

  adopt(): boolean {
    return false;
  }

  shareThrough(): () => void {
    return () => undefined;
  }

  status(): TokenStatus {
    return { state: this.isRejected ? 'rejected' : 'static', tokenRequests: 0 };
  }

  subscribe(listener: (event: TokenEvent) => void): () => void {
    return this.listeners.add(listener);
  }

  isInUse(): boolean {
    return this.listeners.areThere;
  }

  neededUntilMs(): number {
    return this.verdictsSoFar?.blamedUntilMs ?? -Infinity;
  }
}
