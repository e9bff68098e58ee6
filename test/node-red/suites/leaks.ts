import { sandboxConfiguration } from '../../../demo/sandbox-configuration';
import { bearerNode, flowOf, httpRequestNode, requestNode } from '../support/flows';
import { freshLogin, type Host } from '../support/host';

/** A secret in all the forms in which it travels. */
function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ];
}

export function describeLeaks(host: Host): void {
  describe('secrets and tokens', () => {
    test('are in no log, status, error, answer, file or admin route', async () => {
      const { nodeRed, sandbox } = host;
      const vendor = sandbox.vendors['client-credentials'];
      const login = freshLogin(vendor, {
        clientAuthentication: 'header',
        name: 'Searched for',
      });
      const agility = sandboxConfiguration(sandbox.vendors.agility);
      const secret = (login['credentials'] as { clientSecret: string }).clientSecret;
      const places: Record<string, unknown> = {};
      const look = async (name: string, path: string) => {
        places[name] = await (await fetch(nodeRed.url + path)).text();
      };

      await nodeRed.deploy(
        flowOf(
          login,
          agility,
          requestNode('auth', ''),
          bearerNode('auth'),
          httpRequestNode(`${vendor.baseUrl}${vendor.protectedPath}`),
          { ...requestNode('auth-agility', 'nowhere', { senderr: true }), id: 'agility-request' },
        ),
      );
      const ask = (nodeId: string, msg: object) => nodeRed.receive([{ nodeId, msg }]);
      // Answers, refusals, a timeout, a foreign origin, and a token put there by an earlier node.
      await ask('request', { url: 'api/me' });
      await ask('request', { url: 'sandbox/status/500' });
      await ask('request', { url: 'sandbox/redirect/other-origin' });
      await ask('request', { url: 'sandbox/slow/5000', requestTimeout: 50 });
      await ask('request', { url: 'https://elsewhere.example.com/' });
      await ask('bearer', {});
      places['answers'] = await nodeRed.arrivals('answers', 4);
      vendor.expire();
      await ask('request', { url: 'api/me', headers: { authorization: 'Bearer earlier' } });
      places['later answers'] = await nodeRed.arrivals('answers', 1);
      await ask('agility-request', {});
      vendor.expire();
      vendor.set({
        tokenEndpoint: {
          status: 401,
          body: { error: 'invalid_client', error_description: `Not this: ${secret}` },
        },
      });
      await ask('request', { url: 'api/me' });
      places['failures'] = await nodeRed.arrivals('caught', 4);
      places['statuses shown'] = await nodeRed.arrivals('shown', 1);
      places['statuses'] = await nodeRed.statuses();
      places['logs'] = await nodeRed.logs();
      places['output'] = nodeRed.output();
      places['files'] = await nodeRed.writtenFiles();
      await look('flows', '/flows');
      await look('credentials', '/credentials/vendor-auth/auth');
      await look('credentials of Agility', '/credentials/vendor-auth/auth-agility');
      await look('counts', '/vendor-auth/stats');

      const tokens = vendor.issuedTokens();
      expect(tokens.length).toBeGreaterThan(1);
      const searched = [secret, ...tokens, sandbox.vendors.agility.accessToken].flatMap(formsOf);
      for (const [place, content] of Object.entries(places)) {
        const text = typeof content === 'string' ? content : JSON.stringify(content);
        expect({ place, isEmpty: text.length < 3 }).toEqual({
          place,
          isEmpty: place === 'output' && text === '',
        });
        const found = searched.filter((form) => text.includes(form));
        expect({ place, found }).toEqual({ place, found: [] });
      }
    });
  });
}
