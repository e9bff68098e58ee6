import { TokenSources } from '../../../core';
import type { SourceBounds } from '../../../core/token/token-sources';
import { RenewedTokenSource } from '../../../core/token/renewed-token-source';
import { settingsOf } from '../support/credentials';
import { FakeVendor, settled } from '../support/fake-vendor';
import { SimulatedClock } from '../support/simulated-clock';

const HOUR = 3600;

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

  test('that were just asked for are not the ones to go', () => {
    const { of } = stage({ mostSources: 100, mostWithoutToken: 100 });
    for (let client = 0; client < 1000; client++) of(client).subscribe(() => undefined);
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
