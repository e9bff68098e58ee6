import type { FlowNode } from '../../../demo/node-red-host';
import { dialogOf, pressTest } from '../support/dialog';
import { flowOf, requestNode } from '../support/flows';
import { freshLogin, type Host, nextArrival } from '../support/host';

const A_DAY = { status: 429, headers: { 'retry-after': '86400' }, body: '' };

export function describeHolds(host: Host): void {
  const dvinci = () => host.sandbox.vendors.dvinci;
  const fifth = () => host.sandbox.vendors['client-credentials'];
  const deploy = (login: FlowNode, path: string) =>
    host.nodeRed.deploy(flowOf(login, requestNode('auth', path)));
  const call = () => host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);
  const refused = async () => {
    await call();
    return (await nextArrival(host.nodeRed, 'caught'))['error'] as { code: string };
  };
  const answered = async () => {
    await call();
    return await nextArrival(host.nodeRed, 'answers');
  };
  const localhost = (address: string) => address.replace('127.0.0.1', 'localhost');
  const withSecret = (login: FlowNode, clientSecret: string): FlowNode => ({
    ...login,
    credentials: { ...(login['credentials'] as object), clientSecret },
  });

  describe('after a vendor has asked for a day without token requests', () => {
    async function heldBack(vendor: typeof dvinci | typeof fifth): Promise<FlowNode> {
      const login = freshLogin(vendor());
      vendor().set({ tokenEndpoint: A_DAY });
      await deploy(login, vendor().protectedPath);
      expect((await refused()).code).toBe('rate-limited');
      vendor().set({ tokenEndpoint: null });
      expect((await refused()).code).toBe('rate-limited');
      expect(vendor().stats().tokenRequests).toBe(1);
      return login;
    }

    test('deploying the same again asks no sooner', async () => {
      const login = await heldBack(dvinci);
      await deploy({ ...login, name: 'Renamed' }, dvinci().protectedPath);
      await refused();
      expect(dvinci().stats().tokenRequests).toBe(1);
    });

    test('a corrected secret asks at once', async () => {
      const login = await heldBack(dvinci);
      dvinci().set({ clientSecret: 'the right one' });
      await deploy(withSecret(login, 'the right one'), dvinci().protectedPath);
      expect(await answered()).toMatchObject({ statusCode: 200 });
      expect(dvinci().stats().tokenRequests).toBe(2);
    });

    test.each([
      ['d.vinci', dvinci],
      ['a vendor whose token URL stays the same', fifth],
    ])('a changed base URL of %s asks at once', async (_name, vendor) => {
      const login = await heldBack(vendor);
      const baseUrl = localhost(login['baseUrl'] as string);
      await deploy({ ...login, baseUrl }, vendor().protectedPath);
      expect(await answered()).toMatchObject({ statusCode: 200 });
      expect(vendor().stats().tokenRequests).toBe(2);
    });

    test('changes that are deployed one after the other ask once in ten seconds', async () => {
      const login = await heldBack(fifth);
      fifth().set({ tokenEndpoint: A_DAY });
      for (const checkPath of ['a', 'b', 'c']) {
        await deploy({ ...login, checkPath }, fifth().protectedPath);
        await refused();
      }
      expect(fifth().stats().tokenRequests).toBe(2);
    });

    test('Test asks at once, and its token serves the flows', async () => {
      const login = await heldBack(dvinci);
      expect((await pressTest(host, dialogOf(login))).verdict).toBe('accepted');
      expect(await answered()).toMatchObject({ statusCode: 200 });
      expect(dvinci().stats().tokenRequests).toBe(2);
    });
  });

  test('a hundred clicks on Test with a wrong secret, one after the other, ask once and say so', async () => {
    const dialog = dialogOf(freshLogin(dvinci()), { clientSecret: 'wrong, click after click' });
    const first = await pressTest(host, dialog);
    expect(first).toMatchObject({ code: 'invalid-client' });
    expect(first).not.toHaveProperty('nextAttemptInSeconds');
    for (let click = 1; click < 100; click++) {
      const outcome = await pressTest(host, dialog);
      expect(outcome).toMatchObject({ code: 'invalid-client', says: first.says });
      expect(outcome.nextAttemptInSeconds).toBeGreaterThan(0);
      expect(outcome.nextAttemptInSeconds).toBeLessThanOrEqual(10);
    }
    expect(dvinci().stats().tokenRequests).toBe(1);
  });

  describe('a test call that is refused in the dialog', () => {
    const sentToken = async () => {
      const { payload } = await answered();
      return (payload as { bearerTokenSha256: unknown }).bearerTokenSha256;
    };

    test('leaves the flows their token, since it refuses a new one as well', async () => {
      const login = freshLogin(fifth());
      await deploy(login, 'sandbox/echo');
      const before = await sentToken();
      expect(before).toBeTruthy();
      const outcome = await pressTest(host, dialogOf(login, { checkPath: 'sandbox/status/401' }));
      expect(outcome).toMatchObject({
        verdict: 'failed',
        code: 'test-call-refused',
        says: expect.stringContaining('even with a new access token'),
      });
      expect(await sentToken()).toEqual(before);
      // The flows' own, and the one that the call refused as well.
      expect(fifth().stats().tokenRequests).toBe(2);
      for (let click = 0; click < 20; click++) {
        await pressTest(host, dialogOf(login, { checkPath: 'sandbox/status/401' }));
      }
      expect(await sentToken()).toEqual(before);
      expect(fifth().stats().tokenRequests).toBe(2);
    });

    test('leaves it too if no new one can be had', async () => {
      const login = freshLogin(fifth());
      await deploy(login, 'sandbox/echo');
      const before = await sentToken();
      fifth().set({ tokenEndpoint: { status: 503, body: '' } });
      const outcome = await pressTest(host, dialogOf(login, { checkPath: 'sandbox/status/401' }));
      expect(outcome).toMatchObject({ verdict: 'failed', code: 'vendor-unavailable' });
      expect(await sentToken()).toEqual(before);
      // As of every renewal that fails behind a valid token.
      expect(await nextArrival(host.nodeRed, 'caught')).toMatchObject({
        payload: { event: 'refresh-failed' },
      });
    });

    test('gives the flows the new token if that one passes', async () => {
      const login = freshLogin(fifth(), { checkPath: 'sandbox/echo' });
      await deploy(login, 'sandbox/echo');
      const before = await sentToken();
      fifth().expire();
      expect((await pressTest(host, dialogOf(login))).verdict).toBe('accepted');
      expect(await sentToken()).not.toEqual(before);
      expect(fifth().stats()).toMatchObject({ tokenRequests: 2, withdrawnTokensSeen: 1 });
    });
  });
}
