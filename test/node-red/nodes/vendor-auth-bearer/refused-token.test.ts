import { vendorThat } from '../../support/any-vendor';
import { answered, bearer, type BearerOptions, type CoreAnswer } from '../../support/bearer-scene';

describe('an answer that the user lists as one to a dead token', () => {
  const LISTED = { rejectedStatuses: '403, 498', rejectedBody: '"code":"602"' };

  const SIGNS: [string, CoreAnswer][] = [
    ['by its status', { statusCode: 403 }],
    ['by its body, as text', { payload: '{"code":"602"}' }],
    ['by its body, as bytes', { payload: Buffer.from('{"code":"602"}') }],
    ['by its body, parsed', { payload: { code: '602', message: 'expired' } }],
    ['by its body, a parsed list', { payload: [{ a: 1 }, { code: '602' }] }],
  ];

  async function told(core: CoreAnswer, options: BearerOptions & { readonly ageSeconds?: number }) {
    const login = bearer({ ...options, fields: { ...LISTED, ...options.fields } });
    const msg = await login.send({ payload: 'mine' });
    login.clock.advanceSeconds(options.ageSeconds ?? 10);
    return { ...login, ...(await login.receive(answered(msg, core))) };
  }

  test.each(SIGNS)('%s, is sent again once the test call confirms it', async (_what, core) => {
    const { again, tokenRequests } = await told(core, {
      respond: vendorThat((token) => (token === 'token-1' ? 401 : 200)),
    });

    expect(again).toMatchObject({ payload: 'mine', headers: { authorization: 'Bearer token-2' } });
    expect(tokenRequests()).toBe(2);
  });

  test.each(SIGNS)('%s, costs nothing where the test call does not', async (_what, core) => {
    const { again, answer, tokenRequests, testCalls } = await told(core, {});

    expect(again).toBeNull();
    expect(answer).not.toBeNull();
    expect([tokenRequests(), testCalls().length]).toEqual([1, 1]);
  });

  test('is an answer where the test call refuses a new token as well', async () => {
    const { answer, source, token } = await told(
      { statusCode: 403 },
      { respond: vendorThat(() => 401) },
    );

    expect(answer).toMatchObject({ statusCode: 403 });
    expect(await token()).toBe('token-1');
    expect(source.status().state).toBe('valid');
  });

  test.each([
    [59, null],
    [60, { headers: { authorization: 'Bearer token-2' } }],
  ])('without a test call, counts from a token of %d seconds', async (ageSeconds, again) => {
    const outcome = await told({ statusCode: 403 }, { fields: { checkPath: '' }, ageSeconds });

    if (again === null) expect(outcome.again).toBeNull();
    else expect(outcome.again).toMatchObject(again);
    expect(outcome.testCalls()).toEqual([]);
  });

  test('is none if no answer came, whatever the error says', async () => {
    const login = bearer({ fields: LISTED });
    const msg = await login.send();
    login.clock.advanceSeconds(10);
    const core = { statusCode: 'ETIMEDOUT', payload: 'RequestError: "code":"602"' };
    const { answer } = await login.receive(Object.assign(msg, core));

    expect(answer).not.toBeNull();
    expect(login.testCalls()).toEqual([]);
  });

  test('is sent again once, not twice', async () => {
    const { again, receive, clock } = await told(
      { statusCode: 403 },
      { respond: vendorThat((token) => (token === 'token-1' ? 401 : 200)) },
    );
    clock.advanceSeconds(100);
    const { answer } = await receive(answered(again!, { statusCode: 403 }));

    expect(answer).toMatchObject({ statusCode: 403 });
  });
});

describe('a new token that is refused', () => {
  test('is sent again once it is two seconds old, and only then replaced', async () => {
    const { send, receive, waitedMs, tokenRequests } = bearer();
    const second = await receive(answered(await send({ payload: 'mine' }), { statusCode: 401 }));
    expect(second.again).toMatchObject({
      payload: 'mine',
      headers: { authorization: 'Bearer token-1' },
    });
    expect([waitedMs, tokenRequests()]).toEqual([[2000], 1]);

    const third = await receive(answered(second.again!, { statusCode: 401 }));
    expect(third.again).toMatchObject({
      payload: 'mine',
      headers: { authorization: 'Bearer token-2' },
    });

    const last = await receive(answered(third.again!, { statusCode: 401 }));
    expect(last.answer).toMatchObject({ statusCode: 401 });
    expect([waitedMs, tokenRequests()]).toEqual([[2000], 2]);
  });

  test('and accepted a moment later costs no token request', async () => {
    const { send, receive, tokenRequests } = bearer();
    const { again } = await receive(answered(await send(), { statusCode: 401 }));
    const { answer } = await receive(answered(again!, { statusCode: 200 }));

    expect(answer).toMatchObject({ statusCode: 200 });
    expect(tokenRequests()).toBe(1);
  });

  test.each([
    [
      'is older than two seconds',
      async ({ clock }: ReturnType<typeof bearer>) => clock.advanceSeconds(2),
    ],
    [
      'was accepted before',
      async ({ send, receive }: ReturnType<typeof bearer>) =>
        void (await receive(answered(await send()))),
    ],
  ])('is replaced at once if it %s', async (_what, before) => {
    const login = bearer();
    const msg = await login.send();
    await before(login);
    const { again } = await login.receive(answered(msg, { statusCode: 401 }));

    expect(again!.headers).toEqual({ authorization: 'Bearer token-2' });
    expect(login.waitedMs).toEqual([]);
  });
});
