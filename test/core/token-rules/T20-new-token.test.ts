import { apiAnswer, callWithToken, testedToken, type Wait } from '../../../core';
import { scene } from '../support/credentials';
import { issuesTokens, settled, type Respond } from '../support/fake-vendor';

const SAME: Respond = () => ({ body: { access_token: 'same', expires_in: 300 } });

/** A token of that age, and an API that answers each call with the next of these statuses. */
async function calling(ageSeconds: number, statuses: readonly number[], respond?: Respond) {
  const stage = scene(respond);
  const { settings, source, vendor, wait, clock, token } = stage;
  await token();
  clock.advanceSeconds(ageSeconds);
  const tokens: string[] = [];
  const call = (signal?: AbortSignal, perform = () => undefined as void) =>
    callWithToken({
      settings,
      source,
      send: vendor.send,
      wait,
      signal,
      url: new URL(settings.baseUrl),
      canRepeat: true,
      perform: async ({ authorization = '' }) => {
        tokens.push(authorization.replace('Bearer ', ''));
        perform();
        return statuses[tokens.length - 1] ?? 200;
      },
      answerOf: (status) => apiAnswer({ status, headers: {}, text: '' }),
    });
  return { ...stage, call, tokens };
}

describe('T20: a new token that is refused', () => {
  test.each([
    [0, 2000],
    [0.5, 1500],
    [1.5, 500],
    // A shorter wait would change nothing.
    [1.9, 250],
    [1.999, 250],
  ])(
    'after %d s is tried once more when it is two seconds old, which is a wait of %d ms',
    async (ageSeconds, waitMs) => {
      const { call, tokens, vendor, waits } = await calling(ageSeconds, [401]);
      expect(await call()).toBe(200);
      expect(tokens).toEqual(['token-1', 'token-1']);
      expect(waits).toEqual([waitMs]);
      expect(vendor.requests).toHaveLength(1);
    },
  );

  test('after two seconds is no new one: another is asked for at once', async () => {
    const { call, tokens, waits } = await calling(2, [401]);
    expect(await call()).toBe(200);
    expect(tokens).toEqual(['token-1', 'token-2']);
    expect(waits).toEqual([]);
  });

  test('although the API took it before was withdrawn: another is asked for at once', async () => {
    const { call, tokens, waits } = await calling(0, [200, 401]);
    expect(await call()).toBe(200);
    expect(await call()).toBe(200);
    expect(tokens).toEqual(['token-1', 'token-1', 'token-2']);
    expect(waits).toEqual([]);
  });

  test('after the same one was issued again is as old as at first', async () => {
    const { call, clock, source, token, waits } = await calling(250, [401], SAME);
    await token();
    await settled();
    expect(source.isBrandNew('same')).toBe(false);
    clock.advanceSeconds(1);
    await call();
    expect(waits).toEqual([]);
  });

  test('is not tried again by a caller who gives up: the wait hears of the cancellation', async () => {
    const { call, tokens, waits } = await calling(0, [401]);
    const controller = new AbortController();
    const cancel = () => controller.abort();
    await expect(call(controller.signal, cancel)).rejects.toThrow('cancelled');
    expect(tokens).toEqual(['token-1']);
    expect(waits).toHaveLength(1);
  });
});

interface TestOptions {
  readonly signal?: AbortSignal;
  readonly wasRefused?: boolean;
  readonly wait?: Wait;
}

describe('T20: a new token that the test call refuses', () => {
  /** A vendor whose test call refuses the tokens of that list, and a token that was just issued. */
  async function testing(refused: readonly string[], lifetimeSeconds = 300) {
    const stage = scene(issuesTokens({ expires_in: lifetimeSeconds }));
    const { settings, source, vendor, ask } = stage;
    const token = await ask();
    const issues = issuesTokens({ expires_in: lifetimeSeconds });
    let issued = 1;
    const asked: string[] = [];
    const test = (
      { signal, wasRefused, wait = stage.wait }: TestOptions = {},
      onTest = () => undefined as void,
    ) => {
      vendor.answers((request) => {
        if (request.method === 'POST') return issues(request, ++issued);
        asked.push((request.headers['authorization'] ?? '').replace('Bearer ', ''));
        onTest();
        return { status: refused[asked.length - 1] === asked.at(-1) ? 401 : 200, body: [] };
      });
      return testedToken({ settings, source, send: vendor.send, wait, token, signal, wasRefused });
    };
    return { ...stage, test, asked };
  }

  test('is tested once more after the wait, and not replaced', async () => {
    const { test: tested, asked, waits } = await testing(['token-1']);
    expect(await tested()).toMatchObject({ replaced: false, wasTooNew: true });
    expect(asked).toEqual(['token-1', 'token-1']);
    expect(waits).toEqual([2000]);
  });

  test('is tested once more for all who waited, also for those whose wait ended late', async () => {
    const { test: tested, asked, clock } = await testing(['token-1']);
    const wakes: (() => void)[] = [];
    const wait = () => new Promise<void>((resolve) => wakes.push(resolve));
    const results = [1, 2, 3].map(() => tested({ wait }));
    await settled();
    clock.advanceSeconds(2);
    for (const wake of wakes) {
      wake();
      await settled();
      clock.advanceSeconds(3);
    }
    expect(await Promise.all(results)).toMatchObject([1, 2, 3].map(() => ({ wasTooNew: true })));
    expect(wakes).toHaveLength(3);
    expect(asked).toEqual(['token-1', 'token-1']);
  });

  test.each([0, 0.5])(
    'after %d s is not even tested before it is two seconds old, if a request was refused for sure',
    async (ageSeconds) => {
      const { test: tested, asked, clock, waits } = await testing([]);
      clock.advanceSeconds(ageSeconds);
      expect(await tested({ wasRefused: true })).toMatchObject({
        replaced: false,
        wasTooNew: true,
      });
      expect(asked).toEqual(['token-1']);
      expect(waits).toEqual([2000 - 1000 * ageSeconds]);
    },
  );

  test('for sure is not waited for by who gives up', async () => {
    const { test: tested, asked } = await testing([]);
    const signal = AbortSignal.abort();
    await expect(tested({ signal, wasRefused: true })).rejects.toThrow('cancelled');
    expect(asked).toEqual([]);
  });

  test('is not tested again for who gives up: the wait hears of the cancellation', async () => {
    const { test: tested, asked } = await testing(['token-1']);
    const controller = new AbortController();
    const cancel = () => controller.abort();
    await expect(tested({ signal: controller.signal }, cancel)).rejects.toThrow('cancelled');
    expect(asked).toEqual(['token-1']);
  });

  test.each([
    ['is waited for', 4.1, [2000]],
    ['is not waited for if it would be of no use afterwards', 4, []],
  ])('and its successor, which %s, at a lifetime of %d s', async (_what, lifetime, expected) => {
    const { test: tested, asked, clock, waits } = await testing(['token-1'], lifetime);
    clock.advanceSeconds(2.5);
    expect(await tested()).toMatchObject({ replaced: true, token: { value: 'token-2' } });
    expect(asked).toEqual(['token-1', 'token-2']);
    expect(waits).toEqual(expected);
  });
});
