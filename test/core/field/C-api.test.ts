import { TokenSources, judge, apiAnswer, sayAll, tokenHeader } from '../../../core';
import { settingsOf } from '../support/credentials';
import { FakeVendor, issuesTokens, type Answer } from '../support/fake-vendor';
import { SimulatedClock } from '../support/simulated-clock';
import { World, type Told, type Ways } from '../support/world';

const tells = ({ token, lifetimeSeconds }: Told): Answer => ({
  body: { access_token: token.value, expires_in: lifetimeSeconds },
});

function world(fields: Record<string, unknown> = {}, ways: Partial<Ways> = {}): World {
  return new World({ fields, tells, ...ways });
}

/** Old enough that no server may still not know it (rule T20). */
function grow(stage: World, seconds = 100): void {
  stage.clock.advanceSeconds(seconds);
}

describe('C1: the token in another header, or behind another word', () => {
  test.each<[Record<string, unknown>, Record<string, string>]>([
    [{}, { authorization: 'Bearer opaque-1' }],
    [{ tokenHeader: '', tokenPrefix: '' }, { authorization: 'Bearer opaque-1' }],
    [{ tokenHeader: 'Authorization', tokenPrefix: 'Bearer' }, { authorization: 'Bearer opaque-1' }],
    [
      { tokenHeader: 'X-Shopify-Access-Token', tokenPrefix: '' },
      { 'x-shopify-access-token': 'opaque-1' },
    ],
    [{ tokenHeader: 'X-Token', tokenPrefix: 'none' }, { 'x-token': 'opaque-1' }],
    [{ tokenHeader: 'X-Token', tokenPrefix: 'Bearer' }, { 'x-token': 'Bearer opaque-1' }],
    [{ tokenHeader: 'authorization', tokenPrefix: '' }, { authorization: 'opaque-1' }],
    [{ tokenPrefix: 'none' }, { authorization: 'opaque-1' }],
    [{ tokenPrefix: 'Zoho-oauthtoken' }, { authorization: 'Zoho-oauthtoken opaque-1' }],
    [{ tokenPrefix: 'token' }, { authorization: 'token opaque-1' }],
    [{ tokenPrefix: 'Token token=' }, { authorization: 'Token token=opaque-1' }],
  ])('%j', async (fields, headers) => {
    const stage = world({ ...fields, checkPath: 'me' });
    expect(await stage.call()).toBe(200);
    expect(stage.apiCalls[0]?.headers).toEqual(headers);
    expect((await stage.test()).report.verdict).toBe('accepted');
    expect(stage.vendor.lastRequest.headers).toEqual(headers);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ tokenHeader: 'Bad Name' }, 'tokenHeader'],
    [{ tokenHeader: 'Host' }, 'tokenHeader'],
    [{ tokenHeader: 'cookie' }, 'tokenHeader'],
    [{ tokenHeader: 'X-Token:' }, 'tokenHeader'],
    [{ tokenPrefix: 'wörd' }, 'tokenPrefix'],
    [{ tokenPrefix: 'a\tb' }, 'tokenPrefix'],
  ])('%j is a problem of its field', (fields, field) => {
    expect(() => world(fields)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ field })] }),
    );
  });

  test('a rejected token is replaced in that header, too', async () => {
    const stage = world({ tokenHeader: 'X-Token', tokenPrefix: '' });
    await stage.call();
    stage.withdraw();
    grow(stage);
    expect(await stage.call()).toBe(200);
    expect(stage.apiCalls.map(({ headers }) => headers['x-token'])).toEqual([
      'opaque-1',
      'opaque-1',
      'opaque-2',
    ]);
  });

  test('goes to no other origin in that header either (rule T12)', async () => {
    const stage = world({ tokenHeader: 'X-Token', tokenPrefix: '' });
    const elsewhere = { ...stage.settings, baseUrl: 'https://evil.example' };
    await expect(stage.call({ settings: elsewhere })).rejects.toMatchObject({
      code: 'foreign-origin',
    });
    expect(stage.counts).toMatchObject({ tokenRequests: 0, apiRequests: 0 });
  });
});

describe('C2: further headers that every API call needs', () => {
  const apiHeaders = 'Ocp-Apim-Subscription-Key: the subscription\nX-Version: 2026-11';
  const refuses = (): Answer => ({ status: 401, body: { message: 'Missing subscription key' } });
  const accepts: Ways['accepts'] = ({ headers }) =>
    headers['ocp-apim-subscription-key'] === 'the subscription' ? { body: {} } : refuses();

  test('are sent on the call and on the test call', async () => {
    const stage = world({ apiHeaders, checkPath: 'me' }, { accepts });
    expect(await stage.call()).toBe(200);
    expect((await stage.test()).report.verdict).toBe('accepted');
    expect(stage.tokenCalls[0]?.headers).not.toHaveProperty('ocp-apim-subscription-key');
    expect(stage.counts).toMatchObject({ tokenRequests: 1, apiRequests: 1, testCalls: 1 });
  });

  test('are redacted where the API quotes them', async () => {
    const quotes = (): Answer => ({
      status: 400,
      body: { message: 'Key the subscription is not good' },
    });
    const stage = world({ apiHeaders, checkPath: 'me' }, { accepts: quotes });
    const { report } = await stage.test();
    expect(sayAll(report.says)).toContain('It said: “Key *** is not good”.');
  });

  test('give way to the token, and that is said', () => {
    const { settings } = world({ apiHeaders: 'authorization: Basic abcd\nX-Key: 1234' });
    expect(settings.apiHeaders).toEqual({ 'x-key': '1234' });
    expect(sayAll(settings.repairs)).toBe(
      'API Headers: authorization was left out, since it carries the token.',
    );
  });

  // A name that every object inherits is no header of the user's.
  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'are not taken to hold the token’s header if that is called %s',
    (tokenHeader) => {
      const { settings } = world({ tokenHeader, tokenPrefix: '', apiHeaders: 'X-Key: 1234' });
      expect(settings.repairs).toEqual([]);
      expect(settings.apiHeaders).toEqual({ 'x-key': '1234' });
    },
  );

  test('may be an Authorization of their own, where the token stands elsewhere', async () => {
    const fields = {
      tokenHeader: 'X-Token',
      tokenPrefix: '',
      apiHeaders: 'Authorization: Basic abcd',
    };
    const stage = world(fields);
    await stage.call();
    expect(stage.apiCalls[0]?.headers).toEqual({
      authorization: 'Basic abcd',
      'x-token': 'opaque-1',
    });
  });

  test('without them, two credentials share a token, but not what the test call said', async () => {
    const sources = new TokenSources(new SimulatedClock(), () => 1);
    const bare = settingsOf('client-credentials', { checkPath: 'me' });
    const keyed = settingsOf('client-credentials', { checkPath: 'me', apiHeaders });
    expect(sources.for(bare)).toBe(sources.for(keyed));
    const vendor = new FakeVendor((request) =>
      request.method === 'POST' ? { body: { access_token: 'shared' } } : accepts(request),
    );
    const source = sources.for(bare);
    const token = await source.token({ settings: bare, send: vendor.send });
    const verdicts = [bare, keyed].map(
      async (settings) => (await source.verdicts.verify(settings, token, vendor.send)).verdict,
    );
    expect(await Promise.all(verdicts)).toEqual(['rejected', 'accepted']);
  });
});

describe('C3: the test call is refused for a reason that has nothing to do with the token', () => {
  const refused = (): Answer => ({
    status: 401,
    body: { message: 'Subscription key is missing.' },
  });

  /** A POST that fails with 500, and a host that is not told the status: it has the token tested. */
  async function failingPosts(stage: World, posts: number): Promise<string[]> {
    const says: string[] = [];
    for (let post = 0; post < posts; post++) {
      expect(await stage.call()).toBe(500);
      const tested = await stage.test({ ofRequest: true });
      expect(tested.replaced).toBe(false);
      says.push(sayAll(tested.report.says));
    }
    return says;
  }

  const accepts: Ways['accepts'] = ({ url }) => (url.endsWith('/me') ? refused() : { status: 500 });

  test.each([0, 100])('ten failing POSTs with a token of %d s are ten POSTs', async (age) => {
    const stage = world({ checkPath: 'me' }, { accepts });
    await stage.source.token({ settings: stage.settings, send: stage.vendor.send });
    grow(stage, age);
    const says = await failingPosts(stage, 10);
    expect(stage.counts).toEqual({
      tokenRequests: 2,
      apiRequests: 10,
      // One with a token that is too new to be known is made once more (rule T20).
      testCalls: age === 0 ? 3 : 2,
      deadCalls: 0,
      sentTwice: 0,
    });
    for (const sentence of says) {
      expect(sentence).toContain('refuses the test call even with a new access token');
      expect(sentence).toContain('It said: “Subscription key is missing.”');
    }
    expect(
      await stage.source.token({ settings: stage.settings, send: stage.vendor.send }),
    ).toMatchObject({ value: 'opaque-1' });
  });

  test('ten at once share the two test calls, and the one new token', async () => {
    const stage = world({ checkPath: 'me' }, { accepts });
    await stage.call();
    grow(stage);
    const tested = await Promise.all(
      Array.from({ length: 10 }, () => stage.test({ ofRequest: true })),
    );
    expect(tested.every(({ report }) => report.refusesNewTokens)).toBe(true);
    expect(stage.counts).toMatchObject({ tokenRequests: 2, testCalls: 2 });
  });

  test('while a token that was withdrawn is replaced once, whoever asks', async () => {
    const stage = world({ checkPath: 'me' });
    await stage.call();
    grow(stage);
    stage.withdraw();
    const tested = await Promise.all(
      Array.from({ length: 10 }, () => stage.test({ ofRequest: true })),
    );
    expect(tested.every(({ replaced, token }) => replaced && token.value === 'opaque-2')).toBe(
      true,
    );
    expect(stage.counts).toMatchObject({ tokenRequests: 2, testCalls: 2 });
  });

  test('of a vendor that issues the same token again, it is said as it is', async () => {
    const stage = world({ checkPath: 'me' }, { accepts, hands: 'same' });
    await stage.call();
    grow(stage);
    for (let test = 0; test < 5; test++) {
      const { report, replaced } = await stage.test({ ofRequest: true });
      expect({ replaced, verdict: report.verdict }).toEqual({
        replaced: false,
        verdict: 'unknown',
      });
      expect(sayAll(report.says)).toContain('issues the same access token again');
    }
    expect(stage.counts).toMatchObject({ tokenRequests: 2, testCalls: 1 });
  });
});

describe('C4: a dead token is answered with WWW-Authenticate: Bearer error="invalid_token"', () => {
  const challenge = { 'www-authenticate': 'Bearer realm="api", error="invalid_token"' };

  test.each([400, 401, 403, 404, 419, 498])(
    'and %d: it is replaced, and the call repeated once',
    async (status) => {
      const stage = world({}, { refuses: () => ({ status, headers: challenge }) });
      await stage.call();
      grow(stage);
      stage.withdraw();
      expect(await stage.call()).toBe(200);
      expect(stage.counts).toEqual({
        tokenRequests: 2,
        apiRequests: 3,
        deadCalls: 1,
        sentTwice: 1,
        testCalls: 0,
      });
    },
  );

  test.each([400, 403, 404, 419, 498, 500])(
    'and without that header, %d repeats nothing',
    async (status) => {
      const stage = world({}, { refuses: () => ({ status }) });
      await stage.call();
      grow(stage);
      stage.withdraw();
      for (let call = 0; call < 10; call++) expect(await stage.call()).toBe(status);
      expect(stage.counts).toMatchObject({ tokenRequests: 1, sentTwice: 0 });
    },
  );
});

describe('C5: a dead token is answered with a status that the user listed', () => {
  const rejectedStatuses = '403, 498';

  test.each([403, 498])(
    '%d is confirmed by the test call, and the call repeated once',
    async (status) => {
      const stage = world({ rejectedStatuses, checkPath: 'me' }, { refuses: () => ({ status }) });
      await stage.call();
      grow(stage);
      stage.withdraw();
      expect(await stage.call()).toBe(200);
      expect(stage.counts).toMatchObject({
        tokenRequests: 2,
        apiRequests: 3,
        sentTwice: 1,
        testCalls: 2,
      });
    },
  );

  test('that the test call does not confirm repeats nothing and costs no token request', async () => {
    const accepts: Ways['accepts'] = ({ url }) => (url.endsWith('/me') ? {} : { status: 403 });
    const stage = world({ rejectedStatuses, checkPath: 'me' }, { accepts });
    await stage.call();
    grow(stage);
    for (let call = 0; call < 20; call++) {
      expect(await stage.call()).toBe(403);
      grow(stage, 30);
    }
    expect(stage.counts).toMatchObject({ tokenRequests: 1, sentTwice: 0, deadCalls: 0 });
  });

  test('of the test call as well, for want of a right, repeats nothing', async () => {
    const stage = world(
      { rejectedStatuses, checkPath: 'me' },
      { accepts: () => ({ status: 403 }) },
    );
    await stage.call();
    grow(stage);
    for (let call = 0; call < 20; call++) expect(await stage.call()).toBe(403);
    expect(stage.counts).toMatchObject({ tokenRequests: 2, sentTwice: 0 });
    expect(stage.counts.testCalls).toBeLessThanOrEqual(3);
  });

  test('without a test call is confirmed by the token’s age, and the call repeated once', async () => {
    const stage = world({ rejectedStatuses }, { refuses: () => ({ status: 403 }) });
    await stage.call();
    grow(stage);
    stage.withdraw();
    expect(await stage.call()).toBe(200);
    expect(stage.counts).toMatchObject({ tokenRequests: 2, apiRequests: 3, sentTwice: 1 });
  });

  test('without a test call, of a young token, repeats nothing', async () => {
    const stage = world({ rejectedStatuses }, { accepts: () => ({ status: 403 }) });
    for (let call = 0; call < 20; call++) expect(await stage.call()).toBe(403);
    expect(stage.counts).toMatchObject({ tokenRequests: 1, sentTwice: 0 });
  });

  test('without a test call, that a new token does not cure, is not tried again for minutes', async () => {
    const stage = world({ rejectedStatuses }, { accepts: () => ({ status: 403 }) });
    await stage.call();
    grow(stage);
    for (let call = 0; call < 290; call++) {
      await stage.call();
      grow(stage, 1);
    }
    expect(stage.counts).toMatchObject({ tokenRequests: 2, sentTwice: 1 });
  });

  test('of a body that cannot be sent again repeats nothing, but the next call has a new token', async () => {
    const stage = world(
      { rejectedStatuses, checkPath: 'me' },
      { refuses: () => ({ status: 403 }) },
    );
    await stage.call();
    grow(stage);
    stage.withdraw();
    expect(await stage.call({ canRepeat: false })).toBe(403);
    expect(await stage.call()).toBe(200);
    expect(stage.counts).toMatchObject({ tokenRequests: 2, sentTwice: 0 });
  });

  test.each(['200', '99', '600', '403;abc', '40x', ',', '3e2'])(
    '%p is no list of statuses',
    (typed) => {
      expect(() => world({ rejectedStatuses: typed })).toThrow(
        /^Rejected Statuses must be HTTP statuses/,
      );
    },
  );

  test.each(['403 498', '403,498', '403;498', ' 403 , 498, 403 '])('%p is one', (typed) => {
    for (const raw of [typed, typed.trim().split(/[ ,;]+/), [403, 498, 498]]) {
      const { rejectionSigns } = world({ rejectedStatuses: raw }).settings;
      expect(rejectionSigns.statuses).toEqual([403, 498]);
    }
  });
});

describe('C6: a dead token is answered 200 with an error in the body', () => {
  const marketo = {
    requestId: '1',
    success: false,
    errors: [{ code: '602', message: 'Access token expired' }],
  };
  const refuses = (): Answer => ({ status: 200, body: marketo });
  const signs = [
    '"code":"602"',
    '"code": "602"',
    'Access token expired',
    'errors.0.code=602',
    'errors[0].code = 602',
    'errors.0.code=601|602',
  ];

  test.each(signs)(
    'that holds %s: confirmed by the test call, the call is repeated once',
    async (rejectedBody) => {
      const stage = world({ rejectedBody, checkPath: 'me' }, { refuses });
      await stage.call();
      grow(stage);
      stage.withdraw();
      expect(await stage.call()).toBe(200);
      expect(stage.counts).toMatchObject({
        tokenRequests: 2,
        apiRequests: 3,
        sentTwice: 1,
        testCalls: 2,
      });
    },
  );

  test.each(signs)(
    'that holds %s: confirmed by the token’s age, the call is repeated once',
    async (rejectedBody) => {
      const stage = world({ rejectedBody }, { refuses });
      await stage.call();
      grow(stage);
      stage.withdraw();
      await stage.call();
      expect(stage.counts).toMatchObject({ tokenRequests: 2, apiRequests: 3, sentTwice: 1 });
    },
  );

  test.each<[string, string]>([
    ['"code":"602"', '{\n  "errors": [\n    { "code" : "602" }\n  ]\n}'],
    ['"code" : "602"', '{"errors":[{"code":"602"}]}'],
    ['session has expired', '<error>Your session has expired.</error>'],
    ['error.code=7', '{"error":{"code":7}}'],
    ['errors.0.code=602', '{"errors":[{"code":602}]}'],
    ['errors.0.code=602', '{"errors":[{"code":"602"}]}'],
    ['errors.0.code=601|602', '{"errors":[{"code":"601"}]}'],
    ['errors.0.code = 601 | 602', '{"errors":[{"code":602}]}'],
    ['error=a|b', '{"error":"a|b"}'],
    ['errors.0.code="602"', '{"errors":[{"code":"602"}]}'],
    ["errors.0.code == '601' | '602'", '{"errors":[{"code":602}]}'],
    [
      'abgelaufen – トークン',
      '{"message":"Er ist abgelaufen \\u2013 \\u30c8\\u30fc\\u30af\\u30f3."}',
    ],
    ['"path":"a/b"', '{ "path": "a\\/b" }'],
  ])('%s is seen in %j', (rejectedBody, text) => {
    const { settings } = world({ rejectedBody });
    expect(judge(settings, apiAnswer({ status: 200, headers: {}, text }))).toBe('suspected');
  });

  test.each<[string, string]>([
    ['"code":"602"', '{"errors":[{"code":"6021"}]}'],
    ['"code":"602"', '{"errors":[{"code":602}]}'],
    ['errors.0.code=602', '{"errors":[{"code":"603"}]}'],
    ['errors.0.code=602', 'errors'],
    ['errors.0.code=601|602', '{"errors":[{"code":"603"}]}'],
    ['errors.0.code=601|602', '{"errors":[{"code":"60"}]}'],
    ['errors.0.code=601|', '{"errors":[{"code":""}]}'],
    ['expired', ''],
    ['errors.0.code="602"', '{"errors":[{"code":"\\"602"}]}'],
    ['u2013', '{"message":"gone \\u2014 for good"}'],
  ])('%s is not seen in %j', (rejectedBody, text) => {
    const { settings } = world({ rejectedBody });
    expect(judge(settings, apiAnswer({ status: 200, headers: {}, text }))).toBe('accepted');
  });

  test('that is an error of another kind repeats nothing', async () => {
    const accepts = (): Answer => ({ body: { success: false, errors: [{ code: '610' }] } });
    const stage = world({ rejectedBody: '"code":"602"' }, { accepts });
    await stage.call();
    grow(stage);
    for (let call = 0; call < 10; call++) await stage.call();
    expect(stage.counts).toMatchObject({ tokenRequests: 1, sentTwice: 0 });
  });
});

describe('C7: a new token is refused for its first second or two', () => {
  test.each([0.5, 1, 1.9, 2])(
    '%d s: the same token is tried again once, before another is asked for',
    async (learnsAfterSeconds) => {
      const stage = world({}, { learnsAfterSeconds });
      expect(await stage.call()).toBe(200);
      expect(stage.counts).toEqual({
        tokenRequests: 1,
        apiRequests: 2,
        deadCalls: 0,
        sentTwice: 1,
        testCalls: 0,
      });
      expect(stage.waits).toEqual([2000]);
    },
  );

  test.each([0.5, 2])(
    '%d s, after one that was withdrawn: the new one is tried again',
    async (learnsAfterSeconds) => {
      const stage = world({}, { learnsAfterSeconds });
      await stage.call();
      grow(stage);
      stage.withdraw();
      expect(await stage.call()).toBe(200);
      expect(stage.counts).toMatchObject({ tokenRequests: 2, deadCalls: 1 });
    },
  );

  test('by ten calls at once costs one token request', async () => {
    const stage = world({}, { learnsAfterSeconds: 1.5 });
    const statuses = await Promise.all(Array.from({ length: 10 }, () => stage.call()));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(stage.counts).toMatchObject({ tokenRequests: 1, apiRequests: 20, deadCalls: 0 });
  });

  test('and says so when it is no longer new: it counts when the request was sent', async () => {
    const stage: World = world(
      {},
      {
        learnsAfterSeconds: 1,
        refuses: () => {
          stage.clock.advanceSeconds(3);
          return { status: 401 };
        },
      },
    );
    expect(await stage.call()).toBe(200);
    expect(stage.counts).toMatchObject({ tokenRequests: 1, sentTwice: 1 });
    expect(stage.waits).toEqual([]);
  });

  test('by the test call as well: the token is not condemned, nor the call', async () => {
    for (const ofRequest of [true, false]) {
      const stage = world({ checkPath: 'me' }, { learnsAfterSeconds: 1.9 });
      const { report, replaced, wasTooNew } = await stage.test({ ofRequest });
      expect({ verdict: report.verdict, replaced, wasTooNew }).toEqual({
        verdict: 'accepted',
        replaced: false,
        wasTooNew: true,
      });
      expect(stage.counts.tokenRequests).toBe(1);
    }
  });

  test('is found in place of a withdrawn one by the test call, too', async () => {
    const stage = world({ checkPath: 'me' }, { learnsAfterSeconds: 1.9 });
    await stage.call();
    grow(stage);
    stage.withdraw();
    expect(await stage.test({ ofRequest: true })).toMatchObject({ replaced: true });
    expect(stage.counts).toMatchObject({ tokenRequests: 2, testCalls: 2 });
  });

  test('is no reason to wait where the body cannot be sent again', async () => {
    const stage = world({}, { learnsAfterSeconds: 1 });
    expect(await stage.call({ canRepeat: false })).toBe(401);
    expect(stage.waits).toEqual([]);
    expect(stage.counts.sentTwice).toBe(0);
  });

  test('and a cancellation ends the wait', async () => {
    const stage = world({}, { learnsAfterSeconds: 1 });
    const wait = jest.spyOn(stage, 'wait').mockRejectedValue(new Error('cancelled'));
    await expect(stage.call()).rejects.toThrow('cancelled');
    expect(wait).toHaveBeenCalledTimes(1);
    expect(stage.counts.apiRequests).toBe(1);
  });
});

describe('C8: many tenants through one credential', () => {
  test('have one token each and window, however many they are', async () => {
    const clock = new SimulatedClock();
    const vendor = new FakeVendor(issuesTokens({ expires_in: 3600 }));
    const sources = new TokenSources(clock, () => 1);
    const ask = async (tenant: number) => {
      const settings = settingsOf('client-credentials', { clientId: `tenant-${tenant}` });
      const token = await sources.for(settings).token({ settings, send: vendor.send });
      return tokenHeader(settings.plan, token)['authorization'];
    };
    const tenants = [...Array(3000).keys()];
    const first = await Promise.all(tenants.map(ask));
    expect(new Set(first).size).toBe(3000);
    for (let round = 0; round < 2; round++) {
      clock.advanceSeconds(600);
      expect(await Promise.all(tenants.map(ask))).toEqual(first);
    }
    expect(vendor.requests).toHaveLength(3000);
  });
});
