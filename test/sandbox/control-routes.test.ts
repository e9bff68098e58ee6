import { useVendor } from './support/one-vendor';
import { accessTokenIn, VendorClient } from './support/vendor-client';

const dvinci = useVendor('dvinci');

const control = (route: string, json?: unknown) =>
  dvinci.client.send(
    `${dvinci.vendor.controlUrl}/${route}`,
    json === undefined ? {} : { json, method: 'POST' },
  );
const login = () =>
  dvinci.client.send(dvinci.vendor.tokenUrl, {
    form: {
      grant_type: 'client_credentials',
      client_id: dvinci.vendor.clientId,
      client_secret: dvinci.vendor.clientSecret,
    },
  });
const call = (token: string) => dvinci.client.send(dvinci.vendor.protectedPath, { token });
const echo = (token: string) => dvinci.client.send('/sandbox/echo', { token });

describe('GET /_control/stats', () => {
  it('counts real traffic and no control routes', async () => {
    const token = accessTokenIn(await login());
    await call(token);
    await echo(token);
    await dvinci.client.send('/restApi/nothing/', { headers: { 'user-agent': 'test/1.0' } });
    await control('stats');
    expect((await control('stats')).json).toEqual({
      tokenRequests: 1,
      apiRequests: 3,
      testCalls: 1,
      tokensIssued: 1,
      wrongSecretRequests: 0,
      maxConcurrentTokenRequests: 1,
      rejectedTokens: 0,
      repeatedRequests: 0,
      tooNewTokensSeen: 0,
      expiredTokensSeen: 0,
      withdrawnTokensSeen: 0,
      unknownTokensSeen: 0,
      missingTokens: 0,
      unanswered: 0,
      byStatus: { 200: 3, 404: 1 },
      tokenRequestsByStatus: { 200: 1 },
      apiRequestsByStatus: { 200: 2, 404: 1 },
      apiRequestsByPath: {
        'GET /restApi/orgUnits/': 1,
        'GET /sandbox/echo': 1,
        'GET /restApi/nothing/': 1,
      },
      userAgents: ['test/1.0'],
    });
  });

  it('exists on every vendor', async () => {
    for (const vendor of Object.values(dvinci.sandbox.vendors)) {
      const client = new VendorClient(vendor);
      const reply = await client.send(`${vendor.controlUrl}/stats`);
      expect(reply.json).toMatchObject({ tokenRequests: 0, apiRequests: 0 });
      await client.close();
    }
  });

  it('tells how many token requests were under way at once', async () => {
    dvinci.vendor.set({ latencyMs: 100 });
    await Promise.all([login(), login(), login()]);
    await login();
    expect(dvinci.vendor.stats()).toMatchObject({
      tokenRequests: 4,
      maxConcurrentTokenRequests: 3,
    });
  });
});

describe('POST /_control/reset', () => {
  it('zeroes the counts, puts the settings back and leaves tokens good', async () => {
    const token = accessTokenIn(await login());
    dvinci.vendor.set({ clientSecret: 'another', api: { status: 500 } });
    expect((await control('reset', {})).json).toMatchObject({ tokenRequests: 0, byStatus: {} });
    expect((await login()).status).toBe(200);
    expect((await call(token)).status).toBe(200);
  });
});

describe('POST /_control/expire', () => {
  it('withdraws the tokens handed out so far, not those to come', async () => {
    const before = accessTokenIn(await login());
    await control('expire', {});
    const after = accessTokenIn(await login());
    expect((await call(before)).status).toBe(401);
    expect((await call(after)).status).toBe(200);
    expect(dvinci.vendor.stats()).toMatchObject({ rejectedTokens: 1, withdrawnTokensSeen: 1 });
  });
});

describe('GET /_control/tokens', () => {
  it('tells every token handed out, for searches', async () => {
    const token = accessTokenIn(await login());
    expect((await control('tokens')).json).toEqual(expect.arrayContaining([token]));
  });
});

describe('POST /_control/set', () => {
  it('changes what is named and answers the settings in force', async () => {
    await control('set', { latencyMs: 1 });
    const reply = await control('set', { omitTokenType: true });
    expect(reply.json).toMatchObject({ latencyMs: 1, omitTokenType: true, omitExpiresIn: false });
    expect((await control('settings')).json).toEqual(reply.json);
  });

  it.each([
    [{ nonsense: true }, 'nonsense'],
    [{ lifetimeSeconds: 'long' }, 'lifetimeSeconds'],
    [{ tokenEndpoint: { status: 7 } }, 'tokenEndpoint.status'],
  ])('refuses %j and says why', async (update, named) => {
    const before = dvinci.vendor.settings();
    const reply = await control('set', update);
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({ message: expect.stringContaining(named) as string });
    expect(dvinci.vendor.settings()).toEqual(before);
  });

  it('refuses what is not JSON', async () => {
    const url = `${dvinci.vendor.controlUrl}/set`;
    expect((await dvinci.client.send(url, { method: 'POST', body: '{' })).status).toBe(400);
  });

  it('names the routes there are', async () => {
    expect((await control('nothing')).status).toBe(404);
  });
});

describe('settings of the token answer', () => {
  it('sets lifetimes of fractions of a second', async () => {
    dvinci.vendor.set({ lifetimeSeconds: 0.5 });
    const reply = await login();
    expect(reply.json).toMatchObject({ expires_in: 0.5 });
    dvinci.clock.turnSeconds(0.6);
    expect((await call(accessTokenIn(reply))).status).toBe(401);
    expect(dvinci.vendor.stats().expiredTokensSeen).toBe(1);
  });

  it('replaces, adds and leaves out members', async () => {
    dvinci.vendor.set({ tokenAnswer: { expires_in: '60', token_type: null, extra: 1 } });
    expect((await login()).json).toEqual({
      access_token: expect.any(String) as string,
      expires_in: '60',
      extra: 1,
    });
  });
});

describe('settings that make token requests fail', () => {
  it('answers the next requests as told, then well again', async () => {
    dvinci.vendor.set({
      tokenEndpoint: { status: 503, body: { a: 1 }, headers: { 'retry-after': '7' }, times: 2 },
    });
    const replies = [await login(), await login(), await login()];
    expect(replies.map(({ status }) => status)).toEqual([503, 503, 200]);
    expect(replies[0]).toMatchObject({ json: { a: 1 }, headers: { 'retry-after': '7' } });
    expect(dvinci.vendor.stats()).toMatchObject({
      tokensIssued: 1,
      tokenRequestsByStatus: { 503: 2, 200: 1 },
    });
  });

  it('goes on failing without times, until told otherwise', async () => {
    dvinci.vendor.set({ tokenEndpoint: { status: 500, body: '<html>Oops</html>' } });
    expect((await login()).text).toBe('<html>Oops</html>');
    expect((await login()).status).toBe(500);
    dvinci.vendor.set({ tokenEndpoint: null });
    expect((await login()).status).toBe(200);
  });

  it('keeps count when another setting is changed', async () => {
    dvinci.vendor.set({ tokenEndpoint: { status: 500, times: 2 } });
    await login();
    dvinci.vendor.set({ latencyMs: 0 });
    expect((await login()).status).toBe(500);
    expect((await login()).status).toBe(200);
  });

  it('only delays when there is nothing but a delay', async () => {
    dvinci.vendor.set({ tokenEndpoint: { delayMs: 40 } });
    const startedMs = performance.now();
    expect((await login()).status).toBe(200);
    expect(performance.now() - startedMs).toBeGreaterThan(35);
  });

  it('never answers when stalled', async () => {
    dvinci.vendor.set({ tokenEndpoint: { stall: true, times: 1 } });
    const client = new VendorClient(dvinci.vendor);
    const stalled = client.send(dvinci.vendor.tokenUrl, { body: 'x' });
    const answered = await Promise.race([
      stalled,
      new Promise<string>((resolve) => setTimeout(resolve, 50, 'nothing yet')),
    ]);
    expect(answered).toBe('nothing yet');
    const failed = expect(stalled).rejects.toThrow();
    await client.destroy();
    await failed;
  });

  it('hangs up', async () => {
    dvinci.vendor.set({ tokenEndpoint: { hangUp: true, times: 1 } });
    await expect(login()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    expect(dvinci.vendor.stats().unanswered).toBe(1);
  });

  it('sends a body that is longer than anybody wants', async () => {
    dvinci.vendor.set({ tokenEndpoint: { endless: true, times: 1 } });
    expect((await login()).text.length).toBe(64 * 1024 * 1024);
  });
});

describe('settings that make API requests fail', () => {
  it('answers as told, for good tokens only', async () => {
    const token = accessTokenIn(await login());
    dvinci.vendor.set({ api: { status: 500, times: 2 } });
    expect((await call('never-issued')).status).toBe(401);
    expect((await call(token)).status).toBe(500);
    expect((await call(token)).status).toBe(500);
    expect((await call(token)).status).toBe(200);
  });

  it('can be bound to a path', async () => {
    const token = accessTokenIn(await login());
    dvinci.vendor.set({ api: { status: 403, path: '/sandbox/' } });
    expect((await call(token)).status).toBe(200);
    expect((await echo(token)).status).toBe(403);
  });

  it('leaves token requests alone', async () => {
    dvinci.vendor.set({ api: { status: 500 } });
    expect((await login()).status).toBe(200);
  });
});
