import { flowOf, requestNode } from '../../support/flows';
import { freshLogin, nextArrival, useHost } from '../../support/host';

jest.setTimeout(30_000);

describe('the button that forgets the token of a deployed login', () => {
  const host = useHost();
  const dvinci = () => host.sandbox.vendors.dvinci;
  const forget = async (body: unknown) =>
    await fetch(`${host.nodeRed.url}/vendor-auth/forget`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const call = async () => {
    await host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);
    expect(await nextArrival(host.nodeRed, 'answers')).toMatchObject({ statusCode: 200 });
  };
  const deploy = () =>
    host.nodeRed.deploy(flowOf(freshLogin(dvinci()), requestNode('auth', dvinci().protectedPath)));

  test('has the next request fetch a new one, and asks nothing itself', async () => {
    await deploy();
    await call();
    const response = await forget({ id: 'auth' });

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ vendor: 'd.vinci', forgotten: true });
    expect(dvinci().stats().tokenRequests).toBe(1);
    await call();
    expect(dvinci().stats().tokenRequests).toBe(2);
  });

  test.each([[{ id: 'nobody' }], [{}], [[]], [{ id: ['auth'] }], [{ id: 'request' }]])(
    'has nothing to forget for %j, and leaves the others alone',
    async (body) => {
      await deploy();
      await call();

      expect((await forget(body)).status).toBe(404);
      await call();
      expect(dvinci().stats().tokenRequests).toBe(1);
    },
  );
});
