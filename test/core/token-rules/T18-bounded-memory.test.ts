import { TokenSources, type Settings } from '../../../core';
import type { SourceBounds } from '../../../core/token/token-sources';
import { RenewedTokenSource } from '../../../core/token/renewed-token-source';
import { bytesKeptBy } from '../../support/heap';
import { settingsOf } from '../support/credentials';
import { answersWith, FakeVendor, issuesTokens, settled } from '../support/fake-vendor';
import { SimulatedClock } from '../support/simulated-clock';

const HOUR = 3600;

/** Thousands of logins take seconds where other work takes the processors. */
jest.setTimeout(60_000);

function stage(bounds?: SourceBounds) {
  const clock = new SimulatedClock();
  const vendor = new FakeVendor();
  const sources = new TokenSources(clock, () => 0.5, bounds);
  const settingsFor = (client: string | number) => settingsOf('dvinci', { clientId: client });
  const of = (client: string | number) => sources.for(settingsFor(client));
  const ask = (client: string | number) =>
    of(client).token({ settings: settingsFor(client), send: vendor.send });
  /** The same, to look inside. */
  const inside = (client: string) => {
    const source = of(client);
    if (!(source instanceof RenewedTokenSource))
      throw new Error('not of the kind that is looked into');
    return source;
  };
  return { clock, vendor, sources, settingsFor, of, ask, inside };
}

describe('T18: identities', () => {
  test('that nobody has used for an hour are forgotten', async () => {
    const { clock, sources, ask } = stage();
    for (let client = 0; client < 100; client++) await ask(client);
    expect(sources.size).toBe(100);
    clock.advanceSeconds(HOUR + 1);
    await ask('new');
    expect(sources.size).toBe(1);
  });

  test('whose token stands in the credential itself are forgotten as well', () => {
    const { clock, sources } = stage();
    const open = (accessToken: string) => sources.for(settingsOf('agility', { accessToken }));
    for (let login = 0; login < 50; login++) open(`token-of-${login}`);
    expect(sources.size).toBe(50);
    clock.advanceSeconds(HOUR + 1);
    open('new');
    expect(sources.size).toBe(1);
  });

  test('that are used now and then stay', async () => {
    const { clock, vendor, sources, of, ask } = stage();
    const source = of('kept');
    for (let quarter = 0; quarter < 20; quarter++) {
      await ask('kept');
      clock.advanceSeconds(HOUR / 4);
      await ask('other');
    }
    expect(of('kept')).toBe(source);
    expect(sources.size).toBe(2);
    expect(vendor.mostAtOnce).toBe(1);
  });

  test('that are listened to stay', () => {
    const { clock, sources, of } = stage();
    const leave = of('listened').subscribe(() => undefined);
    clock.advanceSeconds(2 * HOUR);
    of('new');
    expect(sources.size).toBe(2);
    leave();
    clock.advanceSeconds(2 * HOUR);
    of('new');
    expect(sources.size).toBe(1);
  });

  test('that wait for a token stay', async () => {
    const { clock, vendor, sources, of, ask } = stage();
    const answer = vendor.holdsBack();
    const waiting = ask('waiting');
    await settled();
    clock.advanceSeconds(2 * HOUR);
    of('new');
    expect(sources.size).toBe(2);
    await answer();
    await waiting;
  });

  /** What may come before it is counted again. */
  const UNCOUNTED = 100;

  test('without a token are so many at most, and the longest unused go first', async () => {
    const { sources, of, ask } = stage({ mostSources: 50_000, mostWithoutToken: 1000 });
    await ask(0);
    const first = of(0);
    for (let client = 1; client <= 1500; client++) of(client);
    expect(sources.size).toBeLessThanOrEqual(1 + 1000 + UNCOUNTED);
    expect(of(0)).toBe(first);
    const last = of(1500);
    for (let client = 2000; client <= 2500; client++) of(client);
    expect(of(1500)).toBe(last);
  });

  test('with a token are so many at most too, and the longest unused go first', async () => {
    const { sources, vendor, of, ask } = stage({ mostSources: 500, mostWithoutToken: 100 });
    for (let client = 0; client < 1000; client++) {
      await ask(client);
      await ask(0);
    }
    expect(sources.size).toBeLessThanOrEqual(500 + UNCOUNTED);
    expect(vendor.requests).toHaveLength(1000);
    expect(of(0).status().state).toBe('valid');
    expect(of(1).status().state).toBe('none');
  });

  test('of thousands of tenants keep their tokens, however often each is asked for', async () => {
    const { vendor, ask } = stage();
    for (let round = 0; round < 3; round++) {
      for (let client = 0; client < 2000; client++) await ask(client);
    }
    expect(vendor.requests).toHaveLength(2000);
  });

  test('that have just expired know the same token when it is handed out again', async () => {
    const { clock, vendor, of, ask } = stage({ mostSources: 500, mostWithoutToken: 500 });
    vendor.answers(() => ({ body: { access_token: 'same', expires_in: 36_000 } }));
    await ask('idle');
    clock.advanceSeconds(36_000);
    of('another, which has them counted');
    await ask('idle');
    expect(of('idle').status().state).toBe('none');
  });

  test('that have expired go before any with a token, although they were used later', async () => {
    const { clock, vendor, sources, of, ask } = stage({ mostSources: 500, mostWithoutToken: 500 });
    vendor.answers(issuesTokens({ expires_in: 20 * 60 }));
    for (let client = 0; client < 300; client++) await ask(client);
    vendor.answers(issuesTokens({ expires_in: 60 }));
    for (let client = 300; client < 500; client++) await ask(client);
    // Until five seconds after its expiry, a token that is handed out again is known to be about to die.
    clock.advanceSeconds(66);
    vendor.answers(issuesTokens({ expires_in: 20 * 60 }));
    for (let client = 1000; client < 1150; client++) await ask(client);
    expect(sources.size).toBeLessThanOrEqual(500 + UNCOUNTED);
    const asked = vendor.requests.length;
    for (let client = 0; client < 300; client++) await ask(client);
    expect(vendor.requests).toHaveLength(asked);
    expect(of(300).status().tokenRequests).toBe(0);
  });

  test('that are held back are asked for again no sooner because thousands of others come', async () => {
    const { clock, vendor, of, ask } = stage({ mostSources: 50_000, mostWithoutToken: 100 });
    vendor.answers(answersWith(429, '', { 'retry-after': '3000' }));
    await expect(ask('held')).rejects.toMatchObject({ code: 'rate-limited' });
    for (let client = 0; client < 2000; client++) of(client);
    clock.advanceSeconds(2990);
    of('counts again');
    await expect(ask('held')).rejects.toMatchObject({ code: 'rate-limited' });
    expect(vendor.requests).toHaveLength(1);
    clock.advanceSeconds(20);
    await expect(ask('held')).rejects.toMatchObject({ code: 'rate-limited' });
    expect(vendor.requests).toHaveLength(2);
  });

  test('know their rejected tokens although thousands of others come', async () => {
    const { clock, vendor, of, ask } = stage({ mostSources: 50_000, mostWithoutToken: 100 });
    const { value } = await ask('rejected');
    const stored = of('rejected').stored()!;
    of('rejected').reject(value);
    for (let client = 0; client < 2000; client++) of(client);
    clock.advanceSeconds(120);
    of('counts again');
    expect(of('rejected').adopt(stored)).toBe(false);
    expect(vendor.requests).toHaveLength(1);
  });

  test('know the test call that refuses every token although thousands of others come', async () => {
    const { vendor, settingsFor, of, ask } = stage({ mostSources: 50_000, mostWithoutToken: 100 });
    const token = await ask('blamed');
    const settings = settingsFor('blamed');
    vendor.answers(answersWith(403));
    const report = await of('blamed').verdicts.verify(settings, token, vendor.send);
    of('blamed').verdicts.blameCall(settings, report);
    of('blamed').forget();
    for (let client = 0; client < 2000; client++) of(client);
    const asked = vendor.requests.length;
    await of('blamed').verdicts.verify(settings, token, vendor.send);
    expect(vendor.requests).toHaveLength(asked);
  });

  test('know that test call also when their token has expired meanwhile', async () => {
    const { clock, vendor, settingsFor, of, ask } = stage({
      mostSources: 50_000,
      mostWithoutToken: 100,
    });
    const token = await ask('blamed');
    const settings = settingsFor('blamed');
    clock.advanceSeconds(200);
    vendor.answers(answersWith(403));
    const report = await of('blamed').verdicts.verify(settings, token, vendor.send);
    of('blamed').verdicts.blameCall(settings, report);
    clock.advanceSeconds(150);
    for (let client = 0; client < 2000; client++) of(client);
    const asked = vendor.requests.length;
    await of('blamed').verdicts.verify(settings, token, vendor.send);
    expect(vendor.requests).toHaveLength(asked);
  });

  test('that were just asked for are not the ones to go', () => {
    const { clock, of } = stage({ mostSources: 100, mostWithoutToken: 100 });
    for (let client = 0; client < 1000; client++) of(client).subscribe(() => undefined);
    // The next one that is asked for has all of them looked through.
    clock.advanceSeconds(61);
    expect(of('one too many')).toBe(of('one too many'));
  });

  test('remember only so many rejected tokens', async () => {
    const { clock, ask, inside } = stage();
    const source = inside('rejecting');
    for (let token = 0; token < 1000; token++) {
      source.reject((await ask('rejecting')).value);
      clock.advanceSeconds(61);
    }
    expect(source['rejections']['values'].length).toBeLessThanOrEqual(16);
  });

  test('keep no finished request, test call or verdict but the last', async () => {
    const { clock, vendor, settingsFor, ask, inside } = stage();
    const source = inside('busy');
    for (let window = 0; window < 50; window++) {
      await source.verdicts.verify(settingsFor('busy'), await ask('busy'), vendor.send);
      clock.advanceSeconds(400);
    }
    await settled();
    expect(source.verdicts['underWay'].size).toBe(0);
    expect(source['refreshes']['underWay']).toBeUndefined();
    expect(source['trials']['underWay']).toBeUndefined();
  });
});

describe('T18: unless told otherwise', () => {
  /** So much more than the bound may come before it is counted again. */
  const UNCOUNTED_SHARE = 1 / 10;
  const settings = settingsOf('dvinci');

  test('ten thousand identities without a token are kept', () => {
    const { sources } = stage();
    for (let client = 0; client < 13_000; client++) {
      sources.for({ ...settings, identity: String(client) });
    }
    expect(sources.size).toBeGreaterThanOrEqual(10_000);
    expect(sources.size).toBeLessThanOrEqual(10_000 * (1 + UNCOUNTED_SHARE) + 1);
  });

  test('fifty thousand identities with a token are kept', () => {
    const { clock, sources } = stage();
    const storedAtMs = clock.wallMs();
    const row = { storedAtMs, expiresAtMs: storedAtMs + 600_000, lifetimeSeconds: 600 };
    for (let client = 0; client < 60_000; client++) {
      const identity = String(client);
      sources.for({ ...settings, identity }).adopt({ ...row, identity, accessToken: 'stored' });
    }
    expect(sources.size).toBeGreaterThanOrEqual(50_000);
    expect(sources.size).toBeLessThanOrEqual(50_000 * (1 + UNCOUNTED_SHARE) + 1);
  });
});

describe('T18: ten thousand logins', () => {
  const LOGINS = 10_000;
  let all: Settings[] = [];
  beforeAll(() => {
    all = Array.from({ length: LOGINS }, (_, client) => settingsOf('dvinci', { clientId: client }));
  });

  test('in three rounds cost ten thousand token requests', async () => {
    const { vendor, sources } = stage();
    for (let round = 0; round < 3; round++) {
      for (const settings of all)
        await sources.for(settings).token({ settings, send: vendor.send });
    }
    expect(vendor.requests).toHaveLength(LOGINS);
  });

  test('are not looked through for a call', async () => {
    const { vendor, sources } = stage();
    const lookedAt = jest.spyOn(RenewedTokenSource.prototype, 'neededUntilMs');
    try {
      for (const settings of all) sources.for(settings);
      // Counted as their number grows, so the whole of it costs each one a few looks.
      expect(lookedAt.mock.calls.length).toBeLessThan(20 * LOGINS);
      lookedAt.mockClear();
      for (const settings of all)
        await sources.for(settings).token({ settings, send: vendor.send });
      expect(lookedAt).not.toHaveBeenCalled();
    } finally {
      lookedAt.mockRestore();
    }
  });

  test('take less than a kilobyte each, besides the token and what the credential itself takes', async () => {
    const some = all.slice(0, 2000);
    const sourcesWithTokens = async (): Promise<TokenSources> => {
      const clock = new SimulatedClock();
      const sources = new TokenSources(clock, () => 0.5);
      for (const [client, settings] of some.entries()) {
        // A short token, so that nearly all bytes are the login's.
        const { send } = new FakeVendor(() => ({
          body: { access_token: `t${client}`, expires_in: 900.5 },
        }));
        await sources.for(settings).token({ settings, send });
        clock.advanceSeconds(0.0001);
      }
      expect(sources.size).toBe(some.length);
      return sources;
    };
    const bytes = (await bytesKeptBy(sourcesWithTokens)) / some.length;
    expect(bytes).toBeGreaterThan(100);
    expect(bytes).toBeLessThan(1000);
  });
});
