import fc from 'fast-check';
import {
  LONGEST_LIFETIME_SECONDS,
  lifetimeSecondsOf,
} from '../../../core/endpoint/lifetime-source';
import { scene, settingsOf } from '../support/credentials';
import { issuesTokens, settled } from '../support/fake-vendor';

describe('T3: the lifetime of a token', () => {
  test('counts from before the token request', async () => {
    const { vendor, clock, source, token } = scene(issuesTokens({ expires_in: 100 }));
    const answer = vendor.holdsBack();
    const asked = token();
    await settled();
    clock.advanceSeconds(20);
    await answer();
    await asked;
    expect(source.status().secondsLeft).toBe(80);
  });

  test('counts from before the first of two attempts', async () => {
    const settings = settingsOf('ddi-central');
    const { vendor, clock, source, token } = scene(undefined, settings);
    vendor.answers((_request, nth) => {
      clock.advanceSeconds(7);
      return nth === 1
        ? { status: 400, body: { error: 'unsupported_grant_type' } }
        : { body: { access_token: 'a', expires_in: 1800 } };
    });
    await token();
    expect(source.status().secondsLeft).toBe(1800 - 14);
  });

  test.each<[string, unknown, number]>([
    ['a number', 1800, 1800],
    ['a fraction', 0.5e3 + 0.5, 500.5],
    ['a numeric string', '600', 600],
    ['a numeric string with spaces', ' 600 ', 600],
    ['a fraction as a string', '59.5', 59.5],
    ['missing', undefined, 300],
    ['null', null, 300],
    ['zero', 0, 300],
    ['minus zero', -0, 300],
    ['"0"', '0', 300],
    ['negative', -1, 300],
    ['"-1"', '-1', 300],
    ['NaN', NaN, 300],
    ['minus infinity', -Infinity, 300],
    ['a word', 'never', 300],
    ['an empty string', '', 300],
    ['a hexadecimal string', '0x10', 300],
    ['an exponent as a string', '1e3', 300],
    ['true', true, 300],
    ['a list', [3600], 300],
    ['an object', { seconds: 3600 }, 300],
    ['less than a second', 0.01, 1],
    ['more than a year', 1e9, LONGEST_LIFETIME_SECONDS],
    ['a date in milliseconds', 1_800_000_000_000, LONGEST_LIFETIME_SECONDS],
    ['infinity', Infinity, LONGEST_LIFETIME_SECONDS],
  ])('expires_in: %s', (_what, expiresIn, expectedSeconds) => {
    expect(lifetimeSecondsOf(expiresIn, 300)).toBe(expectedSeconds);
  });

  test('is at most a year', () => {
    expect(LONGEST_LIFETIME_SECONDS).toBe(365 * 24 * 60 * 60);
  });

  test('whatever expires_in holds, it is neither forever nor nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.double(), fc.double().map(String)), (expiresIn) => {
        const seconds = lifetimeSecondsOf(expiresIn, 300);
        expect(seconds).toBeGreaterThanOrEqual(1);
        expect(seconds).toBeLessThanOrEqual(LONGEST_LIFETIME_SECONDS);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['eggplant-dai', {}, 300],
    ['eggplant-dai', { login: 'publicApi' }, 600],
    ['ddi-central', {}, 1800],
    ['dvinci', {}, 300],
    ['client-credentials', {}, 300],
  ] as const)(
    'missing, it is the documented one of %s %j: %d s',
    async (vendor, fields, seconds) => {
      const { source, token } = scene(issuesTokens({}), settingsOf(vendor, fields));
      await token();
      expect(source.status().secondsLeft).toBe(seconds);
    },
  );

  test.each([0, -5, NaN, '0', null, 1e300])(
    'expires_in of %p neither makes a request for every call nor a token forever',
    async (expiresIn) => {
      const { vendor, clock, token } = scene(issuesTokens({ expires_in: expiresIn }));
      for (let call = 0; call < 50; call++) await token();
      expect(vendor.requests).toHaveLength(1);
      clock.advanceSeconds(LONGEST_LIFETIME_SECONDS + 1);
      await token();
      expect(vendor.requests).toHaveLength(2);
    },
  );
});
