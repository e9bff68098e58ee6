import type { VendorAuthErrorCode } from '../../../core';
import { backoffSeconds, Hold, holdBackSeconds } from '../../../core/token/hold';
import type { TokenFailure } from '../../../core/login/token-failure';

const NOW_MS = 5_000_000;
const largest = () => 1;

function failure(code: VendorAuthErrorCode, retryAfterSeconds?: number): TokenFailure {
  return { code, retryAfterSeconds, cause: { kind: 'no-token', members: undefined } };
}

describe('the pause after a failed token request', () => {
  test('is none before the first failure', () => {
    const hold = new Hold(largest);
    expect(hold.at(NOW_MS)).toBeUndefined();
    expect(hold.last).toBeUndefined();
  });

  test('lasts as long as it says, to the millisecond', () => {
    const hold = new Hold(largest);
    const failed = failure('invalid-client');
    expect(hold.begin(failed, NOW_MS)).toBe(10);
    expect(hold.at(NOW_MS)).toEqual({ failure: failed, untilMs: NOW_MS + 10_000 });
    expect(hold.at(NOW_MS + 9_999)?.failure).toBe(failed);
    expect(hold.at(NOW_MS + 10_000)).toBeUndefined();
  });

  test('is remembered as the last failure until a request succeeds', () => {
    const hold = new Hold(largest);
    const failed = failure('timeout');
    hold.begin(failed, NOW_MS);
    expect(hold.at(NOW_MS + 60_000)).toBeUndefined();
    expect(hold.last?.failure).toBe(failed);
    hold.end();
    expect(hold.last).toBeUndefined();
  });

  test('grows while failures follow each other, and begins anew after a success', () => {
    const hold = new Hold(largest);
    const passing = failure('vendor-unavailable');
    const begin = () => hold.begin(passing, NOW_MS);
    expect([begin(), begin(), begin(), begin()]).toEqual([1, 2, 4, 8]);
    hold.end();
    expect([begin(), begin()]).toEqual([1, 2]);
  });

  test('is that of the latest failure', () => {
    const hold = new Hold(largest);
    hold.begin(failure('invalid-client', 3600), NOW_MS);
    hold.begin(failure('invalid-client'), NOW_MS);
    expect(hold.at(NOW_MS)?.untilMs).toBe(NOW_MS + 10_000);
  });

  test.each<[VendorAuthErrorCode, number | undefined, number]>([
    ['invalid-client', undefined, 10],
    ['licence-exhausted', undefined, 15],
    ['token-request-refused', undefined, 10],
    ['unreadable-answer', undefined, 10],
    ['redirected', undefined, 10],
    ['certificate', undefined, 10],
    ['request-failed', undefined, 10],
    ['rate-limited', undefined, 4],
    ['vendor-unavailable', undefined, 4],
    ['unreachable', undefined, 4],
    ['timeout', undefined, 4],
    ['rate-limited', 7, 7],
    ['invalid-client', 7, 7],
    ['rate-limited', 0, 1],
    ['rate-limited', 0.2, 1],
    ['not-sent', undefined, 0],
    ['not-sent', 7, 0],
  ])('after %s with Retry-After %p, the third in a row, is %d s', (code, retryAfter, seconds) => {
    const failed = failure(code, retryAfter);
    expect(holdBackSeconds(failed, 3, largest)).toBe(seconds);
  });

  test('is spread by chance over the upper half, from a second to a minute', () => {
    for (let timesInARow = 1; timesInARow < 100; timesInARow++) {
      const longest = backoffSeconds(timesInARow, largest);
      const shortest = backoffSeconds(timesInARow, () => 0);
      expect(longest).toBe(Math.min(60, 2 ** (timesInARow - 1)));
      expect(shortest).toBe(Math.max(1, longest / 2));
    }
  });
});

describe('a person', () => {
  function held() {
    const hold = new Hold(largest);
    hold.begin(failure('rate-limited', 3600), NOW_MS);
    return hold;
  }

  test('ends a pause, and the failure is still the last', () => {
    const hold = held();
    expect(hold.liftFor(NOW_MS + 1)).toBe(true);
    expect(hold.at(NOW_MS + 1)).toBeUndefined();
    expect(hold.last?.failure.code).toBe('rate-limited');
  });

  test('ends one no more often than every ten seconds', () => {
    const hold = held();
    expect(hold.liftFor(NOW_MS)).toBe(true);
    hold.begin(failure('rate-limited', 3600), NOW_MS);
    expect(hold.liftFor(NOW_MS + 9_999)).toBe(false);
    expect(hold.at(NOW_MS + 9_999)).toBeDefined();
    expect(hold.liftFor(NOW_MS + 10_000)).toBe(true);
    expect(hold.at(NOW_MS + 10_000)).toBeUndefined();
  });

  test('who asks where there is no pause has asked all the same', () => {
    const hold = new Hold(largest);
    expect(hold.liftFor(NOW_MS)).toBe(true);
    hold.begin(failure('rate-limited', 3600), NOW_MS);
    expect(hold.liftFor(NOW_MS + 1)).toBe(false);
  });

  test('who changes something where there is no pause has not asked yet', () => {
    const hold = new Hold(largest);
    hold.lift(NOW_MS);
    hold.begin(failure('rate-limited', 3600), NOW_MS);
    hold.lift(NOW_MS + 1);
    expect(hold.at(NOW_MS + 1)).toBeUndefined();
    hold.begin(failure('rate-limited', 3600), NOW_MS + 2);
    hold.lift(NOW_MS + 3);
    expect(hold.at(NOW_MS + 3)).toBeDefined();
  });

  test('is told when they may ask again: in ten seconds at most, and no later than messages', () => {
    const hold = held();
    hold.liftFor(NOW_MS);
    hold.begin(failure('rate-limited', 3600), NOW_MS + 1);
    expect(hold.explicitAgainAtMs(hold.last!)).toBe(NOW_MS + 10_000);
    hold.begin(failure('rate-limited', 5), NOW_MS + 1);
    expect(hold.explicitAgainAtMs(hold.last!)).toBe(NOW_MS + 5_001);
  });
});
