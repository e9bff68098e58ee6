import { refreshDueAtMs, type AccessToken } from '../endpoint/access-token';
import type { Hold } from './hold';
import type { TokenStatus } from './token-source';

/** What there is to tell of a source. Times are on the monotonic clock. */
export interface SourceState {
  /** The token in use, if it is still valid. */
  readonly current: AccessToken | undefined;
  readonly isRequesting: boolean;
  readonly tokenRequests: number;
  readonly hold: Pick<Hold, 'last' | 'at'>;
  readonly nowMs: number;
}

/** The same for an operator: no secret, no token. */
export function statusOf(source: SourceState): TokenStatus {
  const { current, isRequesting, tokenRequests, hold, nowMs } = source;
  const seconds = (untilMs: number) => Math.max(0, (untilMs - nowMs) / 1000);
  const lastFailure = hold.last === undefined ? {} : { lastFailure: hold.last.failure };
  if (current !== undefined) {
    return {
      state: isRequesting ? 'requesting' : 'valid',
      secondsLeft: seconds(current.expiresAtMs),
      refreshDueInSeconds: seconds(refreshDueAtMs(current)),
      tokenRequests,
      ...lastFailure,
    };
  }
  if (isRequesting) return { state: 'requesting', tokenRequests };
  const held = hold.at(nowMs);
  if (held === undefined) return { state: 'none', tokenRequests, ...lastFailure };
  const heldBackSeconds = seconds(held.untilMs);
  return { state: 'held-back', heldBackSeconds, tokenRequests, ...lastFailure };
}
