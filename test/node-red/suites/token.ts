import type { FlowNode } from '../../../demo/node-red-host';
import { sandboxConfiguration } from '../../../demo/sandbox-configuration';
import { flowOf, requestNode } from '../support/flows';
import { freshLogin, type Host, nextArrival } from '../support/host';

function tokenNode(operation: string): FlowNode {
  return {
    id: operation,
    type: 'vendor-auth-token',
    auth: 'auth',
    operation,
    version: 1,
    wires: [['answers']],
  };
}

export function describeToken(host: Host): void {
  const dvinci = () => host.sandbox.vendors.dvinci;
  const deploy = (login: FlowNode) =>
    host.nodeRed.deploy(
      flowOf(
        login,
        tokenNode('check'),
        tokenNode('forget'),
        requestNode('auth', dvinci().protectedPath),
      ),
    );
  const ask = async (nodeId: string, end = 'answers') => {
    await host.nodeRed.receive([{ nodeId, msg: { topic: 'kept', payload: 'before' } }]);
    return await nextArrival(host.nodeRed, end);
  };

  describe('vendor-auth-token', () => {
    test('checks the token with the test call and says how long it lasts, never which it is', async () => {
      await deploy(freshLogin(dvinci()));
      const msg = await ask('check');

      expect(msg['topic']).toBe('kept');
      expect(msg['payload']).toEqual({
        vendor: 'd.vinci',
        baseUrl: dvinci().baseUrl,
        verdict: 'accepted',
        says: 'd.vinci accepts the token; it sees 2 organisational units.',
        status: 200,
        neverExpires: false,
        secondsLeft: expect.any(Number),
        tokenRequests: 1,
      });
      expect(dvinci().stats()).toMatchObject({ tokenRequests: 1, testCalls: 1 });
      const [token = 'none'] = dvinci().issuedTokens().slice(-1);
      expect(JSON.stringify(msg)).not.toContain(token);
    });

    test('replaces a token that the vendor has withdrawn', async () => {
      await deploy(freshLogin(dvinci()));
      await ask('request');
      dvinci().expire();

      expect((await ask('check'))['payload']).toMatchObject({ verdict: 'accepted' });
      expect(dvinci().stats().tokenRequests).toBe(2);
    });

    test('forgets the token, so that the next request fetches a new one', async () => {
      await deploy(freshLogin(dvinci()));
      await ask('request');
      await ask('request');
      expect(dvinci().stats().tokenRequests).toBe(1);

      const { payload } = await ask('forget');
      expect(payload).toEqual({
        vendor: 'd.vinci',
        forgotten: true,
        says: 'The access token was forgotten. The next request fetches a new one.',
      });
      expect(dvinci().stats().tokenRequests).toBe(1);
      await ask('request');
      expect(dvinci().stats().tokenRequests).toBe(2);
    });

    test('has nothing to forget of a token that stands in the login', async () => {
      const { agility } = host.sandbox.vendors;
      await deploy(sandboxConfiguration(agility, 'auth'));

      expect((await ask('forget'))['payload']).toMatchObject({ forgotten: false });
      expect((await ask('check'))['payload']).toMatchObject({
        verdict: 'accepted',
        neverExpires: true,
      });
    });

    test('sends a login that is refused to Catch nodes', async () => {
      const login = freshLogin(dvinci());
      dvinci().set({ clientSecret: 'another one' });
      await deploy(login);

      expect((await ask('check', 'caught'))['error']).toMatchObject({ code: 'invalid-client' });
    });

    test('waits after a failure as all messages do', async () => {
      const login = freshLogin(dvinci());
      dvinci().set({ clientSecret: 'another one' });
      await deploy(login);
      await ask('request', 'caught');
      for (let time = 0; time < 3; time++) await ask('check', 'caught');

      expect(dvinci().stats().tokenRequests).toBe(1);
    });

    test('leaves what it shares to the other nodes when it is stopped', async () => {
      const login = freshLogin(dvinci());
      await deploy(login);
      dvinci().set({ latencyMs: 300 });
      await host.nodeRed.receive([{ nodeId: 'check', msg: {} }]);
      await host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);
      // Only the node that checks is another one.
      const { credentials: _saved, ...saved } = login;
      const flows = flowOf(
        saved,
        { ...tokenNode('check'), name: 'another' },
        tokenNode('forget'),
        requestNode('auth', dvinci().protectedPath),
      );
      const response = await fetch(`${host.nodeRed.url}/flows`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'node-red-api-version': 'v2',
          'node-red-deployment-type': 'nodes',
        },
        body: JSON.stringify({ flows }),
      });
      expect(response.status).toBe(200);
      expect(await nextArrival(host.nodeRed, 'answers')).toMatchObject({ statusCode: 200 });
      expect(dvinci().stats().tokenRequests).toBe(1);
    });

    test.each(['Forget', '', 7])('refuses the operation %j', async (operation) => {
      const node = { ...tokenNode('check'), operation };
      await host.nodeRed.deploy(flowOf(freshLogin(dvinci()), node));

      expect((await ask('check', 'caught'))['error']).toMatchObject({
        code: 'invalid-settings',
        message: expect.stringContaining('Operation'),
      });
      expect(dvinci().stats().tokenRequests).toBe(0);
    });

    test('shows the status of a test call that was refused', async () => {
      await deploy(freshLogin(dvinci()));
      dvinci().set({ api: { status: 500 } });
      const { payload } = await ask('check');

      expect(payload).toMatchObject({ verdict: 'unknown', status: 500 });
    });
  });
}
