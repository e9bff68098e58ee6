import { VendorAuthError } from '../base/errors';
import { sentences } from '../base/sentence';
import { untilAborted } from '../base/until-aborted';
import type { SendRequest } from '../base/ports';
import type { Verdicts } from '../check/verdicts';
import type { Settings } from '../credential/settings';
import type { AccessToken } from '../endpoint/access-token';
import type { TokenFailure } from '../login/token-failure';
import type { StoredToken } from './stored-token';
import type { TokenStore } from './token-store';

/** Who asks for a token, and how. */
export interface TokenAsker {
  /** The asker's own credential: errors are told in its words. */
  readonly settings: Settings;
  /** Sends the token request, if this caller turns out to be the one who makes it. */
  readonly send: SendRequest;
  /** Ends this caller's waiting, and nobody else's (rule T13). */
  readonly signal?: AbortSignal | undefined;
  /**
   * A person asks, by a test or the like, and should not wait for a pause that messages ran into. Such
   * requests have a bound of their own: one in ten seconds (rule T6).
   */
  readonly explicit?: boolean | undefined;
}

/**
 * The one place where the access token of one identity is kept and given out. Callers ask for a token
 * before each request and tell of it if the vendor rejected it.
 */
export interface TokenSource {
  /** Whose tokens these are (rule T2). */
  readonly identity: string;
  /** Whether it can get another token in place of one that was rejected. */
  readonly isRenewable: boolean;
  /** What the vendor's test call said of its tokens. */
  readonly verdicts: Verdicts;

  /**
   * A token that the vendor should accept. However many callers ask at once, at most one token request
   * runs (rule T1); while the current token is good, nobody waits for it (rule T4).
   *
   * @throws {VendorAuthError} if there is no valid token and none can be had; `cancelled` if the
   *   caller's signal was raised.
   */
  token(asker: TokenAsker): Promise<AccessToken>;

  /**
   * Tells that the vendor's API rejected that token. If it is still the current one, it is dropped; if
   * another took its place meanwhile, nothing happens (rule T5).
   *
   * @returns whether asking for a token again gives another one. It does not for a static token, nor
   *   when one new token after the other is rejected: then the token is not the reason, and asking
   *   the vendor for more of them is put off at growing intervals.
   */
  reject(value: string): boolean;

  /**
   * Tells that the vendor's API took that token: if it is rejected later, it was withdrawn, and no
   * number of such rejections puts off asking for another one.
   */
  accepted(value: string): void;

  /**
   * Another token to try a refused test call with, while the current one stays in use (rule T19).
   *
   * @returns undefined if there can be none, or if replacing is put off
   * @throws {VendorAuthError} as `token`
   */
  another(value: string, asker: TokenAsker): Promise<AccessToken | undefined>;

  /**
   * Whether that token is in use, was never accepted, and was issued less than two seconds ago (rule T20),
   * or before `atMs` on the monotonic clock.
   */
  isBrandNew(value: string, atMs?: number): boolean;

  /** How long ago that token was issued; undefined if it is not in use, or never was issued here. */
  ageSeconds(value: string): number | undefined;

  /** Tells that `other` passed the call that refused the token in use: it takes that one's place. */
  replaceBy(value: string, other: AccessToken): void;

  /**
   * Drops the current token; the next call requests a new one, and `adopt` does not bring the old one
   * back. The next request does not wait for a pause after a failure, unless a person ended one within
   * the last ten seconds.
   */
  forget(): void;

  /**
   * Tells that a person changed something that may have caused a failure: the next request does not wait
   * for the pause, unless a person ended one within the last ten seconds (rule T6).
   */
  liftHold(): void;

  /** The current token in a form that outlives the process, or undefined if there is none. */
  stored(): StoredToken | undefined;

  /**
   * Takes over a token that was stored earlier or by another process, if it belongs to this very
   * identity, was neither rejected nor forgotten here, and lives longer than the current one. A pause
   * after a failure stays.
   *
   * @returns whether it was taken over
   */
  adopt(stored: StoredToken): boolean;

  /**
   * Shares the token through that store until the returned function is called: before a token request it
   * looks there, and a new token goes there.
   */
  shareThrough(store: TokenStore): () => void;

  status(): TokenStatus;

  /**
   * Calls back on every event until the returned function is called. A listener that throws harms
   * neither the token nor the other listeners.
   */
  subscribe(listener: (event: TokenEvent) => void): () => void;

  /** Whether somebody waits for it or listens to it, so that it must not be forgotten (rule T18). */
  isInUse(): boolean;

  /**
   * Until when, on the monotonic clock, it knows something whose loss costs a request or brings back a
   * token: a valid token, a pause (rule T6), a rejected token (T5), a test call at fault (T19).
   */
  neededUntilMs(): number;
}

export type TokenEvent =
  | { readonly type: 'requesting' }
  | { readonly type: 'issued'; readonly lifetimeSeconds: number }
  /** `tokenStillValid`: nobody noticed, because the current token is used until its end (rule T7). */
  | {
      readonly type: 'failed';
      readonly failure: TokenFailure;
      readonly heldBackSeconds: number;
      readonly tokenStillValid: boolean;
    }
  | { readonly type: 'rejected' }
  | { readonly type: 'forgotten' };

/** What an operator may see of a token: no secret, no token. */
export interface TokenStatus {
  readonly state: 'none' | 'valid' | 'requesting' | 'held-back' | 'rejected' | 'static';
  /** Until the current token expires. */
  readonly secondsLeft?: number;
  /** Until the next call that is made causes a refresh. */
  readonly refreshDueInSeconds?: number;
  /** Until the next token request may be made. */
  readonly heldBackSeconds?: number;
  readonly tokenRequests: number;
  readonly lastFailure?: TokenFailure;
}

const SAY = sentences('token', {
  cancelled: 'Waiting for the access token was cancelled.',
});

/** @throws {VendorAuthError} `cancelled` if the asker's signal was raised. */
export function throwIfCancelled({ signal, settings }: TokenAsker): void {
  if (signal?.aborted) throw cancelled(settings);
}

/** The promise's result for one caller, who may give up without disturbing it (rule T13). */
export function unlessCancelled<T>(promise: Promise<T>, asker: TokenAsker): Promise<T> {
  return untilAborted(promise, asker.signal, () => cancelled(asker.settings));
}

function cancelled({ vendor }: Settings): VendorAuthError {
  return new VendorAuthError({ code: 'cancelled', vendor: vendor.id, message: SAY.cancelled() });
}
