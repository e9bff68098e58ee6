import fc from 'fast-check';
import { createTokenSource, type StoredToken } from '../../../core';
import { scene } from '../support/credentials';
import { type SimulatedClock } from '../support/simulated-clock';

const HOUR = 3600;

describe('T14: a wall clock that jumps', () => {
  test.each([HOUR, -HOUR, 365 * 24 * HOUR, -365 * 24 * HOUR])(
    'by %d s neither drops a good token in memory nor keeps a dead one',
    async (jumpSeconds) => {
      const { vendor, clock, token } = scene();
      await token();
      clock.setWallClockSeconds(jumpSeconds);
      clock.advanceSeconds(200);
      expect(await token()).toBe('token-1');
      clock.setWallClockSeconds(-2 * jumpSeconds);
      clock.advanceSeconds(101);
      expect(await token()).toBe('token-2');
      expect(vendor.requests).toHaveLength(2);
    },
  );

  test.each([HOUR, -HOUR])('by %d s neither shortens nor prolongs a hold-back', async (jump) => {
    const { clock, source, token } = scene(() => ({ status: 403 }));
    await token().catch(() => undefined);
    const before = source.status();
    clock.setWallClockSeconds(jump);
    expect(source.status()).toEqual(before);
  });

  test('does not move the end of a token in memory by way of what was stored', async () => {
    const { clock, source, token } = scene();
    await token();
    const stored = source.stored()!;
    clock.advanceSeconds(100);
    clock.setWallClockSeconds(-50);
    expect(source.adopt(stored)).toBe(false);
    expect(source.status().secondsLeft).toBe(200);
  });

  test('does not bring a dead token back by way of what was stored', async () => {
    const { clock, source, token } = scene();
    await token();
    const stored = source.stored()!;
    clock.advanceSeconds(301);
    clock.setWallClockSeconds(-50);
    expect(source.adopt(stored)).toBe(false);
    expect(await token()).toBe('token-2');
  });
});

describe('T14: a stored token', () => {
  test('is taken over by another process, with the rest of its life', async () => {
    const { clock, settings, source, vendor, token } = scene();
    await token();
    const stored = source.stored()!;
    clock.advanceSeconds(100);
    const next = createTokenSource(settings, clock, () => 0);
    expect(next.adopt(stored)).toBe(true);
    expect(next.status()).toMatchObject({ state: 'valid', secondsLeft: 200, tokenRequests: 0 });
    expect((await next.token({ settings, send: vendor.send })).value).toBe('token-1');
  });

  test('is refused once it has expired on the wall clock', async () => {
    const { other, stored, clock } = await handover();
    clock.advanceSeconds(300);
    expect(other().adopt(stored)).toBe(false);
  });

  test('is refused if the wall clock has jumped back past the time when it was stored', async () => {
    const { other, stored, clock } = await handover();
    clock.setWallClockSeconds(-HOUR);
    expect(other().adopt(stored)).toBe(false);
  });

  test('is trusted if two machines’ clocks differ by less than a minute, and lives no longer for it', async () => {
    const { other, stored, clock } = await handover({ ageSeconds: 100 });
    clock.setWallClockSeconds(-59);
    const source = other();
    expect(source.adopt(stored)).toBe(true);
    expect(source.status().secondsLeft).toBe(200);
    clock.setWallClockSeconds(-2);
    expect(other().adopt(stored)).toBe(false);
  });

  test('lives at most its lifetime, wherever the wall clock stood', async () => {
    const { stored, other } = await handover();
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), (shiftSeconds) => {
        const source = other();
        const storedAtMs = stored.storedAtMs + shiftSeconds * 1000;
        const shifted: StoredToken = { ...stored, storedAtMs, expiresAtMs: storedAtMs + 300_000 };
        source.adopt(shifted);
        expect(source.status().secondsLeft ?? 0).toBeLessThanOrEqual(300);
      }),
    );
  });

  test('lives at most its lifetime, whenever it is said to expire', async () => {
    const { stored, other } = await handover();
    const source = other();
    expect(source.adopt({ ...stored, expiresAtMs: stored.expiresAtMs + 24 * HOUR * 1000 })).toBe(
      true,
    );
    expect(source.status().secondsLeft).toBe(300);
  });

  test('of a changed credential is refused', async () => {
    const { other, stored } = await handover();
    expect(other().adopt({ ...stored, identity: 'of another credential' })).toBe(false);
  });

  test('that lives no longer than the current one is refused', async () => {
    const { clock, source, token } = scene();
    await token();
    const stored = { ...source.stored()!, accessToken: 'another' };
    expect(source.adopt(stored)).toBe(false);
    expect(source.adopt({ ...stored, expiresAtMs: stored.expiresAtMs - 1 })).toBe(false);
    clock.advanceSeconds(10);
    const younger = { ...stored, expiresAtMs: stored.expiresAtMs + 10_000 };
    expect(source.adopt(younger)).toBe(true);
    expect(await token()).toBe('another');
  });

  test('that was forgotten does not come back', async () => {
    const { source, token } = scene();
    await token();
    const stored = source.stored()!;
    source.forget();
    expect(source.adopt(stored)).toBe(false);
    expect(await token()).toBe('token-2');
  });

  test('is there only while the token is valid', async () => {
    const { clock, source, token } = scene();
    expect(source.stored()).toBeUndefined();
    await token();
    expect(source.stored()).toMatchObject({ accessToken: 'token-1', lifetimeSeconds: 300 });
    clock.advanceSeconds(300);
    expect(source.stored()).toBeUndefined();
  });
});

/** What one process has stored, and sources of other processes with the same credential. */
async function handover({ ageSeconds = 0 } = {}) {
  const { source, settings, clock, token } = scene();
  await token();
  clock.advanceSeconds(ageSeconds);
  const other = () => createTokenSource(settings, clock, () => 0);
  return { stored: source.stored()!, clock: clock satisfies SimulatedClock, other };
}
