import { scene } from './support/credentials';

/** A token source with a token, whose vendor counts test calls. */
async function sceneWithToken() {
  const { source, vendor, clock } = scene();
  const token = await source.token({ send: vendor.send });
  vendor.answers(() => ({ body: [] }));
  const testCalls = () => vendor.requests.filter(({ method }) => method === 'GET').length;
  const verify = (usedAtMs?: number) => source.verify(token, vendor.send, undefined, usedAtMs);
  return { vendor, clock, verify, testCalls };
}

describe('the verdict of a test call', () => {
  test('is shared by all who ask at once', async () => {
    const { verify, testCalls } = await sceneWithToken();
    const reports = await Promise.all(Array.from({ length: 10 }, () => verify()));
    expect(reports.map(({ verdict }) => verdict)).toEqual(Array(10).fill('accepted'));
    expect(testCalls()).toBe(1);
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
});
