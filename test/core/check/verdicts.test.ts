import { scene, settingsOf } from '../support/credentials';

/** A token source with a token, whose vendor counts test calls. */
async function sceneWithToken() {
  const { vendor, clock, ask, ...stage } = scene();
  const token = await ask();
  vendor.answers(() => ({ body: [] }));
  const testCalls = () => vendor.requests.filter(({ method }) => method === 'GET').length;
  const verify = (usedAtMs?: number) => stage.verify(token, usedAtMs);
  return { vendor, clock, verify, testCalls };
}

describe('the verdict of a test call', () => {
  test('is shared by all who ask at once', async () => {
    const { verify, testCalls } = await sceneWithToken();
    const reports = await Promise.all(Array.from({ length: 10 }, () => verify()));
    expect(reports.map(({ verdict }) => verdict)).toEqual(Array(10).fill('accepted'));
    expect(testCalls()).toBe(1);
  });

  test('of a call at fault is told as an old one, with the time until a person may have it made again', async () => {
    const { source, clock, ask, ...stage } = scene();
    const token = await ask();
    expect((await stage.verify(token)).nextAttemptInSeconds).toBeUndefined();
    const report = { verdict: 'unknown', status: 401, says: [], hint: [] } as const;
    source.verdicts.blameCall(settingsOf('client-credentials'), report);
    const about = async () => {
      const settings = settingsOf('client-credentials');
      const { send } = stage.vendor;
      return (await source.verdicts.verify(settings, token, send)).nextAttemptInSeconds;
    };
    clock.advanceSeconds(4);
    expect(await about()).toBeCloseTo(6);
    clock.advanceSeconds(60);
    expect(await about()).toBe(0);
  });

  test('is not asked for again within a second', async () => {
    const { clock, verify, testCalls } = await sceneWithToken();
    await verify();
    clock.advanceSeconds(0.9);
    await verify();
    expect(testCalls()).toBe(1);
  });

  test('serves requests that were under way when it came, for ten seconds', async () => {
    const { clock, verify, testCalls } = await sceneWithToken();
    const usedAtMs = clock.monotonicMs();
    await verify(usedAtMs);
    clock.advanceSeconds(9);
    await verify(usedAtMs);
    expect(testCalls()).toBe(1);
    clock.advanceSeconds(2);
    await verify(usedAtMs);
    expect(testCalls()).toBe(2);
  });

  test('says nothing to a request that was begun later: the token may have been withdrawn since', async () => {
    const { vendor, clock, verify } = await sceneWithToken();
    await verify(clock.monotonicMs());
    clock.advanceSeconds(2);
    vendor.answers(() => ({ status: 401 }));
    expect(await verify(clock.monotonicMs())).toMatchObject({ verdict: 'rejected' });
  });

  test('about a static token is asked for again once that was rejected', async () => {
    const { source, vendor, ask, verify } = scene(() => ({ body: {} }), settingsOf('agility'));
    const token = await ask();
    expect(await verify(token)).toMatchObject({ verdict: 'accepted' });
    vendor.answers(() => ({ status: 401 }));
    source.reject(token.value);
    expect(await verify(token)).toMatchObject({ verdict: 'rejected' });
  });

  test('about one token is none about another, even while the first call is under way', async () => {
    const { source, vendor, ask, verify } = scene();
    const first = await ask();
    source.reject(first.value);
    const second = await ask();
    vendor.answers((request) => ({
      status: request.headers['authorization'] === 'Bearer token-1' ? 401 : 200,
    }));
    const reports = await Promise.all([first, second].map((token) => verify(token)));
    expect(reports.map(({ verdict }) => verdict)).toEqual(['rejected', 'accepted']);
  });
});
