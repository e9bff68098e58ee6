import type { TokenEvent } from '../../../core';
import { ACCESS_TOKEN, scene, settingsOf, VENDOR_IDS } from '../support/credentials';
import { errorOf } from '../support/errors';

const settings = settingsOf('agility');

function stage() {
  const { source, vendor, clock, ask, token, verify } = scene(() => ({ body: {} }), settings);
  const events: TokenEvent[] = [];
  const leave = source.subscribe((event) => events.push(event));
  return { source, vendor, clock, ask, token, verify, events, leave };
}

describe('a token that stands in the credential itself', () => {
  test('is given out at any time, without a request', async () => {
    const { vendor, clock, ask } = stage();
    const token = { value: ACCESS_TOKEN, expiresAtMs: Infinity, lifetimeSeconds: Infinity };
    expect(await ask()).toEqual(token);
    clock.advanceSeconds(10 * 365 * 86_400);
    expect(await ask({ explicit: true })).toEqual(token);
    expect(vendor.requests).toHaveLength(0);
  });

  test('is the one kind of token that cannot be renewed', () => {
    const renewable = VENDOR_IDS.filter(
      (id) => scene(undefined, settingsOf(id)).source.isRenewable,
    );
    expect(renewable).toEqual(VENDOR_IDS.filter((id) => id !== 'agility'));
  });

  test('is not given to a caller who gave up before', async () => {
    const { token } = stage();
    const error = await errorOf(token(AbortSignal.abort()));
    expect(error).toMatchObject({ code: 'cancelled', vendor: 'agility' });
  });

  test('stays in use when it is rejected, which the status shows and listeners hear', async () => {
    const { source, token, events } = stage();
    expect(source.reject(ACCESS_TOKEN)).toBe(false);
    expect(source.status()).toEqual({ state: 'rejected', tokenRequests: 0 });
    expect(events).toEqual([{ type: 'rejected' }]);
    expect(await token()).toBe(ACCESS_TOKEN);
  });

  test('is no longer shown as rejected once the API took it', () => {
    const { source } = stage();
    source.reject(ACCESS_TOKEN);
    source.accepted('of somebody else');
    expect(source.status().state).toBe('rejected');
    source.accepted(ACCESS_TOKEN);
    expect(source.status()).toEqual({ state: 'static', tokenRequests: 0 });
  });

  test('is not touched by the rejection of another token', () => {
    const { source, events } = stage();
    expect(source.reject('of before')).toBe(true);
    expect(source.status().state).toBe('static');
    expect(events).toEqual([]);
  });

  test('is tested anew once it was rejected', async () => {
    const { source, vendor, ask, verify } = stage();
    const token = await ask();
    await verify(token);
    await verify(token);
    expect(vendor.requests).toHaveLength(1);
    source.reject(token.value);
    await verify(token);
    expect(vendor.requests).toHaveLength(2);
  });

  test('has no other one in its place, and is neither replaced, forgotten, stored nor adopted', async () => {
    const { source, vendor, ask, token, events } = stage();
    const asker = { settings, send: vendor.send };
    const current = await ask();
    expect(await source.another(current.value, asker)).toBeUndefined();
    source.replaceBy(current.value, { ...current, value: 'other' });
    source.forget();
    source.liftHold();
    expect(source.stored()).toBeUndefined();
    const { identity } = settings;
    const stored = { identity, accessToken: 'other', storedAtMs: 0, expiresAtMs: 9e15 };
    expect(source.adopt({ ...stored, lifetimeSeconds: 300 })).toBe(false);
    expect(await token()).toBe(ACCESS_TOKEN);
    expect(source.status().state).toBe('static');
    expect(events).toEqual([]);
  });

  test('is in use while somebody listens, and no longer', () => {
    const { source, leave, events } = stage();
    expect(source.isInUse()).toBe(true);
    leave();
    expect(source.isInUse()).toBe(false);
    source.reject(ACCESS_TOKEN);
    expect(events).toEqual([]);
  });
});
