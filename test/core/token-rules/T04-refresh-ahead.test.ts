import fc from 'fast-check';
import { phaseOf, type AccessToken } from '../../../core/endpoint/access-token';
import { scene } from '../support/credentials';
import { issuesTokens, settled } from '../support/fake-vendor';

/** What a caller gets so many seconds before the end of a token of that lifetime. */
function phase(lifetimeSeconds: number, secondsLeft: number) {
  const token: AccessToken = { value: 't', lifetimeSeconds, expiresAtMs: 1_000_000 };
  return phaseOf(token, 1_000_000 - secondsLeft * 1000);
}

describe('T4: refresh ahead of the end', () => {
  test.each([
    [300, 60, 5],
    [1800, 60, 5],
    [600, 60, 5],
    [100, 20, 5],
    [60, 12, 3],
    [2, 0.4, 0.1],
  ])('a token of %d s is refreshed in its last %d s, and waited for in its last %d s', (...row) => {
    const [lifetime, ahead, expiring] = row;
    expect(phase(lifetime, ahead + 0.001)).toBe('fresh');
    expect(phase(lifetime, ahead)).toBe('refresh-ahead');
    expect(phase(lifetime, expiring + 0.001)).toBe('refresh-ahead');
    expect(phase(lifetime, expiring)).toBe('expiring');
    expect(phase(lifetime, 0.001)).toBe('expiring');
    expect(phase(lifetime, 0)).toBe('expired');
  });

  test('in its last minute, the current token is handed out while one refresh runs behind it', async () => {
    const { vendor, clock, token } = scene();
    await token();
    clock.advanceSeconds(241);
    const answer = vendor.holdsBack();
    const tokens = await Promise.all(Array.from({ length: 10 }, () => token()));
    expect(new Set(tokens)).toEqual(new Set(['token-1']));
    expect(vendor.requests).toHaveLength(2);
    expect(vendor.mostAtOnce).toBe(1);
    await answer();
    expect(await token()).toBe('token-2');
    expect(vendor.requests).toHaveLength(2);
  });

  test('in its last five seconds, callers wait for the refresh', async () => {
    const { vendor, clock, token } = scene();
    await token();
    clock.advanceSeconds(296);
    const answer = vendor.holdsBack();
    let got: string | undefined;
    void token().then((value) => (got = value));
    await settled();
    expect(got).toBeUndefined();
    await answer();
    expect(got).toBe('token-2');
  });

  test('nobody asks, nothing is refreshed', async () => {
    const { vendor, clock, token } = scene();
    await token();
    clock.advanceSeconds(100_000);
    await settled();
    expect(vendor.requests).toHaveLength(1);
  });

  test('a token of 300 s is not refreshed on every call', async () => {
    const { vendor, clock, token } = scene();
    for (let second = 0; second < 240; second++) {
      await token();
      clock.advanceSeconds(1);
    }
    expect(vendor.requests).toHaveLength(1);
  });

  test.each([2, 60, 300, 1800])(
    'a steady stream against a lifetime of %d s never gets an expired token, and costs a request a window',
    async (lifetimeSeconds) => {
      const { vendor, clock, ask } = scene(issuesTokens({ expires_in: lifetimeSeconds }));
      const calls = 2000;
      const stepSeconds = (lifetimeSeconds * 20) / calls;
      for (let call = 0; call < calls; call++) {
        const token = await ask();
        expect(token.expiresAtMs).toBeGreaterThan(clock.monotonicMs());
        clock.advanceSeconds(stepSeconds);
      }
      const windowSeconds = lifetimeSeconds - Math.min(60, lifetimeSeconds / 5);
      const windows = (calls * stepSeconds) / windowSeconds;
      expect(vendor.requests.length).toBeGreaterThan(1);
      expect(vendor.requests.length).toBeLessThanOrEqual(Math.ceil(windows));
    },
  );

  test('at every age of every lifetime, the phases follow one another', () => {
    const order = ['fresh', 'refresh-ahead', 'expiring', 'expired'];
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 3e7, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 1.2, noNaN: true }), { minLength: 2, maxLength: 20 }),
        (lifetimeSeconds, ages) => {
          const phases = ages
            .sort((a, b) => a - b)
            .map((age) => order.indexOf(phase(lifetimeSeconds, lifetimeSeconds * (1 - age))));
          expect(phases).toEqual([...phases].sort());
          expect(phase(lifetimeSeconds, lifetimeSeconds * 0.21)).toBe('fresh');
        },
      ),
    );
  });

  test('the status tells when the next refresh is due', async () => {
    const { clock, source, token } = scene();
    await token();
    expect(source.status()).toMatchObject({ state: 'valid', refreshDueInSeconds: 240 });
    clock.advanceSeconds(250);
    expect(source.status()).toMatchObject({ refreshDueInSeconds: 0, secondsLeft: 50 });
  });
});
