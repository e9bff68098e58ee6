import { scene } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith, settled } from '../support/fake-vendor';

describe('T13: one caller’s cancellation', () => {
  test('ends that caller’s waiting at once, and the others get the token', async () => {
    const { vendor, token } = scene();
    const answer = vendor.holdsBack();
    const impatient = new AbortController();
    const first = errorOf(token(impatient.signal));
    const others = [token(), token(new AbortController().signal)];
    await settled();
    impatient.abort();
    expect(await first).toMatchObject({ code: 'cancelled', vendor: 'dvinci' });
    await answer();
    expect(await Promise.all(others)).toEqual(['token-1', 'token-1']);
    expect(vendor.requests).toHaveLength(1);
  });

  test('by all who wait leaves the token for those who come later', async () => {
    const { vendor, token } = scene();
    const answer = vendor.holdsBack();
    const controller = new AbortController();
    const waiting = [token(controller.signal), token(controller.signal)].map(errorOf);
    await settled();
    controller.abort();
    await Promise.all(waiting);
    await answer();
    expect(await token()).toBe('token-1');
    expect(vendor.requests).toHaveLength(1);
  });

  test('is no failure: it is neither reported nor held back', async () => {
    const { source, vendor, token } = scene();
    const events: string[] = [];
    source.subscribe(({ type }) => events.push(type));
    const answer = vendor.holdsBack();
    const controller = new AbortController();
    const waiting = errorOf(token(controller.signal));
    controller.abort();
    await waiting;
    await answer();
    expect(events).toEqual(['requesting', 'issued']);
    expect(source.status()).toMatchObject({ state: 'valid', tokenRequests: 1 });
  });

  test('before asking makes no request', async () => {
    const { vendor, token } = scene();
    expect(await errorOf(token(AbortSignal.abort()))).toMatchObject({ code: 'cancelled' });
    expect(vendor.requests).toHaveLength(0);
  });

  test('in a token’s last seconds is told as such, though the token is still valid', async () => {
    const { vendor, clock, token } = scene();
    await token();
    clock.advanceSeconds(297);
    vendor.holdsBack();
    const controller = new AbortController();
    const waiting = errorOf(token(controller.signal));
    await settled();
    controller.abort();
    expect(await waiting).toMatchObject({ code: 'cancelled' });
  });

  test('after the token came changes nothing, and leaves no listener on the signal', async () => {
    const { token } = scene();
    const { signal, ...controller } = spiedController();
    expect(await token(signal)).toBe('token-1');
    await settled();
    expect(controller.listeners()).toBe(0);
  });

  test('leaves no rejection unhandled when the request fails later', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const { vendor, token } = scene(answersWith(503));
    const answer = vendor.holdsBack();
    const controller = new AbortController();
    const waiting = errorOf(token(controller.signal));
    await settled();
    controller.abort();
    await waiting;
    await answer();
    await settled();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

function spiedController() {
  const controller = new AbortController();
  const { signal } = controller;
  const added = jest.spyOn(signal, 'addEventListener');
  const removed = jest.spyOn(signal, 'removeEventListener');
  return { signal, listeners: () => added.mock.calls.length - removed.mock.calls.length };
}
