import fc from 'fast-check';
import { lifetime } from '../../../core/endpoint/lifetime-source';
import { LONGEST_LIFETIME_SECONDS } from '../../../core/endpoint/told-lifetime';
import { scene, settingsOf } from '../support/credentials';
import { issuesTokens, settled } from '../support/fake-vendor';
import { jwt } from '../support/world';

const ANSWERED_MS = Date.UTC(2026, 0, 15, 12);

const ANSWERED_SECONDS = ANSWERED_MS / 1000;

/** The lifetime of a token that comes with these members, where 300 s are the default. */
function lifetimeWith(
  members: Record<string, unknown>,
  accessToken = 'opaque',
  isVendorsTime = true,
): number {
  const json = { access_token: accessToken, ...members };
  const answer = { text: '', json, answeredAtMs: ANSWERED_MS, isVendorsTime };
  return lifetime({ defaultSeconds: 300 }).secondsOf(answer, accessToken);
}

/** What the answer's `expires_in` makes of the lifetime of an opaque token. */
function lifetimeOf(expiresIn: unknown): number {
  return lifetimeWith({ expires_in: expiresIn });
}

/** A token whose own `exp` comes so much later than the answer. */
function expiringIn(seconds: number, issuedSecondsAgo = 0): string {
  return jwt({ exp: ANSWERED_SECONDS + seconds, iat: ANSWERED_SECONDS - issuedSecondsAgo });
}

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
    ['zero', 0, 0],
    ['minus zero', -0, 0],
    ['"0"', '0', 0],
    ['negative', -1, 0],
    ['"-1"', '-1', 0],
    ['NaN', NaN, 300],
    ['minus infinity', -Infinity, 300],
    ['a word', 'never', 300],
    ['an empty string', '', 300],
    ['a hexadecimal string', '0x10', 300],
    ['an exponent as a string', '1e3', 300],
    ['true', true, 300],
    ['a list', [3600], 300],
    ['an object', { value: 3600 }, 300],
    ['less than a second', 0.01, 0.01],
    ['a moment long past', 1e9, 300],
    ['a moment far ahead, in milliseconds', ANSWERED_MS * 1.5, LONGEST_LIFETIME_SECONDS],
    ['a moment in an hour, in milliseconds', ANSWERED_MS + 3_600_000, 3600],
    ['a moment in an hour, in seconds', ANSWERED_MS / 1000 + 3600, 3600],
    ['more than any token lives, also in milliseconds', 5e11, 300],
    ['more than anything lives in any unit', 1e300, 300],
    ['infinity', Infinity, 300],
  ])('expires_in: %s', (_what, expiresIn, expectedSeconds) => {
    expect(lifetimeOf(expiresIn)).toBeCloseTo(expectedSeconds, 6);
  });

  const DATE = new Date(ANSWERED_MS + 200_000).toISOString();

  test.each<[string, Record<string, unknown>, string, number]>([
    ['seconds, before a date', { expires_at: DATE, expires_in: 100 }, 'opaque', 100],
    [
      'seconds, before an epoch',
      { expires_on: ANSWERED_SECONDS + 50, expires_in: 100 },
      'opaque',
      100,
    ],
    ['seconds, before a later exp', { expires_in: 100 }, expiringIn(3600), 100],
    ['a date, before a later exp', { expires_at: DATE }, expiringIn(3600), 200],
    ['exp, before the default', {}, expiringIn(3600), 3600],
    ['the default, where nothing is told', {}, 'opaque', 300],
  ])('is what the vendor says, in order: %s', (_what, members, accessToken, expectedSeconds) => {
    expect(lifetimeWith(members, accessToken)).toBeCloseTo(expectedSeconds, 6);
  });

  test('by the exp of a token that was issued a while ago is the rest by the answer’s own Date', () => {
    const accessToken = expiringIn(200, 100);
    expect(lifetimeWith({}, accessToken)).toBeCloseTo(200, 6);
    expect(lifetimeWith({}, accessToken, false)).toBeCloseTo(300, 6);
  });

  test('of the same token, handed out again, is cut short where the vendor says so', async () => {
    const { clock, source, token } = scene((_request, nth) => ({
      body: { access_token: 'same', expires_in: nth === 1 ? 300 : 20 },
    }));
    await token();
    clock.advanceSeconds(250);
    await token();
    await settled();
    expect(source.status().secondsLeft).toBe(20);
  });

  test('of a token that comes back after another one is the rest of its first', async () => {
    const { clock, source, token } = scene((_request, nth) => ({
      body: { access_token: nth === 2 ? 'another' : 'same', expires_in: 300 },
    }));
    for (let request = 1; request <= 3; request++) {
      source.forget();
      expect(await token()).toBe(request === 2 ? 'another' : 'same');
      clock.advanceSeconds(10);
    }
    expect(source.status().secondsLeft).toBe(270);
  });

  test('of a token that is handed out after its end is zero, and nothing below', async () => {
    const { clock, source, token } = scene(() => ({
      body: { access_token: 'same', expires_in: 300 },
    }));
    const lifetimes: number[] = [];
    source.subscribe((event) => event.type === 'issued' && lifetimes.push(event.lifetimeSeconds));
    await token();
    clock.advanceSeconds(301);
    expect(await token()).toBe('same');
    expect(lifetimes).toEqual([300, 0]);
  });

  test('is at most a year', () => {
    expect(LONGEST_LIFETIME_SECONDS).toBe(365 * 24 * 60 * 60);
    const settings = settingsOf('client-credentials', { defaultLifetimeSeconds: '9999999999' });
    expect(settings.plan.kind === 'token-endpoint' && secondsWithout(settings.plan.lifetime)).toBe(
      LONGEST_LIFETIME_SECONDS,
    );
  });

  test('whatever expires_in holds, it is not forever, and zero only where the vendor says so', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.double(), fc.double().map(String)), (expiresIn) => {
        const seconds = lifetimeOf(expiresIn);
        expect(seconds).toBeLessThanOrEqual(LONGEST_LIFETIME_SECONDS);
        expect(seconds).toBeGreaterThanOrEqual(0);
        // A negative number, or a text that counts nothing, such as `0` or the duration `0D`.
        if (seconds === 0) expect(String(expiresIn)).toMatch(/^\s*-|^[^1-9]*$/);
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

  test.each([NaN, null, 1e300, 'never', 1e9])(
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

  test.each([0, -5, '0', -0])(
    'expires_in of %p serves those who wait, and the next one asks again',
    async (expiresIn) => {
      const { vendor, source, token } = scene(issuesTokens({ expires_in: expiresIn }));
      expect(await Promise.all([token(), token(), token()])).toEqual(Array(3).fill('token-1'));
      expect(source.stored()).toBeUndefined();
      expect(await token()).toBe('token-2');
      expect(vendor.requests).toHaveLength(2);
    },
  );
});

function secondsWithout(source: ReturnType<typeof lifetime>): number {
  const answer = { text: '', json: {}, answeredAtMs: ANSWERED_MS, isVendorsTime: true };
  return source.secondsOf(answer, 'opaque');
}
