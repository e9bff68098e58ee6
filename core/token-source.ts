import { phaseOf, refreshDueAtMs, type AccessToken } from './access-token';
import { asVendorAuthError, VendorAuthError } from './errors';
import { backoffSeconds, holdBackSeconds } from './hold-back';
import type { Clock, Random, SendRequest } from './ports';
import type { Settings } from './settings';
import { storedFrom, tokenFromStored, type StoredToken } from './stored-token';
import { performTestCall, type TestReport } from './test-call';
import type { IssuedToken } from './token-answer';
import { requestToken } from './token-request';
import type { BodyFormat } from './vendor';

/** A verdict of the test call this fresh is taken at its word. */
const FRESH_VERDICT_MS = 1_000;
/** An older one only by requests that were under way when it came, and no longer than this. */
const VERDICT_MS = 10_000;
/** A token that lasted this long was good; only younger ones, rejected in a row, are held back. */
const PROVEN_AGE_MS = 10_000;
/** A person's wish lifts a hold no more often than this. */
const EXPLICIT_INTERVAL_MS = 10_000;
/** So long a test call that refused a new token as well is taken to be at fault itself (rule T19). */
const CALL_AT_FAULT_MS = 5 * 60_000;
/** So many rejected tokens are remembered, lest one comes back from where it was stored. */
const REJECTED_REMEMBERED = 16;

export interface TokenOptions {
  /** Sends the token request, if this caller turns out to be the one who makes it. */
  readonly send: SendRequest;
  /** Ends this caller's waiting, and nobody else's (rule T13). */
  readonly signal?: AbortSignal | undefined;
  /**
   * A person asks, by a test or the like, and should not wait for a hold that messages ran into. Such
   * requests have a bound of their own: one in ten seconds (rule T6).
   */
  readonly explicit?: boolean | undefined;
}

export type TokenEvent =
  | { readonly type: 'requesting' }
  | { readonly type: 'issued'; readonly lifetimeSeconds: number }
  /** `tokenStillValid`: nobody noticed, because the current token is used until its end (rule T7). */
  | {
      readonly type: 'failed';
      readonly error: VendorAuthError;
      readonly heldBackSeconds: number;
      readonly tokenStillValid: boolean;
    }
  | { readonly type: 'rejected' }
  | { readonly type: 'forgotten' };

/** What an operator may see of a credential: no secret, no token. */
export interface TokenStatus {
  readonly state: 'none' | 'valid' | 'requesting' | 'held-back' | 'rejected' | 'static';
  /** Until the current token expires. */
  readonly secondsLeft?: number;
  /** Until the next call that is made causes a refresh. */
  readonly refreshDueInSeconds?: number;
  /** Until the next token request may be made. */
  readonly heldBackSeconds?: number;
  readonly tokenRequests: number;
  readonly lastError?: VendorAuthError;
}

interface Failure {
  readonly error: VendorAuthError;
  readonly untilMs: number;
}

interface Verdict {
  readonly report: TestReport;
  /** When the test call was begun. */
  readonly askedAtMs: number;
  /** What it is about: see `testKey`. */
  readonly about: string;
}

/**
 * The one place where the access token of one credential is kept, renewed and given out. Callers ask
 * for a token before each request and tell of it if the vendor rejected it; that is all.
 */
export class TokenSource {
  private current: AccessToken | undefined;
  private request: Promise<AccessToken> | undefined;
  private failure: Failure | undefined;
  private failuresInARow = 0;
  private explicitAtMs = -Infinity;
  private replacement: { readonly token: Promise<AccessToken>; untilMs: number } | undefined;
  private callAtFault:
    { readonly about: string; readonly report: TestReport; readonly untilMs: number } | undefined;
  private bodyFormat: BodyFormat | undefined;
  /** Test calls under way, by what they are about. */
  private readonly verifications = new Map<string, Promise<TestReport>>();
  private verdict: Verdict | undefined;
  private readonly rejected: string[] = [];
  /** Of tokens that nobody saw accepted, since one last lasted. */
  private quickRejections = 0;
  private rejectionsIgnoredUntilMs = -Infinity;
  private issuedAtMs = -Infinity;
  private isCurrentAccepted = false;
  private isCurrentDoubted = false;
  private tokenRequests = 0;
  private lastUsedMs: number;
  private readonly listeners = new Set<(event: TokenEvent) => void>();

  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {
    this.lastUsedMs = clock.monotonicMs();
    this.current = this.staticToken();
  }

  /**
   * A token that the vendor should accept. However many callers ask at once, at most one token request
   * runs (rule T1); while the current token is good, nobody waits for it (rule T4).
   *
   * @throws {VendorAuthError} if there is no valid token and none can be had; `cancelled` if the
   *   caller's signal was raised.
   */
  async token({ send, signal, explicit }: TokenOptions): Promise<AccessToken> {
    const nowMs = this.clock.monotonicMs();
    this.lastUsedMs = nowMs;
    throwIfCancelled(signal, this.settings);
    const current = this.current;
    switch (current === undefined ? 'expired' : phaseOf(current, nowMs)) {
      case 'fresh':
        return current as AccessToken;
      case 'refresh-ahead':
        // Whoever waits for nothing need not hear of a failure; listeners do (rule T7).
        this.refresh(send, explicit).catch(() => undefined);
        return current as AccessToken;
      case 'expiring':
      case 'expired':
        return await unlessCancelled(this.refresh(send, explicit), signal, this.settings).catch(
          (error: unknown) => {
            // The one of now: that of before may have been rejected meanwhile, or one adopted.
            if (signal?.aborted || !this.isValid(this.current)) throw error;
            return this.current as AccessToken;
          },
        );
    }
  }

  /**
   * Tells that the vendor's API answered 401 to that token. If it is still the current one, it is
   * dropped; if another took its place meanwhile, nothing happens (rule T5).
   *
   * @returns whether asking for a token again gives another one. It does not for a static token, nor
   *   when one new token after the other is rejected: then the token is not the reason, and asking
   *   the vendor for more of them is put off at growing intervals.
   */
  reject(value: string): boolean {
    if (this.current === undefined || this.current.value !== value) return true;
    const nowMs = this.clock.monotonicMs();
    if (this.settings.plan.kind === 'static') {
      this.rememberRejected(value);
      this.verdict = undefined;
      this.emit({ type: 'rejected' });
      return false;
    }
    if (nowMs < this.rejectionsIgnoredUntilMs) {
      this.isCurrentDoubted = true;
      return false;
    }
    this.countRejection(nowMs);
    if (this.quickRejections > 1) {
      this.rejectionsIgnoredUntilMs =
        nowMs + 1000 * backoffSeconds(this.quickRejections - 1, this.random);
    }
    this.rememberRejected(value);
    this.drop();
    this.emit({ type: 'rejected' });
    return true;
  }

  /**
   * Tells that the vendor's API took that token: if it is rejected later, it was withdrawn, and no
   * number of such rejections puts off asking for another one.
   */
  accepted(value: string): void {
    if (this.current?.value !== value) return;
    this.isCurrentAccepted = true;
    if (this.settings.plan.kind === 'static') this.rejected.length = 0;
  }

  /**
   * Drops the current token; the next call requests a new one, and `adopt` does not bring the old one
   * back. The next request does not wait for a hold after a failure, unless a person lifted one within
   * the last ten seconds.
   */
  forget(): void {
    if (this.settings.plan.kind === 'static') return;
    this.liftHold();
    if (this.current !== undefined) this.rememberRejected(this.current.value);
    this.drop();
    this.emit({ type: 'forgotten' });
  }

  /**
   * Tells that a person changed something that may have caused a failure: the next request does not wait
   * for the hold, unless a person lifted one within the last ten seconds (rule T6).
   */
  liftHold(): void {
    const isHeld = this.failure !== undefined && this.clock.monotonicMs() < this.failure.untilMs;
    if (isHeld && this.mayLiftHold()) this.failure = undefined;
  }

  /**
   * Makes the vendor's test call with that token. Callers who ask within a second share one call.
   *
   * @param settings - those of the caller's credential. Two credentials may share a token and yet
   *   differ in base URL and check path, which are no part of the identity.
   * @param usedAtMs - when the caller began to use the token, on the monotonic clock: requests that
   *   were under way together and fail one after the other share one call too, for ten seconds. A
   *   verdict from before then is none on a token that may have been withdrawn since.
   */
  async verify(
    token: AccessToken,
    send: SendRequest,
    settings: Settings = this.settings,
    usedAtMs = Infinity,
  ): Promise<TestReport> {
    const about = testKey(settings, token);
    const blamed = this.callAtFault;
    if (blamed?.about === callKey(settings) && this.clock.monotonicMs() < blamed.untilMs) {
      return blamed.report;
    }
    if (this.verdict?.about === about && this.holds(this.verdict, usedAtMs)) {
      return this.verdict.report;
    }
    const underWay = this.verifications.get(about);
    if (underWay !== undefined) return await underWay;
    const verification = this.testCall(settings, token, send, about);
    this.verifications.set(about, verification);
    try {
      return await verification;
    } finally {
      this.verifications.delete(about);
    }
  }

  /**
   * Another token to try a refused test call with, while the current one stays in use (rule T19).
   *
   * @returns undefined if there can be none, or if replacing is put off.
   */
  async another(value: string, options: TokenOptions): Promise<AccessToken | undefined> {
    if (this.settings.plan.kind === 'static') return undefined;
    if (this.current?.value !== value) return await this.token(options);
    if (this.clock.monotonicMs() < this.rejectionsIgnoredUntilMs) return undefined;
    return await unlessCancelled(this.candidate(options.send), options.signal, this.settings);
  }

  /** Tells that `candidate` passed the call that refused the token in use: it takes that one's place. */
  replaceBy(value: string, candidate: AccessToken): void {
    this.callAtFault = undefined;
    this.replacement = undefined;
    if (this.current?.value !== value) return;
    this.rememberRejected(value);
    this.verdict = undefined;
    this.replace(candidate);
    this.isCurrentAccepted = true;
    this.emit({ type: 'rejected' });
    this.emit({ type: 'issued', lifetimeSeconds: candidate.lifetimeSeconds });
  }

  /**
   * A person asks for a test: a call that was found at fault more than ten seconds ago is tried anew, since
   * it may have been repaired meanwhile.
   */
  reconsiderCall(): void {
    const blamed = this.callAtFault;
    if (blamed === undefined) return;
    const ageMs = CALL_AT_FAULT_MS - (blamed.untilMs - this.clock.monotonicMs());
    if (ageMs >= EXPLICIT_INTERVAL_MS) this.callAtFault = undefined;
  }

  /** Tells that the test call refused a new token as well: the call is at fault, not the tokens. */
  blameCall(settings: Settings, report: TestReport): void {
    const about = callKey(settings);
    const untilMs = this.clock.monotonicMs() + CALL_AT_FAULT_MS;
    this.callAtFault = { about, report, untilMs };
    this.replacement = undefined;
  }

  /** One for all who ask until it is decided about, though its own test call takes a while. */
  private candidate(send: SendRequest): Promise<AccessToken> {
    const startMs = this.clock.monotonicMs();
    if (this.replacement !== undefined && startMs < this.replacement.untilMs) {
      return this.replacement.token;
    }
    if (this.failure !== undefined && startMs < this.failure.untilMs) {
      return Promise.reject(this.failure.error.replay((this.failure.untilMs - startMs) / 1000));
    }
    const token = this.issue(send).then(
      ({ accessToken, lifetimeSeconds }) => {
        replacement.untilMs = this.clock.monotonicMs() + VERDICT_MS;
        const expiresAtMs = startMs + lifetimeSeconds * 1000;
        return { value: accessToken, lifetimeSeconds, expiresAtMs };
      },
      (thrown: unknown) => {
        this.replacement = undefined;
        throw this.failed(thrown);
      },
    );
    const replacement = { token, untilMs: Infinity };
    this.replacement = replacement;
    return token;
  }

  /** The current token in a form that outlives the process, or undefined if there is none. */
  stored(): StoredToken | undefined {
    if (this.settings.plan.kind === 'static' || !this.isValid(this.current)) return undefined;
    return storedFrom(this.current as AccessToken, this.settings.identity, this.clock);
  }

  /**
   * Takes over a token that was stored earlier or by another process, if it belongs to this very
   * credential, was neither rejected nor forgotten here, and lives longer than the current one. A hold
   * after a failure stays.
   *
   * @returns whether it was taken over
   */
  adopt(stored: StoredToken): boolean {
    if (this.settings.plan.kind === 'static') return false;
    const token = tokenFromStored(stored, this.settings.identity, this.clock);
    if (token === undefined || this.rejected.includes(token.value)) return false;
    // What is known here of its age is better than what two wall clocks say of it (rule T14).
    if (token.value === this.current?.value) return false;
    if (
      this.isValid(this.current) &&
      token.expiresAtMs <= (this.current as AccessToken).expiresAtMs
    ) {
      return false;
    }
    this.replace(token);
    // Its age counts from when it was issued, wherever that was: a token that lasted was good, and
    // two processes which take each other's new ones put off as one would.
    this.issuedAtMs = token.expiresAtMs - token.lifetimeSeconds * 1000;
    return true;
  }

  status(): TokenStatus {
    const nowMs = this.clock.monotonicMs();
    const seconds = (untilMs: number) => Math.max(0, (untilMs - nowMs) / 1000);
    const { tokenRequests } = this;
    const lastError = this.failure === undefined ? {} : { lastError: this.failure.error };
    if (this.settings.plan.kind === 'static') {
      return { state: this.rejected.length > 0 ? 'rejected' : 'static', tokenRequests };
    }
    if (this.isValid(this.current)) {
      const token = this.current as AccessToken;
      return {
        state: this.request === undefined ? 'valid' : 'requesting',
        secondsLeft: seconds(token.expiresAtMs),
        refreshDueInSeconds: seconds(refreshDueAtMs(token)),
        tokenRequests,
        ...lastError,
      };
    }
    if (this.request !== undefined) return { state: 'requesting', tokenRequests };
    if (this.failure !== undefined && nowMs < this.failure.untilMs) {
      return {
        state: 'held-back',
        heldBackSeconds: seconds(this.failure.untilMs),
        tokenRequests,
        ...lastError,
      };
    }
    return { state: 'none', tokenRequests, ...lastError };
  }

  /**
   * Calls back on every event until the returned function is called. A listener that throws harms
   * neither the token nor the other listeners.
   */
  subscribe(listener: (event: TokenEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Whether nobody would miss it: not asked for a token since then, and nobody listens (rule T18). */
  isUnusedSince(monotonicMs: number): boolean {
    return this.lastUsedMs < monotonicMs && this.request === undefined && this.listeners.size === 0;
  }

  /** Counts as use, for those who have been given the source and have not asked it for a token yet. */
  touch(): void {
    this.lastUsedMs = this.clock.monotonicMs();
  }

  /** The one running token request, or a new one; a recent failure is told again instead (rule T6). */
  private refresh(send: SendRequest, explicit = false): Promise<AccessToken> {
    if (this.request !== undefined) return this.request;
    const nowMs = this.clock.monotonicMs();
    // A person's first request counts as well, or the second click would ask again at once.
    const mayAskNow = explicit && this.mayLiftHold();
    if (this.failure !== undefined && nowMs < this.failure.untilMs && !mayAskNow) {
      // What is told is when this caller may ask again: a person need not wait as long as messages do.
      const mayAskAtMs = explicit ? this.explicitAtMs + EXPLICIT_INTERVAL_MS : Infinity;
      const untilMs = Math.min(this.failure.untilMs, mayAskAtMs);
      return Promise.reject(this.failure.error.replay((untilMs - nowMs) / 1000));
    }
    // Before the request, since the vendor counts from when it issues (rule T3).
    const startMs = nowMs;
    // A step later, so that whoever asks from within `send` already finds the request under way.
    const request = Promise.resolve()
      .then(() => this.issue(send))
      .then(
        (issued) => this.succeeded(issued, startMs),
        (thrown: unknown) => {
          throw this.failed(thrown);
        },
      );
    this.request = request;
    this.emit({ type: 'requesting' });
    return request;
  }

  /** Once in ten seconds; asking counts. */
  private mayLiftHold(): boolean {
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.explicitAtMs < EXPLICIT_INTERVAL_MS) return false;
    this.explicitAtMs = nowMs;
    return true;
  }

  private async issue(send: SendRequest): Promise<IssuedToken> {
    const { plan } = this.settings;
    if (plan.kind === 'static') throw new Error('unreachable: a static token never expires');
    const onRequest = () => void this.tokenRequests++;
    const ports = { send, clock: this.clock, onRequest };
    const outcome = await requestToken(this.settings, plan, ports, this.bodyFormat);
    this.bodyFormat = outcome.bodyFormat;
    return outcome.token;
  }

  private succeeded({ accessToken, lifetimeSeconds }: IssuedToken, startMs: number): AccessToken {
    const expiresAtMs = startMs + lifetimeSeconds * 1000;
    const token: AccessToken = { value: accessToken, lifetimeSeconds, expiresAtMs };
    // Listeners look at the status: the request is over before they hear of it.
    this.request = undefined;
    this.failure = undefined;
    this.failuresInARow = 0;
    // If the token was dropped meanwhile, this one may share its fate; those who wait still get it.
    this.replace(token);
    this.emit({ type: 'issued', lifetimeSeconds });
    return token;
  }

  private failed(thrown: unknown): VendorAuthError {
    const error = asVendorAuthError(thrown, this.settings.vendor.id);
    this.request = undefined;
    this.failuresInARow++;
    const heldBackSeconds = holdBackSeconds(error, this.failuresInARow, this.random);
    this.failure = { error, untilMs: this.clock.monotonicMs() + heldBackSeconds * 1000 };
    const tokenStillValid = this.isValid(this.current);
    this.emit({ type: 'failed', error, heldBackSeconds, tokenStillValid });
    return error;
  }

  private async testCall(
    settings: Settings,
    token: AccessToken,
    send: SendRequest,
    about: string,
  ): Promise<TestReport> {
    const askedAtMs = this.clock.monotonicMs();
    const report = await performTestCall(settings, token, send);
    this.verdict = { report, askedAtMs, about };
    return report;
  }

  private holds({ askedAtMs }: Verdict, usedAtMs: number): boolean {
    const ageMs = this.clock.monotonicMs() - askedAtMs;
    return ageMs < FRESH_VERDICT_MS || (askedAtMs >= usedAtMs && ageMs < VERDICT_MS);
  }

  /**
   * A token that was accepted, or that lasted, was withdrawn when it is rejected. One that was
   * rejected at its first use is evidence that new tokens do not help; so is one whose rejections were
   * ignored, however old it has grown meanwhile.
   */
  private countRejection(nowMs: number): void {
    const isProven = nowMs - this.issuedAtMs >= PROVEN_AGE_MS;
    if (this.isCurrentDoubted) this.quickRejections++;
    else if (isProven) this.quickRejections = 0;
    else if (!this.isCurrentAccepted) this.quickRejections++;
  }

  private replace(token: AccessToken): void {
    this.current = token;
    this.issuedAtMs = this.clock.monotonicMs();
    this.isCurrentAccepted = false;
    this.isCurrentDoubted = false;
  }

  private staticToken(): AccessToken | undefined {
    const { plan } = this.settings;
    if (plan.kind !== 'static') return undefined;
    return { value: plan.accessToken, expiresAtMs: Infinity, lifetimeSeconds: Infinity };
  }

  private drop(): void {
    this.current = undefined;
    this.verdict = undefined;
  }

  private rememberRejected(value: string): void {
    if (this.rejected.includes(value)) return;
    this.rejected.push(value);
    if (this.rejected.length > REJECTED_REMEMBERED) this.rejected.shift();
  }

  private isValid(token: AccessToken | undefined): boolean {
    return token !== undefined && phaseOf(token, this.clock.monotonicMs()) !== 'expired';
  }

  private emit(event: TokenEvent): void {
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch {
        // A listener's mistake is its own: the token must not suffer from it.
      }
    }
  }
}

/** What a test call is about: a token, and the address at which it is tried. */
function testKey({ baseUrl, testCall }: Settings, token: AccessToken): string {
  return JSON.stringify([baseUrl, testCall?.path, token.value]);
}

/** The test call alone, whatever token it is made with. */
function callKey({ baseUrl, testCall }: Settings): string {
  return JSON.stringify([baseUrl, testCall?.path]);
}

function cancelled(settings: Settings): VendorAuthError {
  return new VendorAuthError({
    code: 'cancelled',
    vendor: settings.vendor.id,
    message: 'Waiting for the access token was cancelled.',
  });
}

function throwIfCancelled(signal: AbortSignal | undefined, settings: Settings): void {
  if (signal?.aborted) throw cancelled(settings);
}

/** The promise's result for one caller, who may give up without disturbing it (rule T13). */
function unlessCancelled<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  settings: Settings,
): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(cancelled(settings));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
