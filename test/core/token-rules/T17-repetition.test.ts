import { apiAnswer, callWithToken, type ApiAnswer } from '../../../core';
import type { ProtectedCall } from '../../../core/call/protected-call';
import { scene, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith, issuesTokens } from '../support/fake-vendor';

/** What an answer of that status says, which has neither headers nor a body. */
function bare(status: number): ApiAnswer {
  return apiAnswer({ status, headers: {}, text: '' });
}

/** A call of the API of that credential, which can be repeated unless it says otherwise. */
async function callOn<Answer>(
  { settings, source, vendor, wait }: ReturnType<typeof scene>,
  call: Pick<ProtectedCall<Answer>, 'perform' | 'answerOf'> & Partial<ProtectedCall<Answer>>,
): Promise<Answer> {
  return await callWithToken({
    settings,
    source,
    send: vendor.send,
    wait,
    url: new URL(settings.baseUrl),
    canRepeat: true,
    ...call,
  });
}

/** An API that takes only some tokens; everything else it answers with 401. */
function api(good: (authorization: string) => boolean, { status = 200, canRepeat = true } = {}) {
  const stage = scene();
  const calls: string[] = [];
  const call = () =>
    callOn(stage, {
      url: new URL('https://acme.dvinci-hr.com/restApi/orgUnits/'),
      canRepeat,
      perform: async ({ authorization = '' }) => {
        calls.push(authorization);
        return good(authorization) ? status : 401;
      },
      answerOf: bare,
    });
  return { ...stage, call, calls };
}

describe('T17: a call of the vendor’s API', () => {
  test('that succeeds is made once', async () => {
    const { call, calls } = api(() => true);
    expect(await call()).toBe(200);
    expect(calls).toEqual(['Bearer token-1']);
  });

  test('whose token was rejected is made once more, with a new token', async () => {
    const { call, calls, vendor, token, clock } = api(
      (authorization) => authorization !== 'Bearer token-1',
    );
    await token();
    clock.advanceSeconds(3);
    expect(await call()).toBe(200);
    expect(calls).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(vendor.requests).toHaveLength(2);
  });

  test('whose second token is rejected too, also when it is no longer new, is given up', async () => {
    const { call, calls, token, clock, waits } = api(() => false);
    await token();
    clock.advanceSeconds(3);
    expect(await call()).toBe(401);
    expect(calls).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-2']);
    expect(waits).toEqual([2000]);
  });

  test('whose second token is rejected too leaves that one out of use', async () => {
    const { call, token, clock } = api(() => false);
    await token();
    clock.advanceSeconds(3);
    await call();
    expect(await token()).toBe('token-3');
  });

  test('of a vendor that issues the same token again is not repeated with it', async () => {
    const stage = scene(() => ({ body: { access_token: 'same', expires_in: 300 } }));
    await stage.token();
    stage.clock.advanceSeconds(3);
    const perform = jest.fn(async () => 401);
    expect(await callOn(stage, { perform, answerOf: bare })).toBe(401);
    expect(perform).toHaveBeenCalledTimes(1);
    expect(stage.vendor.requests).toHaveLength(2);
  });

  test('waits for a new token once at most, however many are rejected', async () => {
    const { call, calls, waits } = api(() => false);
    expect(await call()).toBe(401);
    expect(calls).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
    expect(waits).toEqual([2000]);
  });

  test('whose body cannot be sent again is not repeated, but the next one has a new token', async () => {
    const { call, calls } = api((authorization) => authorization !== 'Bearer token-1', {
      canRepeat: false,
    });
    expect(await call()).toBe(401);
    expect(calls).toEqual(['Bearer token-1']);
    expect(await call()).toBe(200);
  });

  test.each([400, 403, 404, 407, 409, 429, 500, 502, 503])(
    'that is answered with %d is not repeated and costs no token request',
    async (status) => {
      const { call, calls, vendor } = api(() => true, { status });
      for (let item = 0; item < 10; item++) expect(await call()).toBe(status);
      expect(calls).toHaveLength(10);
      expect(vendor.requests).toHaveLength(1);
    },
  );

  /** Calls once, and is answered to the first token as said, to the next one with 200. */
  async function answeredFirst(status: number, headers: Record<string, string> = {}, text = '') {
    const stage = scene();
    await stage.token();
    stage.clock.advanceSeconds(3);
    const answers = [apiAnswer({ status, headers, text }), bare(200)];
    const perform = jest.fn(async () => answers.shift()!);
    const answer = await callOn(stage, { perform, answerOf: (given) => given });
    return { status: answer.status, calls: perform.mock.calls.length, vendor: stage.vendor };
  }

  test.each([400, 403, 404])(
    'that is answered with %d and a challenge that says invalid_token is made once more',
    async (status) => {
      const headers = { 'www-authenticate': 'Bearer realm="api", error="invalid_token"' };
      const { vendor, ...made } = await answeredFirst(status, headers);
      expect(made).toEqual({ status: 200, calls: 2 });
      expect(vendor.requests).toHaveLength(2);
    },
  );

  test.each<[number, string]>([
    [403, 'Bearer error="insufficient_scope"'],
    [403, 'Basic realm="api"'],
    [200, 'Bearer error="invalid_token"'],
    [503, 'Bearer error="invalid_token"'],
  ])('that is answered with %d and %s is not', async (status, header) => {
    const { vendor, ...made } = await answeredFirst(status, { 'www-authenticate': header });
    expect(made).toEqual({ status, calls: 1 });
    expect(vendor.requests).toHaveLength(1);
  });

  test.each([
    ['not repeated with a token of 59 s', 59, { calls: 1, tokenRequests: 1 }],
    ['repeated with a token of a minute', 60, { calls: 2, tokenRequests: 2 }],
  ])(
    'that is answered with a status that the user listed is, without a test call, %s',
    async (_what, ageSeconds, made) => {
      const settings = settingsOf('client-credentials', { rejectedStatuses: '403' });
      const stage = scene(issuesTokens({ expires_in: 3600 }), settings);
      await stage.token();
      stage.clock.advanceSeconds(ageSeconds);
      let calls = 0;
      await callOn(stage, { perform: async () => (++calls === 1 ? 403 : 200), answerOf: bare });
      expect({ calls, tokenRequests: stage.vendor.requests.length }).toEqual(made);
    },
  );

  test('that fails on its way is not repeated', async () => {
    const perform = jest.fn(() => Promise.reject(new Error('socket hang up')));
    const call = callOn(scene(), { perform, answerOf: bare });
    await expect(call).rejects.toThrow('socket hang up');
    expect(perform).toHaveBeenCalledTimes(1);
  });

  test('that is rejected while no new token can be had ends with the reason', async () => {
    const { call, calls, vendor, token, clock } = api(() => false);
    await token();
    clock.advanceSeconds(3);
    vendor.answers(answersWith(401, { error: 'invalid_client' }));
    expect(await errorOf(call())).toMatchObject({ code: 'invalid-client' });
    expect(calls).toHaveLength(1);
  });

  test('with a static token is not repeated', async () => {
    const stage = scene(undefined, settingsOf('agility'));
    const perform = jest.fn(async () => 401);
    expect(await callOn(stage, { perform, answerOf: bare })).toBe(401);
    expect(perform).toHaveBeenCalledTimes(1);
    expect(stage.source.status().state).toBe('rejected');
  });

  test('by a hundred items at once after the token was withdrawn costs one token request', async () => {
    const { call, calls, vendor, token, source } = api(
      (authorization) => authorization !== 'Bearer token-1',
    );
    source.accepted(await token());
    const answers = await Promise.all(Array.from({ length: 100 }, call));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(calls).toHaveLength(200);
    expect(vendor.requests).toHaveLength(2);
  });

  test('that the API took proves the token; one that a gateway failed does not', async () => {
    const tries = async (status: number) => {
      const { call, source, token } = api(() => true, { status });
      for (let round = 0; round < 5; round++) {
        await call();
        source.reject(await token());
      }
      return source.reject(await token());
    };
    expect(await tries(200)).toBe(true);
    expect(await tries(502)).toBe(false);
  });

  test('can be cancelled while it waits for its token', async () => {
    const stage = scene();
    stage.vendor.holdsBack();
    const controller = new AbortController();
    const perform = jest.fn();
    const call = callOn(stage, {
      signal: controller.signal,
      perform,
      answerOf: () => bare(200),
    });
    controller.abort();
    expect(await errorOf(call)).toMatchObject({ code: 'cancelled' });
    expect(perform).not.toHaveBeenCalled();
  });
});
