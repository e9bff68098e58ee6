import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bearerNode, flowOf, httpRequestNode, requestNode } from '../support/flows';
import { freshLogin, type Host, nextArrival } from '../support/host';
import { type NodeRedOptions, type RemoteNodeRed, startNodeRed } from '../support/node-red';

const catalogue = path.resolve(
  __dirname,
  '../../../node-red/nodes/vendor-auth/locales/de/vendor-auth.json',
);
const { 'vendor-auth': german } = JSON.parse(readFileSync(catalogue, 'utf8')) as {
  'vendor-auth': { origins: Record<string, string> };
};

/** The German text with those values. */
function said(text: string | undefined, values: Readonly<Record<string, string>>): string {
  if (text === undefined) throw new Error('The German catalogue lacks a text of this test.');
  return text.replace(/__(\w+?)__/g, (_, name: string) => values[name] ?? `no ${name}`);
}

/** In a Node-RED whose settings.js says `lang: 'de'`. */
export function describeLanguage(host: Host, options: NodeRedOptions): void {
  const dvinci = () => host.sandbox.vendors.dvinci;

  describe('in a German Node-RED', () => {
    let nodeRed: RemoteNodeRed;
    beforeAll(async () => {
      nodeRed = await startNodeRed({ ...options, settings: { lang: 'de' } });
    });
    afterAll(async () => await nodeRed?.stop());

    const failure = async (nodeId: string, msg: object) => {
      await nodeRed.receive([{ nodeId, msg }]);
      return (await nextArrival(nodeRed, 'caught'))['error'] as { message: string; code: string };
    };

    test('failures are told in German, with their values', async () => {
      const login = freshLogin(dvinci());
      await nodeRed.deploy(
        flowOf(login, requestNode('auth', ''), bearerNode('auth'), httpRequestNode('')),
      );
      const origin = 'https://elsewhere.example';
      const values = { vendor: 'd.vinci', origin, own: dvinci().baseUrl };
      for (const nodeId of ['request', 'bearer']) {
        expect(await failure(nodeId, { url: `${origin}/` })).toMatchObject({
          code: 'foreign-origin',
          message: `${said(german.origins['foreign'], values)} ${said(german.origins['allow'], values)}`,
        });
      }
    });

    test('so is a login that is refused', async () => {
      const login = freshLogin(dvinci());
      dvinci().set({ clientSecret: 'another one' });
      await nodeRed.deploy(flowOf(login, requestNode('auth', '')));
      const { code, message } = await failure('request', { url: dvinci().protectedPath });

      expect(code).toBe('invalid-client');
      // The vendor's own words, which have catalogue texts like all others.
      expect(message).toMatch(/^d\.vinci kennt diesen API-Benutzer nicht/);
    });
  });
}
