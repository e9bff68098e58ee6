/** The life of one token, longer than other files: what happens to it shares the token in use. */
import type { Clock, Random } from '../base/ports';
import { Verdicts } from '../check/verdicts';
import { phaseOf, type AccessToken, type TokenPhase } from '../endpoint/access-token';
import { tokenFailureError } from '../login/word-token-failure';
import { LINGERING_MS } from './first-expiries';
import { Listeners } from './listeners';
import { Rejections } from './rejections';
import { Sharing } from './sharing';
import { Renewal, type Renewed } from './renewal';
import { SingleFlight } from './single-flight';
import { storedFrom, tokenFromStored, type StoredToken } from './stored-token';
import type { TokenStore } from './token-store';
import {
  throwIfCancelled,
  unlessCancelled,
  type TokenAsker,
  type TokenEvent,
  type TokenSource,
  type TokenStatus,
} from './token-source';
import { statusOf } from './token-status';

/** A test call takes no longer, as a rule. */
const TRIAL_MS = 10_000;

/** A rejected token keeps its login in memory for this long: it could come back from where it was stored. */
const REJECTED_RETURNS_MS = 60 * 60 * 1000;

/** Tokens that are requested at a token endpoint and replaced ahead of their expiry. */
export class RenewedTokenSource implements TokenSource {
  readonly isRenewable = true;
  private verdictsSoFar: Verdicts | undefined;
  private current: AccessToken | undefined;
  private readonly renewal: Renewal;
  private readonly rejections: Rejections;
  private readonly listeners = new Listeners();
  private readonly refreshes = new SingleFlight<Renewed>();
  private sharing: Sharing | undefined;
  private readonly trials = new SingleFlight<Renewed>();
  /** The new token whose test call is under way: all who ask meanwhile try this one. */
  private onTrial: { readonly token: AccessToken; readonly untilMs: number } | undefined;

  constructor(
    readonly identity: string,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {
    this.renewal = new Renewal(clock, random);
    this.rejections = new Rejections(random);
  }

  get verdicts(): Verdicts {
    return (this.verdictsSoFar ??= new Verdicts(this.clock));
  }

  async token(asker: TokenAsker): Promise<AccessToken> {
    throwIfCancelled(asker);
    const { current } = this;
    if (current === undefined) return await this.refreshed(asker);
    const nowMs = this.nowMs();
    switch (phaseOf(current, nowMs)) {
      case 'fresh':
        return current;
      case 'refresh-ahead':
        if (this.sharing?.isLeftToOthers(nowMs)) return current;
        // This caller has a token already; a failed background refresh is not its error (rule T7).
        this.refresh(asker).catch(() => undefined);
        return current;
      case 'expiring':
      case 'expired':
        return await this.refreshed(asker);
    }
  }

  reject(value: string): boolean {
    const { current } = this;
    if (current?.value !== value) return true;
    if (!this.rejections.add(value, this.nowMs(), this.mayReturnUntilMs(current))) return false;
    this.drop(current);
    this.listeners.tell({ type: 'rejected' });
    return true;
  }

  accepted(value: string): void {
    if (this.current?.value === value) this.rejections.accepted();
  }

  async another(value: string, asker: TokenAsker): Promise<AccessToken | undefined> {
    if (this.current?.value !== value) return await this.token(asker);
    const { onTrial } = this;
    if (onTrial !== undefined && this.nowMs() < onTrial.untilMs) return onTrial.token;
    if (this.rejections.isPutOff(this.nowMs())) return undefined;
    // Whatever a refresh brings is another one already (rule T1).
    const { running } = this.refreshes;
    if (running !== undefined) return this.tokenOf(await unlessCancelled(running, asker), asker);
    const trial = this.begin(this.trials, asker, (renewed) => {
      if (renewed.kind === 'failed') this.tellFailure(renewed);
      else this.onTrial = { token: renewed.token, untilMs: this.nowMs() + TRIAL_MS };
    });
    return this.tokenOf(await unlessCancelled(trial, asker), asker);
  }

  isBrandNew(value: string, atMs = this.nowMs()): boolean {
    return this.current?.value === value && this.rejections.isBrandNew(atMs);
  }

  ageSeconds(value: string): number | undefined {
    return this.current?.value === value ? this.rejections.ageMs(this.nowMs()) / 1000 : undefined;
  }

  replaceBy(value: string, other: AccessToken): void {
    const { current } = this;
    if (current?.value !== value) return;
    this.rejections.remember(value, this.mayReturnUntilMs(current));
    this.verdictsSoFar?.forget();
    this.replace(other, this.nowMs());
    this.rejections.accepted();
    this.sharing?.store();
    this.listeners.tell({ type: 'rejected' });
    this.listeners.tell({ type: 'issued', lifetimeSeconds: other.lifetimeSeconds });
  }

  forget(): void {
    this.liftHold();
    const { current } = this;
    if (current !== undefined) {
      this.rejections.remember(current.value, this.mayReturnUntilMs(current));
    }
    this.drop(current);
    this.listeners.tell({ type: 'forgotten' });
  }

  liftHold(): void {
    this.renewal.hold.lift(this.nowMs());
  }

  stored(): StoredToken | undefined {
    const current = this.validToken();
    return current && storedFrom(current, this.identity, this.clock);
  }

  phase(): TokenPhase {
    return this.current === undefined ? 'expired' : phaseOf(this.current, this.nowMs());
  }

  adopt(stored: StoredToken): boolean {
    const token = tokenFromStored(stored, this.identity, this.clock);
    if (token === undefined || this.rejections.includes(token.value)) return false;
    // What is known here of its age is better than what two wall clocks say of it (rule T14).
    if (token.value === this.current?.value) return false;
    const current = this.validToken();
    if (current !== undefined && token.expiresAtMs <= current.expiresAtMs) return false;
    this.renewal.knows(token);
    // Its age counts from when it was issued, wherever that was: a token that lasted was good, and
    // two processes which take each other's new ones put off as one would.
    this.replace(token, token.expiresAtMs - token.lifetimeSeconds * 1000);
    return true;
  }

  shareThrough(store: TokenStore): () => void {
    this.sharing ??= new Sharing(this, this.clock, this.random);
    return this.sharing.connect(store);
  }

  status(): TokenStatus {
    const { tokenRequests, hold } = this.renewal;
    const isRequesting = this.refreshes.isUnderWay;
    const current = this.validToken();
    return statusOf({ current, isRequesting, tokenRequests, hold, nowMs: this.nowMs() });
  }

  subscribe(listener: (event: TokenEvent) => void): () => void {
    return this.listeners.add(listener);
  }

  isInUse(): boolean {
    const isBusy = this.refreshes.isUnderWay || this.trials.isUnderWay;
    return isBusy || this.listeners.areThere;
  }

  neededUntilMs(): number {
    return Math.max(
      // Handed out again in that time, it is still known to be about to die.
      (this.current?.expiresAtMs ?? -Infinity) + LINGERING_MS,
      this.renewal.hold.neededUntilMs,
      this.rejections.neededUntilMs,
      this.verdictsSoFar?.blamedUntilMs ?? -Infinity,
    );
  }

  private async refreshed(asker: TokenAsker): Promise<AccessToken> {
    const refreshed = unlessCancelled(this.refresh(asker), asker);
    const token = refreshed.then((renewed) => this.tokenOf(renewed, asker));
    return await token.catch((error: unknown) => {
      // The token of now: that of before may have been rejected meanwhile, or one adopted.
      const current = asker.signal?.aborted ? undefined : this.validToken();
      if (current === undefined) throw error;
      return current;
    });
  }

  private async refresh(asker: TokenAsker): Promise<Renewed> {
    const isFirst = !this.refreshes.isUnderWay;
    const trial = this.trials.running;
    // The token that is being tried is a new one, so nobody asks for another meanwhile (rule T1).
    const refresh =
      isFirst && trial !== undefined
        ? this.refreshes.run(
            () => trial,
            (renewed) => this.settleTrial(renewed),
          )
        : this.begin(
            this.refreshes,
            asker,
            (renewed) => this.settle(renewed),
            () => this.sharedOrRequested(asker),
          );
    if (isFirst && this.refreshes.isUnderWay) this.listeners.tell({ type: 'requesting' });
    return await refresh;
  }

  /** The work that runs, or a token request; a recent failure is told again instead (rule T6). */
  private begin(
    flight: SingleFlight<Renewed>,
    asker: TokenAsker,
    settle: (renewed: Renewed) => void,
    request = () => this.renewal.request(asker),
  ): Promise<Renewed> {
    if (!flight.isUnderWay) {
      const nowMs = this.nowMs();
      const { hold } = this.renewal;
      const mayAskNow = asker.explicit === true && hold.liftFor(nowMs);
      const held = hold.at(nowMs);
      if (held !== undefined && !mayAskNow) {
        const untilMs = asker.explicit ? hold.explicitAgainAtMs(held) : held.untilMs;
        const retryAfterSeconds = (untilMs - nowMs) / 1000;
        return Promise.reject(
          tokenFailureError(asker.settings, held.failure, { retryAfterSeconds }),
        );
      }
    }
    return flight.run(request, (renewed) => {
      settle(renewed);
      return renewed;
    });
  }

  private async sharedOrRequested(asker: TokenAsker): Promise<Renewed> {
    const isNeeded = await this.sharing?.isRequestNeeded();
    const token = isNeeded === false ? this.validToken() : undefined;
    return token === undefined ? await this.renewal.request(asker) : { kind: 'shared', token };
  }

  /** Who began the trial tells of its failure. */
  private settleTrial(renewed: Renewed): Renewed {
    if (renewed.kind !== 'failed') this.settle(renewed);
    return renewed;
  }

  private settle(renewed: Renewed): void {
    if (renewed.kind === 'failed') return this.tellFailure(renewed);
    if (renewed.kind === 'issued') this.useIssued(renewed.token);
    this.listeners.tell({ type: 'issued', lifetimeSeconds: renewed.token.lifetimeSeconds });
  }

  private useIssued(token: AccessToken): void {
    // If the token was dropped meanwhile, this one may share its fate; those who wait still get it.
    const isSame = token.value === this.current?.value;
    // The vendor issued the same token again, so its age goes on. A refusal then does not mean that it is
    // too new.
    if (isSame) this.current = token;
    else this.replace(token, this.nowMs());
    this.sharing?.store();
  }

  private tellFailure({ failure, heldBackSeconds }: Extract<Renewed, { kind: 'failed' }>): void {
    const tokenStillValid = this.validToken() !== undefined;
    this.listeners.tell({ type: 'failed', failure, heldBackSeconds, tokenStillValid });
  }

  private tokenOf(renewed: Renewed, { settings }: TokenAsker): AccessToken {
    if (renewed.kind !== 'failed') return renewed.token;
    throw tokenFailureError(settings, renewed.failure);
  }

  private replace(token: AccessToken, issuedAtMs: number): void {
    this.current = token;
    this.onTrial = undefined;
    this.rejections.began(issuedAtMs);
    this.sharing?.began(token);
  }

  private drop(dropped: AccessToken | undefined): void {
    this.current = undefined;
    if (dropped !== undefined) this.sharing?.remove(dropped.value);
    this.verdictsSoFar?.forget();
  }

  /** Whoever stored a token stops giving it out when it expires, or learns of its end before. */
  private mayReturnUntilMs({ expiresAtMs }: AccessToken): number {
    return Math.min(expiresAtMs, this.nowMs() + REJECTED_RETURNS_MS);
  }

  private validToken(): AccessToken | undefined {
    const { current } = this;
    return this.phase() === 'expired' ? undefined : current;
  }

  private nowMs(): number {
    return this.clock.monotonicMs();
  }
}
