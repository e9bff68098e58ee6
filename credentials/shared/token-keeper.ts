import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import {
  bearerHeader,
  checkSettings,
  nameAtStart,
  testCallFailure,
  tokenRejectedError,
  TokenSources,
  VendorAuthError,
  type AccessToken,
  type Clock,
  type Random,
  type SendRequest,
  type Settings,
  type TestReport,
  type TokenSource,
  type Vendor,
} from '../../core';
import { authorized, type ApiRequest } from './api-request';
import { ALWAYS_DUE, STORED_TOKEN } from './form';
import { NothingToSend, StoreFirst } from './request-ends';
import { takeStep } from './request-steps';
import { RowSync } from './row-sync';
import { assertSendable } from './sendable';

/** A credential that has been checked, and where its tokens come from. */
export interface OpenCredential {
  readonly settings: Settings;
  readonly source: TokenSource;
}

const REJECTED_REMEMBERED = 16;

/** How far one request has come. */
interface Attempt extends OpenCredential {
  readonly send: SendRequest;
  /** On the monotonic clock. */
  readonly begunAtMs: number;
  /** Missing until it is known where the request goes. */
  token?: AccessToken;
  /** What n8n was interrupted for to store. */
  row?: string;
  /** Before that, whatever n8n reports as its failure, the vendor's API has no part in it. */
  isOnItsWay: boolean;
  /** It failed, and this was said of its token, which stays in use. */
  report?: TestReport;
}

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
  /** Tokens that were replaced, so that requests which fail late need no test call of their own. */
  private readonly rejected = new WeakMap<TokenSource, readonly string[]>();

  private readonly sources: TokenSources;
  private readonly rows: RowSync;

  constructor(
    private readonly clock: Clock,
    random: Random,
  ) {
    this.sources = new TokenSources(clock, random);
    this.rows = new RowSync(clock);
  }

  /**
   * A credential as the host holds it, in step with what n8n has stored.
   *
   * @throws {VendorAuthError} `invalid-settings`
   */
  open(vendor: Vendor, credentials: IDataObject): OpenCredential {
    const settings = checkSettings(vendor.id, credentials);
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
    const attempt = this.attempts.get(credentials);
    if (attempt !== undefined) return await this.afterFailure(attempt);
    return this.begin(vendor, credentials, send);
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
    const attempt = this.attempts.get(credentials);
    if (attempt === undefined) throw neverPrepared(vendor);
    const { settings } = attempt;
    const { step, request } = takeStep(hostRequest);
    if (step === 'store') {
      this.storeFirst(attempt, credentials);
      throw new NothingToSend();
    }
    if (step === 'test') {
      const token = await this.testedToken(attempt);
      return authorized({ ...request, ...testRequest(settings) }, settings, bearerHeader(token));
    }
    assertSendable(settings, request);
    if (attempt.report !== undefined) await this.afterCertain401(attempt, attempt.report);
    attempt.token ??= await attempt.source.token(attempt);
    if (!attempt.isOnItsWay) this.storeFirst(attempt, credentials);
    attempt.isOnItsWay = true;
    return authorized(request, settings, bearerHeader(attempt.token));
  }

  /** Drops the credential's token, in this process now and in the others when n8n has stored it. */
  forget({ source }: OpenCredential): void {
    this.rows.forget(source);
  }

  /** Whether n8n has yet to store what is known of the credential's token. */
  isStoringDue({ source }: OpenCredential, credentials: IDataObject): boolean {
    return this.rows.isDue(source, credentials[STORED_TOKEN]);
  }

  private begin(
    vendor: Vendor,
    credentials: ICredentialDataDecryptedObject,
    send: SendRequest,
  ): IDataObject {
    const { settings, source } = this.open(vendor, credentials);
    const begunAtMs = this.clock.monotonicMs();
    const attempt: Attempt = { settings, source, send, begunAtMs, isOnItsWay: false };
    this.attempts.set(credentials, attempt);
    const row = credentials[STORED_TOKEN];
    // What was never stored may be the test of a credential that n8n has not saved and cannot store to.
    return row === '' ? NOTHING_NEW : stored(this.rows.update(source, row));
  }

  /** Once for each request at most: n8n does not come back a second time. */
  private storeFirst(attempt: Attempt, credentials: ICredentialDataDecryptedObject): void {
    if (attempt.row !== undefined) return;
    const row = this.rows.update(attempt.source, credentials[STORED_TOKEN]);
    if (row === undefined) return;
    attempt.row = row;
    throw new StoreFirst();
  }

  /**
   * Whether the token is the reason, n8n does not say. Items that fail at the same time share one test
   * call, and those that come late profit from what it found.
   */
  private async afterFailure(attempt: Attempt): Promise<IDataObject> {
    const { source, token, isOnItsWay } = attempt;
    if (!isOnItsWay || token === undefined) return stored(attempt.row);
    if (!this.isKnownAsRejected(source, token)) {
      if (this.hasExpired(token)) {
        attempt.report = EXPIRED_MEANWHILE;
        return NOTHING_NEW;
      }
      const report = await verify(attempt, token);
      if (report.verdict !== 'rejected') {
        attempt.report = report;
        return NOTHING_NEW;
      }
    }
    await this.replaceRejected(attempt, token);
    return stored(this.rows.current(source));
  }

  /**
   * n8n authenticates again, although it was told that there is nothing new: so does only its helper
   * for a 401, whose status is then known for sure.
   */
  private async afterCertain401(attempt: Attempt, report: TestReport): Promise<void> {
    const { settings, token } = attempt;
    delete attempt.report;
    if (report.verdict === 'accepted') throw refusedAllTheSame(settings);
    if (token !== undefined) await this.replaceRejected(attempt, token);
  }

  private async replaceRejected(attempt: Attempt, rejected: AccessToken): Promise<void> {
    const { settings, source, send } = attempt;
    // Of a static token there is no other one, and the items that fail next need the same verdict.
    const isLast = settings.plan.kind === 'static' || !source.reject(rejected.value);
    if (isLast) throw tokenRejectedError(settings);
    this.rememberRejected(source, rejected);
    attempt.token = await source.token({ send });
    if (attempt.token.value !== rejected.value) return;
    // The vendor hands out the same one again: to repeat the request with it would help nobody.
    this.acquit(source, rejected);
    throw tokenRejectedError(settings);
  }

  /**
   * A token that the vendor's test call accepted, or about which no test call can tell.
   *
   * @throws {VendorAuthError} what is wrong, in the test call's words.
   */
  private async testedToken(attempt: Attempt): Promise<AccessToken> {
    const { settings, source } = attempt;
    let token = await source.token(attempt);
    let report = await verify(attempt, token);
    if (report.verdict === 'rejected' && source.reject(token.value)) {
      token = await source.token(attempt);
      report = await verify(attempt, token);
    }
    const isUntestable = settings.testCall === undefined;
    if (report.verdict !== 'accepted' && !isUntestable) throw testCallFailure(settings, report);
    return token;
  }

  /** It was good when the request was sent, so that it is refused by now says nothing of the failure. */
  private hasExpired({ expiresAtMs }: AccessToken): boolean {
    return this.clock.monotonicMs() >= expiresAtMs;
  }

  private isKnownAsRejected(source: TokenSource, token: AccessToken): boolean {
    return this.rejected.get(source)?.includes(token.value) ?? false;
  }

  private rememberRejected(source: TokenSource, token: AccessToken): void {
    this.acquit(source, token);
    const others = this.rejected.get(source) ?? [];
    this.rejected.set(source, [...others, token.value].slice(-REJECTED_REMEMBERED));
  }

  private acquit(source: TokenSource, token: AccessToken): void {
    const values = this.rejected.get(source) ?? [];
    this.rejected.set(
      source,
      values.filter((value) => value !== token.value),
    );
  }
}

async function verify(attempt: Attempt, token: AccessToken): Promise<TestReport> {
  const { settings, source, send, begunAtMs } = attempt;
  const report = await source.verify(token, send, settings, begunAtMs);
  if (report.verdict === 'accepted') source.accepted(token.value);
  return report;
}

const NOTHING_NEW: IDataObject = {};

const EXPIRED_MEANWHILE: TestReport = {
  verdict: 'unknown',
  status: undefined,
  says: 'The access token expired while the request was under way.',
};

/** n8n stores all that is returned beside the property that it takes for the token. */
function stored(row: string | undefined): IDataObject {
  return row === undefined ? NOTHING_NEW : { [ALWAYS_DUE]: '', [STORED_TOKEN]: row };
}

/** What n8n sends once more after the test, whose answer it takes for good whatever it is. */
function testRequest({ baseUrl, testCall }: Settings): Pick<ApiRequest, 'baseURL' | 'url'> {
  return {
    baseURL: baseUrl,
    url: testCall === undefined ? baseUrl : `${baseUrl}/${testCall.path}`,
  };
}

function refusedAllTheSame({ vendor }: Settings): VendorAuthError {
  return new VendorAuthError({
    code: 'forbidden',
    vendor: vendor.id,
    status: 401,
    message: `${nameAtStart(vendor)} refuses this request (status 401), though it accepts the access token.`,
    hint: vendor.forbiddenHint,
  });
}

function neverPrepared(vendor: Vendor): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: vendor.id,
    message: `This version of n8n did not ask for a token of ${vendor.productName}.`,
    hint: 'Save the credential anew; if that does not help, update n8n.',
  });
}
