/** What n8n asks of a credential, longer than other files: every state of a request is met here. */
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import {
  RecentSettings,
  testedToken,
  tokenHeader,
  refusedCallError,
  tokenRejectedError,
  TokenSources,
  type AccessToken,
  type Clock,
  type Random,
  type SendRequest,
  type Settings,
  type TestReport,
  type TokenSource,
  type Vendor,
  type Wait,
} from '../../core';
import { authorized, type ApiRequest } from './api-request';
import { requestAfterTest, tokenForTest } from './credential-test';
import { STORED_TOKEN } from './form';
import { HostStorage } from './host-storage';
import { RejectedTokens } from './rejected-tokens';
import { NothingToSend, StoreFirst } from './request-ends';
import { neverPrepared, notRepeated, refusedAllTheSame, testCallRefused } from './request-failures';
import { takeStep } from './request-steps';
import { MEMORY_ONLY, RowSync, type Rows } from './row-sync';
import { assertSendable } from './sendable';

/** A credential that has been checked, and where its tokens come from. */
export interface OpenCredential {
  readonly settings: Settings;
  readonly source: TokenSource;
}

/** One request of n8n's, from the first time it asks until it is answered. */
interface Attempt extends OpenCredential {
  readonly send: SendRequest;
  readonly wait: Wait;
  /** On the monotonic clock. */
  readonly begunAtMs: number;
  state: AttemptState;
  /** Sent by the helper of the HTTP Request node, which asks after any failure; the other after a 401. */
  asksAfterAnyFailure?: boolean;
}

type AttemptState =
  /** It is not known yet where the request goes. */
  | { readonly name: 'begun' }
  /** n8n was interrupted to store this, before the request is sent. */
  | { readonly name: 'storing'; readonly token: AccessToken | undefined; readonly row: string }
  /** Sent with that token: from here on, what n8n reports as a failure may be the API's. */
  | { readonly name: 'sent'; readonly token: AccessToken }
  /** It failed, and this was said of its token, which stays in use. */
  | {
      readonly name: 'failed';
      readonly token: AccessToken;
      readonly verdict: TestReport['verdict'];
    };

/**
 * Gives n8n's requests their tokens. n8n asks twice: `prepare` before a request, and once more after
 * it failed, for whatever reason; `authorize` between the two and before a repetition. All calls for
 * one request come with the same credentials object, and no other request's do.
 *
 * Only `authorize` learns where a request goes, so a token is requested there and not earlier: one
 * that must not be sent to that place costs none. But n8n stores only what `prepare` returns, so the
 * first request with a new token is interrupted once, and goes on when n8n has stored the token.
 */
export class TokenKeeper {
  private readonly attempts = new WeakMap<ICredentialDataDecryptedObject, Attempt>();
  private readonly checked = new RecentSettings();
  private readonly rejected = new RejectedTokens();
  private readonly sources: TokenSources;
  private readonly rowSync: RowSync;

  constructor(
    private readonly clock: Clock,
    random: Random,
    private readonly wait: Wait,
    private readonly storage: HostStorage = new HostStorage(),
  ) {
    this.sources = new TokenSources(clock, random);
    this.rowSync = new RowSync(clock);
  }

  /** Whether n8n stores tokens, and so shares them among its processes and keeps them over a restart. */
  get storesTokens(): boolean {
    return this.storage.keepsWhatWasTyped;
  }

  /**
   * A credential as the host holds it, in step with what n8n has stored.
   *
   * @throws {VendorAuthError} `invalid-settings`
   */
  open(vendor: Vendor, credentials: IDataObject): OpenCredential {
    const settings = this.checked.of(vendor, credentials);
    const source = this.sources.for(settings);
    this.rows.read(source, credentials[STORED_TOKEN]);
    return { settings, source };
  }

  /**
   * Begins a request, or finds out why it failed.
   *
   * @returns what n8n is to store, or nothing. After a failure, storing something makes n8n repeat the
   *   request: that happens only if it was not sent yet, or if its token was rejected and there is
   *   another one (rule T17).
   */
  async prepare(
    vendor: Vendor,
    credentials: ICredentialDataDecryptedObject,
    send: SendRequest,
  ): Promise<IDataObject> {
    this.storage.takeBack(credentials);
    const attempt = this.attempts.get(credentials);
    const row =
      attempt === undefined
        ? this.begin(vendor, credentials, send)
        : await this.afterFailure(attempt, credentials[STORED_TOKEN]);
    return this.storage.handOver(credentials, row);
  }

  /**
   * The request with its token.
   *
   * @throws {VendorAuthError} `foreign-origin` (rule T12), or why there is no token.
   */
  async authorize(
    vendor: Vendor,
    credentials: ICredentialDataDecryptedObject,
    hostRequest: ApiRequest,
  ): Promise<ApiRequest> {
    this.storage.takeBack(credentials);
    const attempt = this.attempts.get(credentials);
    if (attempt === undefined) throw neverPrepared(vendor);
    const { settings } = attempt;
    const { step, request } = takeStep(hostRequest);
    if (step === 'store') {
      this.storeFirst(attempt, credentials);
      throw new NothingToSend();
    }
    if (step === 'test') {
      const token = await tokenForTest(attempt, attempt.begunAtMs);
      const header = tokenHeader(settings.plan, token);
      return requestAfterTest(request, settings, attempt.source, header);
    }
    assertSendable(settings, request);
    // Only that helper knows `uri`; it is gone when the request is authorized once more.
    attempt.asksAfterAnyFailure ??= request.uri !== undefined;
    const token = await this.tokenToSend(attempt, credentials);
    return authorized(request, settings, tokenHeader(settings.plan, token));
  }

  /** Drops the credential's token, in this process now and in the others when n8n has stored it, if it does. */
  forget({ source }: OpenCredential): void {
    this.rows.forget(source);
  }

  /** Whether n8n has yet to store what is known of the credential's token. */
  isStoringDue({ source }: OpenCredential, credentials: IDataObject): boolean {
    return this.rows.isDue(source, credentials[STORED_TOKEN]);
  }

  private get rows(): Rows {
    return this.storesTokens ? this.rowSync : MEMORY_ONLY;
  }

  /** Answers the row that n8n is to store, if any. */
  private begin(
    vendor: Vendor,
    credentials: ICredentialDataDecryptedObject,
    send: SendRequest,
  ): string | undefined {
    const { settings, source } = this.open(vendor, credentials);
    const begunAtMs = this.clock.monotonicMs();
    const { wait } = this;
    this.attempts.set(credentials, {
      settings,
      source,
      send,
      wait,
      begunAtMs,
      state: { name: 'begun' },
    });
    const row = credentials[STORED_TOKEN];
    // What was never stored may be the test of a credential that n8n has not saved and cannot store to.
    return row === '' ? undefined : this.rows.update(source, row, settings.baseUrl);
  }

  /** The token that the request carries, now that it is known where it goes. */
  private async tokenToSend(
    attempt: Attempt,
    credentials: ICredentialDataDecryptedObject,
  ): Promise<AccessToken> {
    if (attempt.state.name === 'failed') await this.afterCertain401(attempt, attempt.state);
    const { state } = attempt;
    if (state.name === 'sent') return state.token;
    const known = state.name === 'storing' ? state.token : undefined;
    const token = known ?? (await attempt.source.token(attempt));
    this.storeFirst(attempt, credentials, token);
    attempt.state = { name: 'sent', token };
    return token;
  }

  /** Once for each request at most: n8n does not come back a second time. */
  private storeFirst(
    attempt: Attempt,
    credentials: ICredentialDataDecryptedObject,
    token?: AccessToken,
  ): void {
    if (attempt.state.name !== 'begun') return;
    const { settings, source } = attempt;
    const row = this.rows.update(source, credentials[STORED_TOKEN], settings.baseUrl);
    if (row === undefined) return;
    attempt.state = { name: 'storing', token, row };
    throw new StoreFirst();
  }

  /**
   * n8n does not say whether the token is the reason. Items that fail at the same time share one test
   * call, and those that come late profit from what it found. Answers the row by which n8n repeats the
   * request, if it is to.
   */
  private async afterFailure(attempt: Attempt, row: unknown): Promise<string | undefined> {
    const { source, state, begunAtMs } = attempt;
    if (state.name === 'begun') return undefined;
    if (state.name === 'storing') return await this.rowToStore(attempt, state, row);
    const { token } = state;
    if (this.rejected.isKnown(source, token)) {
      await this.replaceRejected(attempt, token);
      return this.rowToRepeat(attempt, row);
    }
    if (this.hasExpired(token)) {
      // The token was good when the request was sent. Its refusal by now says nothing.
      attempt.state = { name: 'failed', token, verdict: 'unknown' };
      return undefined;
    }
    const tested = await testedToken({
      ...attempt,
      token,
      usedAtMs: begunAtMs,
      wasRefused: !attempt.asksAfterAnyFailure,
    });
    if (tested.wasTooNew) return this.rowToRepeat(attempt, row);
    if (tested.replaced) {
      this.rejected.remember(source, token);
      attempt.state = { name: 'sent', token: tested.token };
      return this.rowToRepeat(attempt, row);
    }
    this.withoutNews(attempt, token, tested.report);
    return undefined;
  }

  /**
   * A request that was interrupted to store its token is not repeated when the API refuses it. So a token that
   * was issued for an earlier request, and may have been withdrawn since, is tested before it is sent.
   */
  private async rowToStore(
    attempt: Attempt,
    { token, row }: StoringState,
    storedRow: unknown,
  ): Promise<string> {
    const { source, begunAtMs } = attempt;
    if (token === undefined) return row;
    const ageSeconds = source.ageSeconds(token.value) ?? 0;
    if (1000 * ageSeconds <= this.clock.monotonicMs() - begunAtMs) return row;
    const tested = await testedToken({ ...attempt, token });
    if (!tested.replaced) return row;
    this.rejected.remember(source, token);
    const newRow = this.rows.current(source, storedRow) ?? row;
    attempt.state = { name: 'storing', token: tested.token, row: newRow };
    return newRow;
  }

  /**
   * The helper of the HTTP Request node repeats a request only if it has something to store. The other helper
   * repeats it anyway.
   */
  private rowToRepeat(
    { settings, source, asksAfterAnyFailure }: Attempt,
    row: unknown,
  ): string | undefined {
    const current = this.rows.current(source, row);
    if (current === undefined && asksAfterAnyFailure) throw notRepeated(settings);
    return current;
  }

  /** n8n goes on with the failure, unless the test call has something to say about it. */
  private withoutNews(attempt: Attempt, token: AccessToken, report: TestReport): void {
    const { settings, asksAfterAnyFailure } = attempt;
    if (report.verdict === 'rejected') throw tokenRejectedError(settings);
    if (report.refusesNewTokens && asksAfterAnyFailure) throw testCallRefused(settings, report);
    attempt.state = { name: 'failed', token, verdict: report.verdict };
  }

  /**
   * n8n authenticates again, although it was told that there is nothing new: so does only its helper
   * for a 401, whose status is then known for sure.
   */
  private async afterCertain401(attempt: Attempt, { token, verdict }: FailedState): Promise<void> {
    attempt.state = { name: 'sent', token };
    if (verdict === 'accepted') throw refusedAllTheSame(attempt.settings, attempt.source);
    await this.replaceRejected(attempt, token);
  }

  private async replaceRejected(attempt: Attempt, rejected: AccessToken): Promise<void> {
    const { settings, source } = attempt;
    // There is no other static token, and the items that fail next need the same verdict. If only one of
    // several places refused it, nobody knows that it was rejected.
    if (!source.isRenewable) throw refusedCallError(settings, source, undefined);
    if (!source.reject(rejected.value)) throw tokenRejectedError(settings);
    this.rejected.remember(source, rejected);
    const token = await source.token(attempt);
    attempt.state = { name: 'sent', token };
    if (token.value !== rejected.value) return;
    // The vendor hands out the same one again: to repeat the request with it would help nobody.
    this.rejected.clear(source, rejected);
    throw tokenRejectedError(settings);
  }

  private hasExpired({ expiresAtMs }: AccessToken): boolean {
    return this.clock.monotonicMs() >= expiresAtMs;
  }
}

type FailedState = Extract<AttemptState, { name: 'failed' }>;
type StoringState = Extract<AttemptState, { name: 'storing' }>;
