import fc from 'fast-check';
import { createTokenSource, type StoredToken } from '../../../core';
import { scene, settingsOf } from '../support/credentials';
import { issuesTokens, settled } from '../support/fake-vendor';
import { randomTraffic, runTraffic } from '../support/traffic';

describe('T5: a rejected token', () => {
  test('is replaced by one new token', async () => {
    const { source, vendor, token } = scene();
    expect(source.reject(await token())).toBe(true);
    expect(await token()).toBe('token-2');
    expect(vendor.requests).toHaveLength(2);
  });

  test('ten late rejections of one withdrawn token cause one token request', async () => {
    const { source, vendor, token } = scene();
    const withdrawn = await token();
    for (let late = 0; late < 10; late++) {
      expect(source.reject(withdrawn)).toBe(true);
      expect(await token()).toBe('token-2');
    }
    expect(vendor.requests).toHaveLength(2);
  });

  test('ten rejections at once cause one token request', async () => {
    const { source, vendor, token } = scene();
    const withdrawn = await token();
    const tokens = await Promise.all(
      Array.from({ length: 10 }, () => {
        source.reject(withdrawn);
        return token();
      }),
    );
    expect(new Set(tokens)).toEqual(new Set(['token-2']));
    expect(vendor.requests).toHaveLength(2);
  });

  test('a token that is not the current one is nobody’s loss', async () => {
    const { source, vendor, token } = scene();
    await token();
    expect(source.reject('of somebody else')).toBe(true);
    expect(await token()).toBe('token-1');
    expect(vendor.requests).toHaveLength(1);
  });

  test('is not handed out again when the refresh that others wait for fails', async () => {
    const { source, vendor, clock, token } = scene();
    const withdrawn = await token();
    clock.advanceSeconds(296);
    const answer = vendor.holdsBack();
    vendor.answers(() => ({ status: 503 }));
    const waiting = token();
    await settled();
    source.reject(withdrawn);
    await Promise.all([expect(waiting).rejects.toMatchObject({ status: 503 }), answer()]);
  });

  test('each of several withdrawals in a row gets a new token, if the tokens had been accepted', async () => {
    const { source, vendor, token } = scene();
    for (let withdrawal = 1; withdrawal <= 10; withdrawal++) {
      const value = await token();
      expect(value).toBe(`token-${withdrawal}`);
      source.accepted(value);
      expect(source.reject(value)).toBe(true);
    }
    expect(vendor.requests).toHaveLength(10);
  });

  test('if every new token is rejected too, more are requested at growing intervals only', async () => {
    const { source, vendor, clock, token } = scene();
    for (let second = 0; second < 600; second++) {
      source.reject(await token());
      clock.advanceSeconds(1);
    }
    // 1, 2, 4, 8, 16, 32 s and then a minute each, after the first two.
    expect(vendor.requests.length).toBeGreaterThan(8);
    expect(vendor.requests.length).toBeLessThan(20);
  });

  test('an endpoint that answers 401 to good tokens does not cost a token request each time', async () => {
    const { source, vendor, clock, token } = scene();
    for (let second = 0; second < 600; second++) {
      source.accepted(await token());
      const first = await token();
      if (source.reject(first)) source.reject(await token());
      clock.advanceSeconds(1);
    }
    expect(vendor.requests.length).toBeLessThan(30);
  });

  test('while rejections are put off, the caller is told that no other token comes', async () => {
    const { source, token } = scene();
    expect(source.reject(await token())).toBe(true);
    expect(source.reject(await token())).toBe(true);
    expect(source.reject(await token())).toBe(false);
    expect(await token()).toBe('token-3');
  });

  test('while rejections are put off, no other token is requested to try a test call with', async () => {
    const { settings, source, vendor, token } = scene();
    source.reject(await token());
    source.reject(await token());
    const value = await token();
    expect(await source.another(value, { settings, send: vendor.send })).toBeUndefined();
    expect(vendor.requests).toHaveLength(3);
  });

  test('a token that lasted is taken for withdrawn, and nothing is put off', async () => {
    const { source, clock, token } = scene();
    for (let withdrawal = 0; withdrawal < 10; withdrawal++) {
      const value = await token();
      clock.advanceSeconds(10);
      expect(source.reject(value)).toBe(true);
    }
  });

  test('a static token cannot be replaced, and is said to be rejected until it is accepted', async () => {
    const { source, vendor, token } = scene(undefined, settingsOf('agility'));
    const value = await token();
    expect(source.reject(value)).toBe(false);
    expect(source.status().state).toBe('rejected');
    expect(await token()).toBe(value);
    source.accepted(value);
    expect(source.status().state).toBe('static');
    expect(vendor.requests).toHaveLength(0);
  });

  test('does not come back from where it was stored', async () => {
    const { source, token } = scene();
    await token();
    const stored = source.stored();
    source.reject(await token());
    expect(source.adopt(stored!)).toBe(false);
    expect(await token()).toBe('token-2');
  });

  test('two processes that take each other’s new tokens put off as one would', async () => {
    const { settings, clock, vendor, source } = scene();
    const { send } = vendor;
    const other = createTokenSource(settings, clock, () => 0.5);
    let row: StoredToken | undefined;
    for (let second = 0; second < 60; second++) {
      const process = second % 2 === 0 ? source : other;
      if (row !== undefined) process.adopt(row);
      const { value } = await process.token({ settings, send });
      if (process.reject(value)) await process.token({ settings, send });
      row = process.stored();
      clock.advanceSeconds(1);
    }
    expect(vendor.requests.length).toBeLessThanOrEqual(20);
  });

  test('a stored token that lasted is taken for withdrawn, and nothing is put off', async () => {
    const { settings, clock, vendor, source } = scene();
    const rows: (StoredToken | undefined)[] = [];
    for (let process = 1; process <= 5; process++) {
      const other = createTokenSource(settings, clock, () => 0.5);
      await other.token({ settings, send: vendor.send });
      rows.push(other.stored());
    }
    clock.advanceSeconds(20);
    for (const row of rows) {
      expect(source.adopt(row!)).toBe(true);
      expect(source.reject(row!.accessToken)).toBe(true);
    }
  });

  test('of the vendor that issues the same token again, it is asked no more often', async () => {
    const { source, vendor, token } = scene(() => ({
      body: { access_token: 'always-the-same', expires_in: 300 },
    }));
    for (let call = 0; call < 50; call++) source.reject(await token());
    expect(vendor.requests.length).toBeLessThanOrEqual(3);
  });

  test('however things interleave, nobody who asks later gets a token that was rejected or has expired', async () => {
    await fc.assert(
      fc.asyncProperty(randomTraffic(), async (steps) => {
        expect((await runTraffic(steps)).badTokens).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('and listeners hear of it', async () => {
    const { source, token } = scene(issuesTokens());
    const events: string[] = [];
    source.subscribe(({ type }) => events.push(type));
    source.reject(await token());
    expect(events).toEqual(['requesting', 'issued', 'rejected']);
  });
});
