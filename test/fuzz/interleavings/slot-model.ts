import { WORKING_TOKEN_ENDS_ROW } from '../exceptions';
import {
  expectedHoldSeconds,
  FORGET_ENDS_HOLD,
  FORGET_ENDS_HOLD_EVERY_MS,
  type FailureFacts,
} from '../expectations/hold';
import { PROVEN_AGE_MS, QUICK_REPLACEMENTS_PER_MINUTE } from '../expectations/rejection';
import { refreshDueMs, waitingFromMs } from '../expectations/refresh';
import { expectedRemainingMs, REJECTED_REMEMBERED } from '../expectations/storage';
import type { Boundary } from './steps';

/** A token as the model knows it, on the monotonic clock that all processes of a scenario share. */
export interface ModelToken {
  readonly value: string;
  readonly lifetimeSeconds: number;
  readonly expiresAtMs: number;
  readonly issuedAtMs: number;
  isAccepted: boolean;
  isDoubted: boolean;
}

/** What must come of a caller's question. */
export type Expectation =
  | { readonly kind: 'waits' }
  | { readonly kind: 'token'; readonly value: string }
  | {
      readonly kind: 'error';
      readonly code: string;
      /** Of a failure told again: how long it still holds. */
      readonly heldSeconds?: number | undefined;
    };

/** Someone who asked for a token and whose answer is known or still to come. */
export interface Asker {
  expectation: Expectation;
  /**
   * What it gets is decided a moment after it asked, by what holds then: this, if another caller rejected
   * the token in between.
   */
  orElse?: Expectation;
}

interface OpenRequest {
  readonly startMs: number;
  readonly waiting: Asker[];
  isSent: boolean;
}

/** What was stored, on the wall clock of the process that stored it. */
export interface StoredFacts {
  readonly value: string;
  readonly lifetimeSeconds: number;
  readonly storedAtWallMs: number;
  readonly expiresAtWallMs: number;
}

/**
 * What the token rules say of one credential in one process, and nothing of how the core does it. It is
 * told all that happens, and says what must come of it: who gets which token, and when a token request
 * is due. One that is made without being due breaks T1, T4 or T6; one that is due and not made, T4.
 */
export class SlotModel {
  current: ModelToken | undefined;
  request: OpenRequest | undefined;
  requestsSent = 0;
  lastUsedMs = -Infinity;
  requestEndedAtMs = -Infinity;
  heldUntilMs = -Infinity;
  private heldCode = '';
  private endedHoldAtMs = -Infinity;
  private failuresInARow = 0;
  private remembered: string[] = [];
  private quickRejections = 0;
  private quickRejectionsAtMs: number[] = [];
  private lastRejectionAtMs = -Infinity;

  constructor(private readonly random: number) {}

  isValid(nowMs: number): boolean {
    return this.current !== undefined && nowMs < this.current.expiresAtMs;
  }

  heldSeconds(nowMs: number): number {
    return Math.max(0, (this.heldUntilMs - nowMs) / 1000);
  }

  /** When something changes next; undefined if nothing will. */
  boundaryMs(what: Boundary): number | undefined {
    if (what === 'end of hold') return this.heldUntilMs;
    if (this.current === undefined) return undefined;
    if (what === 'expiry') return this.current.expiresAtMs;
    return what === 'refresh' ? refreshDueMs(this.current) : waitingFromMs(this.current);
  }

  ask(nowMs: number): Asker {
    const { current } = this;
    if (current !== undefined && nowMs < waitingFromMs(current)) {
      if (nowMs >= refreshDueMs(current) && this.heldSeconds(nowMs) === 0) this.begin(nowMs);
      return { expectation: { kind: 'token', value: current.value } };
    }
    if (this.request === undefined && this.heldSeconds(nowMs) > 0) {
      const heldSeconds = this.heldSeconds(nowMs);
      const failure = { code: this.heldCode, heldSeconds };
      return { expectation: this.tokenOr(failure, nowMs), orElse: { kind: 'error', ...failure } };
    }
    const asker: Asker = { expectation: { kind: 'waits' } };
    this.begin(nowMs).waiting.push(asker);
    return asker;
  }

  /** The vendor issued a token for the open request. */
  issued(value: string, lifetimeSeconds: number, expiresAtMs: number, nowMs: number): void {
    const { waiting } = this.ended(nowMs);
    const issuedAtMs = nowMs;
    const token = { value, lifetimeSeconds, expiresAtMs, issuedAtMs };
    this.current = { ...token, isAccepted: false, isDoubted: false };
    this.heldUntilMs = -Infinity;
    this.failuresInARow = 0;
    for (const asker of waiting) asker.expectation = { kind: 'token', value };
  }

  /** @returns for how long it is held back */
  failed(failure: FailureFacts, nowMs: number): number {
    const { waiting } = this.ended(nowMs);
    this.failuresInARow++;
    const seconds = expectedHoldSeconds(failure, this.failuresInARow, this.random);
    this.heldUntilMs = nowMs + seconds * 1000;
    this.heldCode = failure.code;
    const expectation = this.tokenOr({ code: failure.code }, nowMs);
    for (const asker of waiting) {
      asker.expectation = expectation;
      asker.orElse = { kind: 'error', code: failure.code };
    }
    return seconds;
  }

  /** A caller gives up; what others wait for goes on (rule T13). */
  cancelled(asker: Asker): void {
    asker.expectation = { kind: 'error', code: 'cancelled' };
    const waiting = this.request?.waiting ?? [];
    if (waiting.includes(asker)) waiting.splice(waiting.indexOf(asker), 1);
  }

  /**
   * A token was reported as rejected, and the core said whether another one may be had.
   *
   * @returns what is wrong with that answer
   */
  rejected(value: string, mayGetAnother: boolean, nowMs: number): string | undefined {
    const { current } = this;
    if (current?.value !== value) {
      return mayGetAnother ? undefined : 'a late rejection was not answered with the current token';
    }
    if (!mayGetAnother) {
      current.isDoubted = true;
      const isPutOff = this.quickRejections >= 2 && nowMs - this.lastRejectionAtMs <= 60_000;
      return isPutOff ? undefined : 'a rejected token was kept without reason';
    }
    const isProven = nowMs - current.issuedAtMs >= PROVEN_AGE_MS;
    const isQuick = current.isDoubted || (!isProven && !current.isAccepted);
    const endsRow = isProven || (WORKING_TOKEN_ENDS_ROW && current.isAccepted);
    if (isQuick) {
      this.quickRejections++;
      this.quickRejectionsAtMs.push(nowMs);
    } else if (endsRow) {
      this.quickRejections = 0;
      this.quickRejectionsAtMs = [];
    }
    this.lastRejectionAtMs = nowMs;
    this.drop(current);
    const minute = this.quickRejectionsAtMs.filter((atMs) => nowMs - atMs < 60_000);
    this.quickRejectionsAtMs = minute;
    if (minute.length <= QUICK_REPLACEMENTS_PER_MINUTE) return undefined;
    return `${minute.length} new tokens in a row were replaced within a minute`;
  }

  accepted(value: string): void {
    if (this.current?.value === value) this.current.isAccepted = true;
  }

  forgotten(nowMs: number): void {
    if (this.current !== undefined) this.drop(this.current);
    const isWithinBound = nowMs - this.endedHoldAtMs >= FORGET_ENDS_HOLD_EVERY_MS;
    if (!FORGET_ENDS_HOLD || this.heldSeconds(nowMs) === 0 || !isWithinBound) return;
    this.heldUntilMs = nowMs;
    this.endedHoldAtMs = nowMs;
  }

  /** @returns whether what is stored must be taken over; then it is the current token. */
  adopts(stored: StoredFacts, wallMs: number, nowMs: number): boolean {
    const { value, lifetimeSeconds } = stored;
    const remainingMs = expectedRemainingMs(stored, wallMs);
    if (remainingMs <= 0 || this.remembered.includes(value)) return false;
    if (value === this.current?.value) return false;
    const expiresAtMs = nowMs + remainingMs;
    if (this.isValid(nowMs) && expiresAtMs <= (this.current?.expiresAtMs ?? 0)) return false;
    const issuedAtMs = expiresAtMs - lifetimeSeconds * 1000;
    const token = { value, lifetimeSeconds, expiresAtMs, issuedAtMs };
    this.current = { ...token, isAccepted: false, isDoubted: false };
    return true;
  }

  private begin(nowMs: number): OpenRequest {
    this.request ??= { startMs: nowMs, waiting: [], isSent: false };
    return this.request;
  }

  private ended(nowMs: number): OpenRequest {
    this.requestEndedAtMs = nowMs;
    const { request } = this;
    if (request === undefined) throw new Error('The model knows of no request.');
    this.request = undefined;
    return request;
  }

  /** A current token makes a failure nobody's error (rule T7). */
  private tokenOr(
    failure: { readonly code: string; readonly heldSeconds?: number },
    nowMs: number,
  ): Expectation {
    if (!this.isValid(nowMs)) return { kind: 'error', ...failure };
    return { kind: 'token', value: this.current!.value };
  }

  private drop({ value }: ModelToken): void {
    this.current = undefined;
    if (this.remembered.includes(value)) return;
    this.remembered = [...this.remembered, value].slice(-REJECTED_REMEMBERED);
  }
}
