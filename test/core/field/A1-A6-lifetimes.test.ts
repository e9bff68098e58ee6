import { scene, settingsOf } from '../support/credentials';
import { answersWith } from '../support/fake-vendor';
import { parseStored, serializeStored } from '../../../core';
import { asJwt, jwt, World, type Counts, type Told } from '../support/world';

/** Between them, calls come at every moment of a token's life, and at its very end. */
const EVERY_SECONDS = [1, 7, 60, 97, 300, 899, 900, 3599];
const ENOUGH_SECONDS = 3 * 3600;

/** Seconds of simulated time for as many calls as a test can make. */
function spanOf(everySeconds: number): number {
  return Math.min(ENOUGH_SECONDS, 4000 * everySeconds);
}

/** So many token requests are more than a window of life needs, however it is told. */
function expectFew({ tokenRequests, deadCalls, sentTwice }: Counts, windows: number, each: number) {
  expect({ deadCalls, sentTwice }).toEqual({ deadCalls: 0, sentTwice: 0 });
  expect(tokenRequests).toBeLessThanOrEqual(Math.ceil(windows + 1) * each);
}

describe('A1: the same token is handed out until it dies, with the seconds that remain', () => {
  const roundings = { floor: Math.floor, round: Math.round, ceil: Math.ceil, none: Number };

  describe.each(Object.entries(roundings))('rounded by %s', (_name, rounded) => {
    test.each(EVERY_SECONDS)('with a call every %d s, none has a dead token', async (every) => {
      for (const lifetimeSeconds of [60, 600, 3600]) {
        const world = new World({
          lifetimeSeconds,
          hands: 'same',
          tells: ({ token, secondsLeft }) => ({
            body: { access_token: token.value, expires_in: rounded(secondsLeft) },
          }),
        });
        const span = spanOf(every);
        // The remaining life is a fifth of what it was at each refresh, down to a second.
        expectFew(await world.run(span, every), span / Math.max(every, lifetimeSeconds), 12);
      }
    });
  });

  test('as a number in a text, and with 0 at last, it serves the calls that wait for it', async () => {
    const world = new World({
      lifetimeSeconds: 10,
      hands: 'same',
      tells: ({ token, secondsLeft }) => ({
        body: { access_token: token.value, expires_in: String(Math.floor(secondsLeft)) },
      }),
    });
    expectFew(await world.run(60, 0.25), 6, 15);
  });

  test('a process that comes late, to a token of somebody else, sends no dead one either', async () => {
    const world = new World({
      lifetimeSeconds: 600,
      hands: 'same',
      tells: ({ token, secondsLeft }) => ({
        body: { access_token: token.value, expires_in: Math.floor(secondsLeft) },
      }),
    });
    await world.call();
    for (const lateSeconds of [1, 100, 400, 590]) {
      world.clock.advanceSeconds(lateSeconds);
      world.source = world.newSource();
      for (let call = 0; call < 100; call++) {
        await world.call();
        world.clock.advanceSeconds(7);
      }
    }
    expect(world.counts.deadCalls).toBe(0);
  });
});

describe('A1: a token that is handed out in its last second, with 0', () => {
  test.each([0, '0', -1])(
    'as %p is used for the calls that wait for it, and no longer',
    async (zero) => {
      const world = new World({
        lifetimeSeconds: 600,
        hands: 'same',
        tells: ({ token, secondsLeft }) => ({
          body: { access_token: token.value, expires_in: Math.floor(secondsLeft) || zero },
        }),
      });
      await world.call();
      world.clock.advanceSeconds(599.2);
      // Another process, which has never seen the token before.
      world.source = world.newSource();
      for (let call = 0; call < 20; call++) {
        expect(await world.call()).toBe(200);
        world.clock.advanceSeconds(0.1);
      }
      expect(world.counts.deadCalls).toBe(0);
      // Eight in the token's last second, one for the next token.
      expect(world.counts.tokenRequests).toBeLessThanOrEqual(1 + 8 + 1);
    },
  );
});

describe('A2: the same token is handed out with the full lifetime each time', () => {
  const tells = ({ token, lifetimeSeconds }: Told) => ({
    body: { access_token: token.value, expires_in: lifetimeSeconds },
  });

  test.each(EVERY_SECONDS)('with a call every %d s, none has a dead token', async (every) => {
    for (const lifetimeSeconds of [60, 300, 3600]) {
      for (const latencySeconds of [0, 0.05, 1.5]) {
        const world = new World({ lifetimeSeconds, latencySeconds, hands: 'same', tells });
        const span = spanOf(every);
        expectFew(await world.run(span, every), span / Math.max(every, lifetimeSeconds), 12);
      }
    }
  });

  test.each([0.1, 0.5, 0.7])(
    'and asked for %d s after its first expiry, which its slow request put early, it is not taken for new',
    async (lateSeconds) => {
      const latencySeconds = (nth: number) => (nth === 1 ? 1.5 : 0);
      const world = new World({ lifetimeSeconds: 600, latencySeconds, hands: 'same', tells });
      await world.call();
      world.clock.advanceSeconds(600 - 1.5 + lateSeconds);
      for (let call = 0; call < 100; call++) {
        expect(await world.call()).toBe(200);
        world.clock.advanceSeconds(5);
      }
      expect(world.counts.deadCalls).toBe(0);
    },
  );

  test('and the first expiry is known to the next process', async () => {
    const world = new World({ lifetimeSeconds: 600, hands: 'same', tells });
    await world.call();
    world.clock.advanceSeconds(500);
    for (let process = 0; process < 30; process++) {
      const stored = parseStored(serializeStored(world.source.stored()!));
      world.source = world.newSource();
      world.source.adopt(stored!);
      await world.call();
      world.clock.advanceSeconds(10);
      await world.call();
    }
    expect(world.counts.deadCalls).toBe(0);
  });

  test('and servers that each have their own do not lead astray', async () => {
    const values = ['of server one', 'of server two'].map((name) => name.replaceAll(' ', '-'));
    const world = new World({
      lifetimeSeconds: 600,
      makes: (_times, nth) => `${values[nth % 2]}-${Math.ceil(nth / 2)}`,
      tells: ({ token, lifetimeSeconds }) => ({
        body: { access_token: token.value, expires_in: lifetimeSeconds },
      }),
    });
    expectFew(await world.run(3600, 13), 6, 3);
  });

  test.each([1.5, 4])(
    'and lives for %d s longer than told, it serves the calls that wait for it, and none when dead',
    async (lingeringSeconds) => {
      const world = new World({
        lifetimeSeconds: 60 + lingeringSeconds,
        hands: 'same',
        tells: ({ token }) => ({ body: { access_token: token.value, expires_in: 60 } }),
      });
      expectFew(await world.run(600, 0.25), 10, 20 + 4 * lingeringSeconds);
    },
  );

  test('a token that the vendor renewed, and which lives on, is not asked for with every call', async () => {
    const world = new World({
      lifetimeSeconds: 10 * 3600,
      hands: 'same',
      tells: ({ token }) => ({ body: { access_token: token.value, expires_in: 600 } }),
    });
    expectFew(await world.run(3600, 1), 6, 14);
  });
});

describe('A3: a lifetime in milliseconds', () => {
  test.each([300_000, 600_000, 900_000, 1_800_000, 3_600_000, 86_400_000, 7_199_000])(
    '%d of an opaque token is not read as seconds',
    async (milliseconds) => {
      const world = new World({
        lifetimeSeconds: milliseconds / 1000,
        tells: ({ token }) => ({ body: { access_token: token.value, expires_in: milliseconds } }),
      });
      expectFew(await world.run(10_000, 50), 10_000 / (milliseconds / 1000), 2);
    },
  );

  test.each([3_599_123, 100_000, '1799999'])(
    '%p is, where the token’s own exp says so',
    async (told) => {
      const lifetimeSeconds = Number(told) / 1000;
      const world = new World({
        lifetimeSeconds,
        makes: asJwt((iat, exp) => ({ iat, exp })),
        tells: ({ token }) => ({ body: { access_token: token.value, expires_in: told } }),
      });
      expectFew(await world.run(20_000, 5), 20_000 / lifetimeSeconds, 2);
    },
  );

  test.each([3_599_123, 100_000, '1799999'])('%p is, where the user says so', async (told) => {
    const lifetimeSeconds = Number(told) / 1000;
    const world = new World({
      lifetimeSeconds,
      fields: { lifetimeUnit: 'milliseconds' },
      tells: ({ token }) => ({ body: { access_token: token.value, expires_in: told } }),
    });
    expectFew(await world.run(20_000, 5), 20_000 / lifetimeSeconds, 2);
  });

  test.each([3600, 86_400, 604_800, 1_209_600, 2_592_000, 5_184_000, 7_776_000, 31_536_000])(
    '%d is a usual number of seconds, and is read as such',
    async (seconds) => {
      const world = new World({
        lifetimeSeconds: seconds,
        tells: ({ token }) => ({ body: { access_token: token.value, expires_in: seconds } }),
      });
      await world.call();
      expect(world.source.status().secondsLeft).toBe(seconds);
    },
  );
});

describe('a member that tells no lifetime', () => {
  test.each([
    ['expired', 0],
    ['expired', '0'],
    ['valid', 1],
    ['expires_at', '1h of nothing'],
    ['auth_time', 5],
    ['ext_expires_in', 99_999],
    ['cookie', { maxAge: 99_999 }],
    ['expires', { date: '2026-01-15 23:00:00', timezone: 'Europe/Berlin' }],
    ['expires_in', { seconds: null }],
    ['expires_in', { seconds: { seconds: 60 } }],
    ['expires_in', [60]],
    ['organization', { expires_at: '2030-01-01T00:00:00Z' }],
    ['plan', { valid_until: '2030-01-01' }],
    ['company', { contract_end: 1, expires: 1_900_000_000 }],
    ['member', { trial: { expires_on: '2030-01-01 00:00' } }],
  ])('%s: %p leaves the default', async (name, told) => {
    const body = { access_token: 'opaque', [name]: told };
    expect(
      (await scene(answersWith(200, body), settingsOf('client-credentials')).ask()).lifetimeSeconds,
    ).toBe(300);
  });
});

describe('a lifetime where the user says, with its unit in the name', () => {
  test.each([
    ['data.validityMinutes', 10],
    ['data.validity_in_minutes', 10],
    ['data.LifeInSeconds', 600],
    ['data.life-milliseconds', 600_000],
    ['data.lifeMillis', 600_000],
    ['data.hours', 1 / 6],
    ['data.ttl_ms', 600_000],
    ['data.ttlMs', 600_000],
    ['data.ttlMS', 600_000],
    ['data.expiresInMins', 10],
    ['data.expires-in-min', 10],
    ['data.validity.sec', 600],
    ['data.validityDays', 1 / 144],
    // Short units end other words.
    ['data.params', 600],
    ['data.admin', 600],
    ['data.holidays', 600],
  ])('%s: %d', async (lifetimePath, told) => {
    const name = lifetimePath.slice('data.'.length);
    const world = new World({
      lifetimeSeconds: 600,
      fields: { lifetimePath },
      // What the name would tell by itself is not asked for.
      tells: ({ token }) => ({ body: { access_token: token.value, data: { [name]: told } } }),
    });
    expectFew(await world.run(3600, 11), 6, 2);
  });

  test('and Lifetime Unit counts before the name', async () => {
    const world = new World({
      lifetimeSeconds: 600,
      fields: { lifetimePath: 'inSeconds', lifetimeUnit: 'milliseconds' },
      tells: ({ token }) => ({ body: { access_token: token.value, inSeconds: 600_000 } }),
    });
    expectFew(await world.run(3600, 11), 6, 2);
  });
});

describe('A4: an expiry that is told as a moment', () => {
  const iso = (ms: number) => new Date(ms).toISOString();
  const moments: readonly (readonly [string, (ms: number) => unknown])[] = [
    ['ISO 8601', iso],
    ['epoch seconds', (ms) => Math.floor(ms / 1000)],
    ['epoch milliseconds', (ms) => ms],
    ['epoch seconds as text', (ms) => String(Math.floor(ms / 1000))],
    ['RFC 1123', (ms) => new Date(ms).toUTCString()],
  ];

  describe.each(moments)('in %s', (_name, written) => {
    test.each(['expires_in', 'expires_at', 'expires_on', 'expiration', 'expires', '.expires'])(
      'as %s counts, and no call has a dead token',
      async (name) => {
        const world = new World({
          lifetimeSeconds: 600,
          tells: ({ token }) => ({
            body: { access_token: token.value, [name]: written(token.diesAtMs) },
          }),
        });
        expectFew(await world.run(3600, 11), 6, 2);
      },
    );

    test('is measured against the answer’s own Date, whatever our clock says', async () => {
      for (const offsetSeconds of [-7200, 7200]) {
        const world = new World({
          lifetimeSeconds: 600,
          hasDate: false,
          tells: ({ token, nowMs }) => ({
            headers: { date: new Date(nowMs + offsetSeconds * 1000).toUTCString() },
            body: {
              access_token: token.value,
              expires_at: written(token.diesAtMs + offsetSeconds * 1000),
            },
          }),
        });
        expectFew(await world.run(3600, 11), 6, 2);
      }
    });

    test('and the fraction of a second that Date leaves out is not added to it', async () => {
      const world = new World({
        lifetimeSeconds: 8,
        tells: ({ token }) => ({
          body: { access_token: token.value, expires_at: written(token.diesAtMs) },
        }),
      });
      world.clock.advanceSeconds(0.95);
      for (let call = 0; call < 50; call++) {
        await world.call();
        world.clock.advanceSeconds(8.2);
      }
      expect(world.counts.deadCalls).toBe(0);
    });

    test('and of a token that is handed out again counts down', async () => {
      const world = new World({
        lifetimeSeconds: 600,
        hands: 'same',
        tells: ({ token }) => ({
          body: { access_token: token.value, expires_at: written(token.diesAtMs) },
        }),
      });
      expectFew(await world.run(3600, 1), 6, 12);
    });
  });
});

describe('A5: no lifetime at all, but the token is a JSON Web Token with exp', () => {
  const tells = ({ token }: Told) => ({ body: { access_token: token.value } });
  const claims: readonly (readonly [string, (iat: number, exp: number) => object])[] = [
    ['iat and exp', (iat, exp) => ({ iat, exp })],
    ['exp alone', (_iat, exp) => ({ exp })],
    ['nbf and exp', (nbf, exp) => ({ nbf, exp })],
    ['exp in milliseconds', (iat, exp) => ({ iat: iat * 1000, exp: exp * 1000 })],
    ['exp as text', (iat, exp) => ({ iat: String(iat), exp: String(exp) })],
  ];

  describe.each(claims)('with %s', (_name, claim) => {
    test.each([true, false])('and Date: %p, no call has a dead token', async (hasDate) => {
      for (const lifetimeSeconds of [120, 299, 1200, 3600]) {
        for (const hands of ['new', 'same'] as const) {
          const makes = asJwt(claim);
          const world = new World({ lifetimeSeconds, hands, hasDate, makes, tells });
          expectFew(await world.run(3600, 7), 3600 / lifetimeSeconds, hands === 'new' ? 2 : 12);
        }
      }
    });
  });

  test('a lifetime of its own counts, not the default of 300 s', async () => {
    const makes = asJwt((iat, exp) => ({ iat, exp }));
    const world = new World({ lifetimeSeconds: 7200, makes, tells });
    expect((await world.run(7000, 10)).tokenRequests).toBe(1);
  });

  test.each([
    'eyJ.not.json',
    jwt({}),
    jwt({ exp: 'soon' }),
    jwt({ exp: 0 }),
    jwt({ exp: -1 }),
    jwt({ exp: null, iat: 1 }),
  ])('what says nothing leaves the default: %s', async (value) => {
    const world = new World({ lifetimeSeconds: 300, makes: () => value, tells });
    await world.call();
    expect(world.source.status().secondsLeft).toBe(300);
  });
});

describe('A6: an opaque token without a lifetime', () => {
  const tells = ({ token }: Told) => ({ body: { access_token: token.value } });

  test('lives as long as the user says', async () => {
    const fields = { defaultLifetimeSeconds: '3600' };
    const world = new World({ fields, lifetimeSeconds: 3600, tells });
    expectFew(await world.run(7000, 10), 2, 1);
  });

  test('lives 300 s where nobody says anything', async () => {
    const world = new World({ lifetimeSeconds: 300, tells });
    expectFew(await world.run(3600, 10), 12, 2);
  });

  test('does not outlive what the vendor says, whatever the user entered', async () => {
    const world = new World({
      fields: { defaultLifetimeSeconds: '36000' },
      lifetimeSeconds: 100,
      tells: ({ token }) => ({ body: { access_token: token.value, expires_in: 100 } }),
    });
    expectFew(await world.run(1000, 10), 10, 2);
  });

  test.each(['0', '-5', 'an hour', '1e3', '3600s'])('%p is no number of seconds', (typed) => {
    const make = () => new World({ fields: { defaultLifetimeSeconds: typed }, tells });
    expect(make).toThrow(
      /^Default Lifetime \(Seconds\) must be a number of seconds greater than 0/,
    );
  });
});
