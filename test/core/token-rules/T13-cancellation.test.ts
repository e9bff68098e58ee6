import { testedToken } from '../../../core';
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

  test('before asking for another token to try ends at once, and the others get that token', async () => {
    const { settings, source, vendor, ask } = scene();
    const { value } = await ask();
    const answer = vendor.holdsBack();
    const another = (signal?: AbortSignal) =>
      source.another(value, { settings, send: vendor.send, signal });
    const others = another();
    await settled();
    expect(await outcomeOf(another(AbortSignal.abort()))()).toBe('cancelled');
    const controller = new AbortController();
    const impatient = outcomeOf(another(controller.signal));
    expect(await impatient()).toBe('waits');
    controller.abort();
    expect(await impatient()).toBe('cancelled');
    await answer();
    expect((await others)?.value).toBe('token-2');
    expect(vendor.requests).toHaveLength(2);
  });

  test.each([
    ['who began it', 0],
    ['who came later', 1],
  ])('of a test of the token by %s leaves the test to the others', async (_who, impatient) => {
    const { settings, source, vendor, clock, wait, token } = scene();
    await token();
    clock.advanceSeconds(3);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    vendor.answers(async ({ method, headers }) => {
      if (method === 'GET') {
        return { status: headers['authorization'] === 'Bearer token-1' ? 401 : 200, body: [] };
      }
      await held;
      return { body: { access_token: 'token-2', expires_in: 300 } };
    });
    const controllers = [0, 1, 2].map(() => new AbortController());
    const outcomes: (() => Promise<string>)[] = [];
    for (const { signal } of controllers) {
      const tested = testedToken({ settings, source, send: vendor.send, wait, signal });
      outcomes.push(outcomeOf(tested.then((found) => found.token)));
      await settled();
      await settled();
    }
    controllers[impatient]!.abort();
    expect(await outcomes[impatient]!()).toBe('cancelled');
    expect(await outcomes[2]!()).toBe('waits');
    release();
    await settled();
    expect(await outcomes[1 - impatient]!()).toBe('token-2');
    expect(await outcomes[2]!()).toBe('token-2');
    expect(vendor.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
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

/** What has come of it by the time that nothing runs any more: the token, the error's code, or `waits`. */
function outcomeOf(asked: Promise<{ readonly value: string } | undefined>): () => Promise<string> {
  let outcome = 'waits';
  asked.then(
    (token) => (outcome = token?.value ?? 'none'),
    (error: { readonly code: string }) => (outcome = error.code),
  );
  return async () => {
    await settled();
    return outcome;
  };
}
