import type { FlowNode } from '../../../demo/node-red-host';
import { sandboxConfiguration } from '../../../demo/sandbox-configuration';
import { flowOf, requestNode } from '../support/flows';
import { freshLogin, type Host, nextArrival } from '../support/host';

function revokeNode(grant: string, grantType: string): FlowNode {
  return {
    id: 'revoke',
    type: 'agility-revoke-grant',
    auth: 'auth',
    grant,
    grantType,
    version: 1,
    wires: [['answers']],
  };
}

export function describeRevoke(host: Host): void {
  const agility = () => host.sandbox.vendors.agility;
  const send = (msg: object = {}) => host.nodeRed.receive([{ nodeId: 'revoke', msg }]);
  const outcome = async () => (await nextArrival(host.nodeRed, 'answers'))['payload'];
  const failure = async () =>
    (await nextArrival(host.nodeRed, 'caught'))['error'] as {
      message: string;
      code: string;
      cause?: object;
    };

  /** Deploys the node with the access token of one of the sandbox's members. */
  async function deploy(
    grant: string,
    grantType = 'str',
    token: keyof ReturnType<typeof agility>['accessTokens'] = 'member',
  ): Promise<void> {
    const vendor = agility();
    vendor.reset();
    const login = {
      ...sandboxConfiguration(vendor, 'auth'),
      credentials: { accessToken: vendor.accessTokens[token] },
    };
    await host.nodeRed.deploy(flowOf(login, revokeNode(grant, grantType)));
  }

  describe('agility-revoke-grant', () => {
    test.each([
      ['a number', () => '1020', 'str'],
      ['Grant:1020', () => 'Grant:1020', 'str'],
      ['Grant:1020 with its moment', () => 'Grant:1020:4631', 'str'],
      ['the full URL', () => `${agility().baseUrl}/rest-1.v1/Data/Grant/1020`, 'str'],
      ['a number of the typed input', () => '1020', 'num'],
      ['a property of the message', () => 'payload.id', 'msg'],
      ['a JSONata expression', () => '"Grant:" & $string(payload.id)', 'jsonata'],
    ])('revokes a grant given as %s', async (_what, grant, grantType) => {
      await deploy(grant(), grantType);
      await send({ payload: { id: 1020 }, topic: 'kept' });

      expect(await outcome()).toEqual({
        grant: 'Grant:1020',
        revoked: true,
        tokenStillAccepted: true,
        says: 'Grant:1020 was revoked. The access token in use is still accepted.',
      });
      expect(agility().stats().apiRequestsByPath).toMatchObject({
        'POST /Example/rest-1.v1/Data/Grant/1020': 1,
      });
    });

    test('says so when the revoked grant is that of the token in use', async () => {
      await deploy('1010');
      await send();

      expect(await outcome()).toMatchObject({
        grant: 'Grant:1010',
        tokenStillAccepted: false,
        says: expect.stringContaining('Agility no longer accepts it'),
      });
      await send();
      expect(await failure()).toMatchObject({ code: 'token-rejected' });
    });

    test('a grant that does not exist ends in Catch with a sentence', async () => {
      await deploy('9999');
      await send();
      const { message, code, cause } = await failure();

      expect(message).toMatch(/^Agility has no Grant:9999, or the member/);
      expect(code).toBe('not-found');
      expect(cause).toMatchObject({
        hint: expect.stringMatching(/^Check the number\./),
        status: 404,
        description: 'Grant:9999 is not available to this member.',
      });
    });

    test.each(['401', '302', '404'] as const)(
      'revokes where tokens are taken at the other path, answered by %s at the first',
      async (otherPlaceAnswers) => {
        await deploy('1020');
        agility().set({ tokensAt: 'rest-1.oauth.v1', otherPlaceAnswers });
        await send();

        expect(await outcome()).toMatchObject({ revoked: true, tokenStillAccepted: true });
        expect(agility().stats().apiRequestsByPath).toMatchObject({
          'POST /Example/rest-1.oauth.v1/Data/Grant/1020': 1,
        });
      },
    );

    test.each(['404', '403', '400'] as const)(
      'a grant that the member may not revoke ends in Catch with a sentence, answered by %s',
      async (deniedRevokeStatus) => {
        await deploy('1030');
        agility().set({ deniedRevokeStatus });
        await send();
        const { message } = await failure();

        expect(message).toMatch(/Grant:1030/);
        expect(message).toMatch(/may not|may have been revoked|did not revoke/);
      },
    );

    test('a second revoke ends in Catch with a sentence', async () => {
      await deploy('1021');
      await send();
      await outcome();
      await send();

      expect((await failure()).message).toMatch(/may have been revoked already/);
    });

    test.each([
      ['missing', 'payload', 'msg', 'Grant is missing.'],
      ['no grant', 'Story:7', 'str', 'Grant must be a number'],
      ['on another server', 'https://elsewhere.example.com/rest-1.v1/Data/Grant/1', 'str', 'is on'],
      ['a broken expression', '$nonsense(', 'jsonata', 'Grant could not be evaluated: '],
    ])('a grant that is %s is told in the field’s own name', async (_what, grant, type, says) => {
      await deploy(grant, type);
      await send();

      expect((await failure()).message).toContain(says);
      expect(agility().stats().apiRequests).toBe(0);
    });

    test('a login for another vendor is refused', async () => {
      const login = freshLogin(host.sandbox.vendors.dvinci);
      await host.nodeRed.deploy(flowOf(login, revokeNode('1020', 'str')));
      await send();

      expect((await failure()).message).toContain('Login is for d.vinci');
      expect(host.sandbox.vendors.dvinci.stats().tokenRequests).toBe(0);
    });

    test('vendor-auth-request asks Agility for JSON and makes no token request', async () => {
      const vendor = agility();
      vendor.reset();
      const login = sandboxConfiguration(vendor, 'auth');
      await host.nodeRed.deploy(flowOf(login, requestNode('auth', vendor.protectedPath)));
      await host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);

      expect(await nextArrival(host.nodeRed, 'answers')).toMatchObject({ statusCode: 200 });
      expect(vendor.stats()).toMatchObject({ tokenRequests: 0, apiRequests: 1 });
    });
  });
}
