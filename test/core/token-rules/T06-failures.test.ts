import { TokenSources, verbatim, VendorAuthError } from '../../../core';
import { retryAfterSecondsOf } from '../../../core/login/retry-after';
import { holdBackSeconds } from '../../../core/token/hold';
import { scene, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import {
  answersWith,
  failsWith,
  FakeVendor,
  issuesTokens,
  settled,
  type Respond,
} from '../support/fake-vendor';
import { SimulatedClock } from '../support/simulated-clock';

const WRONG_SECRET = answersWith(401, { error: 'invalid_client' });

describe('T6: a failure', () => {
  test('with fifty items and a wrong secret is one token request and fifty times the same error', async () => {
    const { vendor, token } = scene(WRONG_SECRET);
    for (let item = 0; item < 50; item++) {
      const error = await errorOf(token());
      expect(error).toMatchObject({ code: 'invalid-client', status: 401, replayed: item > 0 });
    }
    expect(vendor.requests).toHaveLength(1);
  });

  test('with fifty items at once is one token request too', async () => {
    const { vendor, token } = scene(WRONG_SECRET);
    const errors = await Promise.all(Array.from({ length: 50 }, () => errorOf(token())));
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['invalid-client']));
    expect(vendor.requests).toHaveLength(1);
  });

  test('is never taken for a token: once the hold is over, it is asked for again', async () => {
    const { vendor, clock, token } = scene(WRONG_SECRET);
    await errorOf(token());
    vendor.answers(issuesTokens());
    clock.advanceSeconds(10);
    expect(await token()).toBe('token-2');
  });

  test('when told again, says for how much longer', async () => {
    const { clock, token } = scene(WRONG_SECRET);
    await errorOf(token());
    clock.advanceSeconds(4);
    const error = await errorOf(token());
    expect(error).toMatchObject({ replayed: true, retryAfterSeconds: 6 });
    expect(error.message).toBe((await errorOf(token())).message);
  });

  test('of the host, which sent nothing, is not held back: what it objected to may be put right', async () => {
    const { vendor, token } = scene(() => {
      const message = verbatim('Domain not allowed.');
      throw new VendorAuthError({ code: 'not-sent', vendor: 'dvinci', message });
    });
    expect(await errorOf(token())).toMatchObject({ code: 'not-sent', replayed: false });
    vendor.answers(issuesTokens());
    expect(await token()).toBe('token-2');
  });

  describe('is held back for', () => {
    test.each<[number, string, Respond, string]>([
      [10, 'invalid_client', WRONG_SECRET, 'dvinci'],
      [15, 'no free licence of DAI', answersWith(403, { message: 'Forbidden' }), 'eggplant-dai'],
      [1, 'a first 429', answersWith(429), 'dvinci'],
      [1, 'a first 500', answersWith(500), 'dvinci'],
      [1, 'a first 503', answersWith(503), 'dvinci'],
      [1, 'a first refused connection', failsWith('ECONNREFUSED'), 'dvinci'],
      [10, 'an unknown scope', answersWith(400, { error: 'invalid_scope' }), 'client-credentials'],
      [10, 'a redirect', answersWith(302, '', { location: 'https://a.example' }), 'dvinci'],
      [10, 'an answer without a token', answersWith(200, {}), 'dvinci'],
      [10, 'a certificate', failsWith('DEPTH_ZERO_SELF_SIGNED_CERT'), 'ddi-central'],
      [30, 'Retry-After with a 429', answersWith(429, '', { 'retry-after': '30' }), 'dvinci'],
      [30, 'Retry-After with a 503', answersWith(503, '', { 'retry-after': ' 30 ' }), 'dvinci'],
      [1, 'Retry-After: 0', answersWith(503, '', { 'retry-after': '0' }), 'dvinci'],
    ])('%d s after %s', async (seconds, _what, respond, id) => {
      const { vendor, clock, token } = scene(respond, settingsOf(id as 'dvinci'));
      await errorOf(token());
      const requests = vendor.requests.length;
      clock.advanceSeconds(seconds - 0.1);
      await errorOf(token());
      expect(vendor.requests).toHaveLength(requests);
      clock.advanceSeconds(0.1);
      await errorOf(token());
      expect(vendor.requests).toHaveLength(requests + 1);
    });

    test('an hour at most, whatever Retry-After says', async () => {
      const { vendor, clock, token } = scene(answersWith(429, '', { 'retry-after': '999999' }));
      expect(await errorOf(token())).toMatchObject({ retryAfterSeconds: 3600 });
      clock.advanceSeconds(3599);
      await errorOf(token());
      expect(vendor.requests).toHaveLength(1);
      clock.advanceSeconds(1);
      await errorOf(token());
      expect(vendor.requests).toHaveLength(2);
    });

    test('twice as long after each further failure, up to a minute', () => {
      const passing = { code: 'vendor-unavailable' } as const;
      const seconds = Array.from({ length: 9 }, (_, i) => holdBackSeconds(passing, i + 1, () => 1));
      expect(seconds).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
      expect(holdBackSeconds(passing, 100_000, () => 1)).toBe(60);
    });

    test('up to half of that less, by chance, but never less than a second', () => {
      const passing = { code: 'rate-limited' } as const;
      expect(holdBackSeconds(passing, 1, () => 0)).toBe(1);
      expect(holdBackSeconds(passing, 5, () => 0)).toBe(8);
      expect(holdBackSeconds(passing, 5, () => 0.5)).toBe(12);
      expect(holdBackSeconds(passing, 50, () => 0)).toBe(30);
    });
  });

  test('that passes is forgotten: the next one begins at a second again', async () => {
    const { vendor, clock, source, token } = scene(answersWith(503));
    for (const seconds of [1, 2, 4]) {
      await errorOf(token());
      clock.advanceSeconds(seconds);
    }
    vendor.answers(issuesTokens());
    await token();
    clock.advanceSeconds(1000);
    vendor.answers(answersWith(503));
    await errorOf(token());
    expect(source.status().heldBackSeconds).toBe(1);
  });

  test('grows from one request to the next, as counted at the vendor', async () => {
    const { vendor, clock, token } = scene(answersWith(500));
    const requestedAtSeconds: number[] = [];
    for (let tenth = 0; tenth < 1300; tenth++) {
      const before = vendor.requests.length;
      await errorOf(token());
      if (vendor.requests.length > before) requestedAtSeconds.push(Math.round(tenth / 10));
      clock.advanceSeconds(0.1);
    }
    expect(requestedAtSeconds).toEqual([0, 1, 3, 7, 15, 31, 63, 123]);
  });

  test('of one credential does not hold back the corrected one', async () => {
    const sources = new TokenSources(new SimulatedClock(), () => 0.5);
    const vendor = new FakeVendor((request) =>
      request.body?.includes('client_secret=right')
        ? { body: { access_token: 'good' } }
        : { status: 401, body: { error: 'invalid_client' } },
    );
    const ask = (clientSecret: string) => {
      const settings = settingsOf('dvinci', { clientSecret });
      return sources.for(settings).token({ settings, send: vendor.send });
    };
    await errorOf(ask('wrong'));
    expect((await ask('right')).value).toBe('good');
  });

  test('stays held back when a stored token is taken over', async () => {
    const { source, vendor, clock, token } = scene();
    await token();
    const stored = source.stored()!;
    clock.advanceSeconds(250);
    vendor.answers(answersWith(503, '', { 'retry-after': '600' }));
    await token();
    await settled();
    source.reject('token-1');
    await errorOf(token());
    for (let item = 0; item < 10; item++) {
      source.adopt({
        ...stored,
        accessToken: 'from-elsewhere',
        expiresAtMs: clock.wallMs() + 50_000,
      });
      await token();
    }
    expect(vendor.requests).toHaveLength(2);
  });

  describe('with a long hold', () => {
    const scenes = async () => {
      const { source, vendor, clock, ask, token } = scene(
        answersWith(429, '', { 'retry-after': '86400' }),
      );
      await errorOf(token());
      const explicitly = () => errorOf(ask({ explicit: true }));
      return { source, vendor, clock, ask, token, explicitly };
    };

    test('holds messages back for the hour that T6 allows, and not longer', async () => {
      const { vendor, clock, token } = await scenes();
      clock.advanceSeconds(3599);
      await errorOf(token());
      expect(vendor.requests).toHaveLength(1);
      clock.advanceSeconds(2);
      await errorOf(token());
      expect(vendor.requests).toHaveLength(2);
    });

    test('lets a person ask at once, and once in ten seconds however often they click', async () => {
      const { vendor, clock, explicitly } = await scenes();
      for (let click = 0; click < 50; click++) await explicitly();
      expect(vendor.requests).toHaveLength(2);
      clock.advanceSeconds(10);
      for (let click = 0; click < 50; click++) await explicitly();
      expect(vendor.requests).toHaveLength(3);
    });

    test('tells a person when they may ask again, and messages when they may', async () => {
      const { clock, token, explicitly } = await scenes();
      await explicitly();
      clock.advanceSeconds(4);
      expect(await explicitly()).toMatchObject({ replayed: true, retryAfterSeconds: 6 });
      expect(await errorOf(token())).toMatchObject({ replayed: true, retryAfterSeconds: 3596 });
    });

    test('takes a good answer to a person as the end of the hold for all', async () => {
      const { vendor, ask, token } = await scenes();
      vendor.answers(issuesTokens());
      expect((await ask({ explicit: true })).value).toBe('token-2');
      expect(await token()).toBe('token-2');
    });

    test('asks at once after Forget, within the same bound', async () => {
      const { source, vendor, clock, token, explicitly } = await scenes();
      for (let click = 0; click < 50; click++) {
        source.forget();
        await errorOf(token());
        await explicitly();
      }
      expect(vendor.requests).toHaveLength(2);
      clock.advanceSeconds(10);
      source.forget();
      await errorOf(token());
      expect(vendor.requests).toHaveLength(3);
    });
  });

  test('of a first click counts for the next clicks too', async () => {
    const { vendor, ask } = scene(WRONG_SECRET);
    for (let click = 0; click < 100; click++) {
      await errorOf(ask({ explicit: true }));
    }
    expect(vendor.requests).toHaveLength(1);
  });

  test('is what the status shows', async () => {
    const { source, token } = scene(answersWith(429, '', { 'retry-after': '120' }));
    await errorOf(token());
    expect(source.status()).toMatchObject({
      state: 'held-back',
      heldBackSeconds: 120,
      tokenRequests: 1,
      lastFailure: { code: 'rate-limited' },
    });
  });

  test('shows in the status by the time that listeners hear of it', async () => {
    const { source, token } = scene(WRONG_SECRET);
    const states: string[] = [];
    source.subscribe(() => states.push(source.status().state));
    await errorOf(token());
    expect(states).toEqual(['requesting', 'held-back']);
  });
});

describe('T6: Retry-After', () => {
  const date = 'Wed, 21 Oct 2026 07:28:00 GMT';

  test.each<[string | undefined, string | undefined, number | undefined]>([
    ['120', date, 120],
    ['0', date, 0],
    ['3601', date, 3600],
    ['99999999999999999999999', date, 3600],
    ['Wed, 21 Oct 2026 07:29:30 GMT', date, 90],
    ['Wed, 21 Oct 2026 06:00:00 GMT', date, 0],
    ['Wed, 21 Oct 2027 06:00:00 GMT', date, 3600],
    ['Wed, 21 Oct 2026 07:29:30 GMT', undefined, undefined],
    ['soon', date, undefined],
    ['', date, undefined],
    [undefined, date, undefined],
  ])('%p, answered at %p, is %p s', (retryAfter, answeredAt, seconds) => {
    expect(retryAfterSecondsOf(retryAfter, answeredAt)).toBe(seconds);
  });
});
