import { tokenSeal, TokenSources, TokenStore, type StoreTrouble } from '../../../core';
import { credential, settingsOf } from '../support/credentials';
import { answersWith, FakeVendor, issuesTokens, settled } from '../support/fake-vendor';
import { FakeTexts } from '../support/shared-texts';
import { SimulatedClock } from '../support/simulated-clock';

const LIFETIME = 300;
const settings = settingsOf('dvinci');
const seal = tokenSeal(settings)!;

/** Processes with one vendor and one place to share a token through. */
function scene() {
  const clock = new SimulatedClock();
  const vendor = new FakeVendor(issuesTokens({ expires_in: LIFETIME }));
  const texts = new FakeTexts();
  const chances = [0.2, 0.9, 0.5];
  const process = () => {
    const chance = chances.shift() ?? 0.5;
    const sources = new TokenSources(clock, () => chance);
    const source = sources.for(settings);
    const troubles: StoreTrouble[] = [];
    const store = new TokenStore(texts, seal, clock, (trouble) => troubles.push(trouble));
    const leave = source.shareThrough(store);
    const ask = async () => (await source.token({ settings, send: vendor.send })).value;
    return { source, ask, leave, troubles };
  };
  const requests = () => vendor.requests.length;
  const stored = () => seal.open(texts.texts.get(seal.name))?.accessToken;
  return { clock, vendor, texts, process, requests, stored };
}

describe('a token that is shared through a store', () => {
  test('survives a restart: no token request', async () => {
    const { clock, process, requests } = scene();
    const token = await process().ask();
    await settled();
    clock.advanceSeconds(60);
    expect(await process().ask()).toBe(token);
    expect(requests()).toBe(1);
  });

  test('survives it in the last part of its life too, and is renewed behind it', async () => {
    const { clock, process, requests } = scene();
    const token = await process().ask();
    await settled();
    clock.advanceSeconds(LIFETIME - 20);
    const { ask } = process();
    expect(await ask()).toBe(token);
    expect(requests()).toBe(1);
    clock.advanceSeconds(12);
    expect(await ask()).toBe(token);
    await settled();
    expect(requests()).toBe(2);
  });

  test('costs two processes that start at once one request each at most, and one a window after', async () => {
    const { clock, process, requests } = scene();
    const [one, two] = [process(), process()];
    await Promise.all([one.ask(), two.ask()]);
    expect(requests()).toBeLessThanOrEqual(2);
    const cold = requests();
    const WINDOWS = 20;
    for (let second = 0; second < WINDOWS * LIFETIME; second++) {
      clock.advanceSeconds(1);
      await Promise.all([one.ask(), two.ask()]);
      await settled();
    }
    // A window ends with the refresh, ahead of the expiry.
    expect(requests() - cold).toBeLessThanOrEqual((WINDOWS * LIFETIME) / (LIFETIME - 60));
    expect(await one.ask()).toBe(await two.ask());
  });

  test('costs one request a window even if all renew in the same instant', async () => {
    const { clock, vendor, texts, process, requests } = scene();
    const [one, two] = [process(), process()];
    await one.ask();
    await settled();
    await two.ask();
    clock.advanceSeconds(LIFETIME - 8);
    const answer = vendor.holdsBack();
    await one.ask();
    await settled();
    // The other one looks while the first one's request is under way.
    await two.ask();
    await settled();
    expect(requests()).toBe(2);
    const { reads } = texts;
    for (let call = 0; call < 100; call++) await two.ask();
    await settled();
    expect(texts.reads).toBe(reads);
    await answer();
    await settled();
    clock.advanceSeconds(1.5);
    await two.ask();
    await settled();
    expect(await two.ask()).toBe('token-2');
    expect(requests()).toBe(2);
  });

  test('is looked for when a request would be made, and not with each call', async () => {
    const { texts, process } = scene();
    const { ask } = process();
    await ask();
    await settled();
    const { reads, writes } = texts;
    for (let call = 0; call < 1000; call++) await ask();
    expect([texts.reads, texts.writes]).toEqual([reads, writes]);
  });

  test('is replaced after a rejection, and the rejected one never comes back', async () => {
    const { process, requests, stored, texts } = scene();
    const [one, two] = [process(), process()];
    const rejected = await one.ask();
    await settled();
    await two.ask();
    const copy = texts.texts.get(seal.name);
    expect(one.source.reject(rejected)).toBe(true);
    await settled();
    expect(stored()).toBeUndefined();
    const next = await one.ask();
    await settled();
    expect(next).not.toBe(rejected);
    expect(stored()).toBe(next);
    expect(two.source.reject(rejected)).toBe(true);
    expect(await two.ask()).toBe(next);
    expect(requests()).toBe(2);
    // Somebody puts the old text back.
    texts.texts.set(seal.name, copy);
    expect(one.source.reject(next)).toBe(true);
    expect(await one.ask()).not.toBe(rejected);
  });

  test('is not the rejected one, if one arrives while the store is being read', async () => {
    const { process, texts } = scene();
    const { source, ask } = process();
    const rejected = await ask();
    await settled();
    const copy = texts.texts.get(seal.name);
    source.reject(rejected);
    texts.texts.set(seal.name, copy);
    expect(await ask()).not.toBe(rejected);
  });

  test('that lives longer wins, whoever wrote last', async () => {
    const { clock, process, stored } = scene();
    const one = process();
    await one.ask();
    await settled();
    const late = process();
    // It has got a token of its own before it reached the store.
    late.leave();
    clock.advanceSeconds(10);
    await late.ask();
    const newer = late.source.stored()!;
    one.source.adopt(newer);
    expect(await one.ask()).toBe(newer.accessToken);
    expect(stored()).toBe('token-1');
  });

  test('is forgotten there as well', async () => {
    const { process, stored } = scene();
    const { ask, source } = process();
    await ask();
    await settled();
    source.forget();
    await settled();
    expect(stored()).toBeUndefined();
  });

  test('of a login that is no longer connected stays as it is', async () => {
    const { process, texts, clock } = scene();
    const { ask, leave } = process();
    await ask();
    await settled();
    leave();
    const { reads } = texts;
    clock.advanceSeconds(LIFETIME + 1);
    await ask();
    await settled();
    expect(texts.reads).toBe(reads);
  });
});

describe('a store', () => {
  test('that is down costs no message, and one warning for as long as it lasts', async () => {
    const { clock, texts, process, requests } = scene();
    texts.isDown = true;
    const { ask, troubles } = process();
    expect(await ask()).toBe('token-1');
    for (let minute = 0; minute < 30; minute++) {
      clock.advanceSeconds(60);
      await ask();
      await settled();
    }
    expect(troubles).toEqual(['unavailable']);
    expect(requests()).toBeLessThanOrEqual(8);
    texts.isDown = false;
    clock.advanceSeconds(LIFETIME);
    await ask();
    await settled();
    expect(texts.texts.size).toBeGreaterThan(0);
    texts.isDown = true;
    clock.advanceSeconds(LIFETIME);
    await ask();
    await settled();
    expect(troubles).toEqual(['unavailable', 'unavailable']);
  });

  test('that is down is left alone for a while', async () => {
    const { texts, process, vendor, clock } = scene();
    vendor.answers(issuesTokens({ expires_in: 1 }));
    texts.isDown = true;
    const { ask } = process();
    for (let second = 0; second < 9; second++) {
      await ask();
      await settled();
      clock.advanceSeconds(1);
    }
    expect(texts.reads + texts.writes).toBe(1);
  });

  const foreign = tokenSeal(settingsOf('dvinci', { clientSecret: 'another' }))!.seal({
    identity: settings.identity,
    accessToken: 'of another login',
    storedAtMs: 0,
    expiresAtMs: 9e15,
    lifetimeSeconds: 9e9,
  });
  test.each([
    ['rubbish', 'rubbish'],
    ['a number', 7],
    ['an object', { accessToken: 'x' }],
    ['megabytes', 'x'.repeat(5_000_000)],
    ['another login’s token', foreign],
  ])(
    'that holds %s costs no message, one warning, and gets the next token',
    async (_what, text) => {
      const { texts, process, stored } = scene();
      texts.texts.set(seal.name, text);
      const { ask, troubles } = process();
      expect(await ask()).toBe('token-1');
      await settled();
      expect(troubles).toEqual(['unreadable']);
      expect(stored()).toBe('token-1');
      expect(await process().ask()).toBe('token-1');
    },
  );

  test('that holds an expired token, or one from the future, is as one that holds none', async () => {
    const { clock, process, requests } = scene();
    await process().ask();
    await settled();
    clock.advanceSeconds(LIFETIME + 1);
    const { ask, troubles } = process();
    expect(await ask()).toBe('token-2');
    await settled();
    clock.setWallClockSeconds(-7200);
    expect(await process().ask()).toBe('token-3');
    expect(requests()).toBe(3);
    expect(troubles).toEqual([]);
  });

  test('gets no token of a vendor that issues none', async () => {
    const { texts, vendor, process } = scene();
    vendor.answers(answersWith(401, { error: 'invalid_client' }));
    const { ask } = process();
    await expect(ask()).rejects.toMatchObject({ code: 'invalid-client' });
    await settled();
    expect(texts.texts.get(seal.name)).toBeUndefined();
  });

  test('gets nothing that tells a secret or a token', async () => {
    const { texts, process } = scene();
    const { ask } = process();
    const token = await ask();
    await settled();
    const all = JSON.stringify([...texts.texts]);
    expect(all.length).toBeGreaterThan(100);
    for (const hidden of [token, String(credential('dvinci')['clientSecret'])]) {
      expect(all).not.toContain(hidden);
      expect(all).not.toContain(Buffer.from(hidden).toString('base64').slice(0, 12));
    }
  });
});
