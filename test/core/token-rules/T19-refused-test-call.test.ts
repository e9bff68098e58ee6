import { testedToken, type Settings } from '../../../core';
import { scene, settingsOf } from '../support/credentials';
import { settled, type Answer, type FakeVendor } from '../support/fake-vendor';
import { inWords } from '../support/words';

/** A vendor whose test call answers as told, by the token that it carries; so many it has issued. */
function testCallAnswers(
  vendor: FakeVendor,
  answer: (token: string) => Answer,
  issuedSoFar = 1,
): void {
  let issued = issuedSoFar;
  vendor.answers(({ method, headers }) =>
    method === 'POST'
      ? { body: { access_token: `token-${++issued}`, expires_in: 300 } }
      : answer((headers['authorization'] ?? '').replace('Bearer ', '')),
  );
}

async function sceneWithToken(settings: Settings = settingsOf('dvinci')) {
  const { source, vendor, clock, token, wait } = scene(undefined, settings);
  await token();
  // Older than a token that the vendor may not know yet (rule T20).
  clock.advanceSeconds(3);
  const count = (wanted: string) =>
    vendor.requests.filter(({ method }) => method === wanted).length;
  const tested = async (explicit = false) => {
    const options = { settings, source, send: vendor.send, wait, explicit };
    const { report, ...result } = await testedToken(options);
    return { ...result, report: inWords(report) };
  };
  return { source, vendor, clock, count, tested, current: token };
}

const CHECK_PATH = { checkPath: 'me' };

describe('T19: a test call that refuses the token', () => {
  test('condemns it if a new token passes the same call', async () => {
    const { vendor, tested, current, count } = await sceneWithToken();
    testCallAnswers(vendor, (token) => ({ status: token === 'token-1' ? 401 : 200, body: [] }));
    expect(await tested()).toMatchObject({ replaced: true, report: { verdict: 'accepted' } });
    expect(await current()).toBe('token-2');
    expect(count('POST')).toBe(2);
  });

  test('and a new one as well leaves the old token in use, and says so', async () => {
    const { vendor, tested, current } = await sceneWithToken();
    testCallAnswers(vendor, () => ({ status: 401 }));
    const { replaced, report } = await tested();
    expect(replaced).toBe(false);
    expect(report).toMatchObject({ verdict: 'unknown', status: 401, refusesNewTokens: true });
    expect(report.says).toMatch(/even with a new access token/);
    expect(await current()).toBe('token-1');
  });

  test.each([403, 500])(
    'and is answered to a new one with %d replaces the token only if that means that it passed',
    async (status) => {
      const settings = settingsOf('client-credentials', CHECK_PATH);
      const { vendor, tested, current } = await sceneWithToken(settings);
      testCallAnswers(vendor, (token) => ({ status: token === 'token-1' ? 401 : status }));
      const { replaced, report } = await tested();
      // Whoever may not make the call has had the token accepted.
      const isAccepted = status === 403;
      expect({ replaced, verdict: report.verdict }).toEqual({
        replaced: isAccepted,
        verdict: isAccepted ? 'accepted' : 'unknown',
      });
      expect(report.refusesNewTokens).toBeUndefined();
      expect(await current()).toBe(isAccepted ? 'token-2' : 'token-1');
    },
  );

  test('is not taken to be at fault for a credential with another test call', async () => {
    const settings = settingsOf('client-credentials', CHECK_PATH);
    const { source, vendor, tested, count } = await sceneWithToken(settings);
    testCallAnswers(vendor, () => ({ status: 401 }));
    expect((await tested()).report.refusesNewTokens).toBe(true);
    vendor.answers(() => ({ status: 200, body: [] }));
    const other = settingsOf('client-credentials', { checkPath: 'you' });
    const { send } = vendor;
    const token = await source.token({ settings: other, send });
    const reports = [other, settings].map((one) => source.verdicts.verify(one, token, send));
    expect((await Promise.all(reports)).map(({ verdict }) => verdict)).toEqual([
      'accepted',
      'unknown',
    ]);
    expect(count('GET')).toBe(3);
  });

  test('is asked once more at most, and costs one token request at most, whoever asks', async () => {
    const settings = settingsOf('client-credentials', CHECK_PATH);
    const { vendor, tested, count, clock } = await sceneWithToken(settings);
    testCallAnswers(vendor, () => ({ status: 401 }));
    for (let item = 0; item < 10; item++) {
      await tested();
      clock.advanceSeconds(1);
    }
    await Promise.all(Array.from({ length: 10 }, () => tested()));
    expect(count('POST')).toBe(2);
    expect(count('GET')).toBe(2);
  });

  test('has one new token tried by all, also by who comes while its test call is under way', async () => {
    const { vendor, tested, current, count } = await sceneWithToken();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let issued = 1;
    vendor.answers(async ({ method, headers }) => {
      if (method === 'POST') {
        return { body: { access_token: `token-${++issued}`, expires_in: 300 } };
      }
      if (headers['authorization'] === 'Bearer token-1') return { status: 401 };
      await held;
      return { status: 200, body: [] };
    });
    const first = tested();
    while (count('GET') < 2) await settled();
    const later = [tested(), tested()];
    await settled();
    release();
    for (const one of await Promise.all([first, ...later])) {
      expect(one).toMatchObject({ replaced: true, token: { value: 'token-2' } });
    }
    expect(await current()).toBe('token-2');
    expect({ tokens: count('POST'), tests: count('GET') }).toEqual({ tokens: 2, tests: 2 });
  });

  /** A vendor whose token endpoint takes until the returned function is called; it refuses token-1. */
  function slowTokens(vendor: FakeVendor): () => void {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let issued = 1;
    vendor.answers(async ({ method, headers }) => {
      if (method === 'GET') {
        return { status: headers['authorization'] === 'Bearer token-1' ? 401 : 200, body: [] };
      }
      await held;
      return { body: { access_token: `token-${++issued}`, expires_in: 300 } };
    });
    return () => release();
  }

  test('and a refresh that falls due meanwhile takes the same new token', async () => {
    const { vendor, clock, tested, current, count } = await sceneWithToken();
    const release = slowTokens(vendor);
    const testing = tested();
    while (count('POST') < 2) await settled();
    clock.advanceSeconds(294);
    const waiting = current();
    await settled();
    release();
    expect((await testing).token.value).toBe('token-2');
    expect(await waiting).toBe('token-2');
    expect(count('POST')).toBe(2);
  });

  test('takes the token that a refresh brings, if one is under way', async () => {
    const { vendor, clock, tested, current, count } = await sceneWithToken();
    const release = slowTokens(vendor);
    clock.advanceSeconds(240);
    expect(await current()).toBe('token-1');
    while (count('POST') < 2) await settled();
    const testing = tested();
    await settled();
    release();
    expect((await testing).token.value).toBe('token-2');
    expect(await current()).toBe('token-2');
    expect(count('POST')).toBe(2);
  });

  test('has the same new token tried for ten seconds by credentials with a test call of their own', async () => {
    const { source, vendor, clock, ask } = scene();
    const { value } = await ask();
    const { settings } = scene();
    const another = async () =>
      (await source.another(value, { settings, send: vendor.send }))?.value;
    expect(await another()).toBe('token-2');
    clock.advanceSeconds(9.9);
    expect(await another()).toBe('token-2');
    expect(vendor.requests).toHaveLength(2);
    clock.advanceSeconds(0.1);
    expect(await another()).toBe('token-3');
    expect((await ask()).value).toBe('token-1');
  });

  test('of a token that was replaced meanwhile has the current one tried, without a request', async () => {
    const { settings, source, vendor, ask } = scene();
    const { value } = await ask();
    source.reject(value);
    await ask();
    const other = await source.another(value, { settings, send: vendor.send });
    expect(other?.value).toBe('token-2');
    expect(vendor.requests).toHaveLength(2);
  });

  test('keeps the token that it condemned from coming back from where it was stored', async () => {
    const { vendor, source, tested, current } = await sceneWithToken();
    const stored = source.stored()!;
    vendor.answers(({ method, headers }) =>
      method === 'POST'
        ? { body: { access_token: 'short-lived', expires_in: 60 } }
        : { status: headers['authorization'] === 'Bearer token-1' ? 401 : 200, body: [] },
    );
    expect(await tested()).toMatchObject({ replaced: true });
    expect(source.adopt(stored)).toBe(false);
    expect(await current()).toBe('short-lived');
  });

  test('is tried anew after five minutes, since the vendor may have been repaired', async () => {
    const settings = settingsOf('dvinci');
    const { vendor, tested, clock, current } = await sceneWithToken(settings);
    testCallAnswers(vendor, () => ({ status: 401 }));
    await tested();
    clock.advanceSeconds(301);
    testCallAnswers(vendor, () => ({ status: 200, body: [] }), 2);
    expect(await tested()).toMatchObject({ report: { verdict: 'accepted' } });
    expect(await current()).toBe('token-3');
  });

  test('is tried anew for a person after ten seconds, and not before', async () => {
    const { vendor, tested, count, clock } = await sceneWithToken();
    testCallAnswers(vendor, () => ({ status: 401 }));
    await tested();
    clock.advanceSeconds(9.9);
    await tested(true);
    expect(count('GET')).toBe(2);
    clock.advanceSeconds(0.1);
    await tested();
    expect(count('GET')).toBe(2);
    testCallAnswers(vendor, () => ({ status: 200, body: [] }));
    expect(await tested(true)).toMatchObject({ report: { verdict: 'accepted' } });
    expect(count('GET')).toBe(3);
  });

  test('leaves the token in use if no new one can be had', async () => {
    const { vendor, tested, current } = await sceneWithToken();
    vendor.answers(({ method }) => ({ status: method === 'POST' ? 503 : 401 }));
    await expect(tested()).rejects.toMatchObject({ code: 'vendor-unavailable' });
    expect(await current()).toBe('token-1');
  });

  test('of a static token is told as it is, for there is no other one', async () => {
    const { vendor, tested, current, count } = await sceneWithToken(settingsOf('agility'));
    const before = await current();
    vendor.answers(() => ({ status: 401 }));
    expect(await tested()).toMatchObject({ replaced: false, report: { verdict: 'rejected' } });
    expect(await current()).toBe(before);
    expect(count('POST')).toBe(0);
  });
});
