import type { IDataObject } from 'n8n-workflow';
import { tokenKeeper, wait } from '../../../../credentials/shared/login';
import { findVendor } from '../../../../core';
import { credential } from '../../../core/support/credentials';
import { FakeVendor } from '../../../core/support/fake-vendor';

const AN_HOUR_MS = 60 * 60 * 1000;

describe('the tokens of n8n’s process', () => {
  afterEach(() => void jest.restoreAllMocks());

  test.each([AN_HOUR_MS, -AN_HOUR_MS])(
    'outlive a wall clock that is set by %d ms (rule T14)',
    async (jumpMs) => {
      const clientId = `client of the jump by ${jumpMs}`;
      const vendor = findVendor('dvinci')!;
      const fields = credential('dvinci', { clientId }) as IDataObject;
      const { source, settings } = tokenKeeper.open(vendor, fields);
      const { send, requests } = new FakeVendor();
      await source.token({ settings, send });
      const now = Date.now();
      jest.spyOn(Date, 'now').mockReturnValue(now + jumpMs);

      expect((await source.token({ settings, send })).value).toBe('token-1');
      expect(requests).toHaveLength(1);
      expect(source.status().secondsLeft).toBeLessThanOrEqual(300);
    },
  );
});

describe('a wait (rule T20)', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('ends when its time is over', async () => {
    let isOver = false;
    const waiting = wait(2_000).then(() => void (isOver = true));
    await jest.advanceTimersByTimeAsync(1_999);
    expect(isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await waiting;
    expect(isOver).toBe(true);
  });

  test('ends at once with a cancellation, before or meanwhile', async () => {
    const controller = new AbortController();
    const waiting = wait(2_000, controller.signal);
    controller.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
    await expect(wait(2_000, controller.signal)).rejects.toThrow('cancelled');
  });
});
