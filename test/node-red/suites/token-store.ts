import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bearerNode, flowOf, sink } from '../support/flows';
import { freshLogin, type Host } from '../support/host';
import { startNodeRed, type NodeRedOptions, type RemoteNodeRed } from '../support/node-red';

type Version = Required<Pick<NodeRedOptions, 'nodeRedModule'>>;

/** A token in a context store that the operator has configured: it survives the process. */
export function describeTokenStore(host: Host, { nodeRedModule }: Version): void {
  const dvinci = () => host.sandbox.vendors.dvinci;

  describe('a login with a token store', () => {
    const started: RemoteNodeRed[] = [];
    let dir: string;
    beforeEach(() => {
      dir = mkdtempSync(path.join(tmpdir(), 'vendor-auth-context-'));
    });
    afterEach(async () => {
      for (const nodeRed of started.splice(0)) await nodeRed.stop();
      rmSync(dir, { recursive: true, force: true });
    });

    const start = async (more: object = {}) => {
      const file = { module: 'localfilesystem', config: { dir, cache: false } };
      const contextStorage = { default: 'fast', fast: { module: 'memory' }, file };
      const nodeRed = await startNodeRed({ nodeRedModule, settings: { contextStorage, ...more } });
      started.push(nodeRed);
      return nodeRed;
    };
    const deploy = async (nodeRed: RemoteNodeRed, login: ReturnType<typeof freshLogin>) =>
      await nodeRed.deploy(
        flowOf(login, bearerNode('auth', { wires: [['got'], []] }), sink('got')),
      );
    const authorization = async (nodeRed: RemoteNodeRed) => {
      await nodeRed.receive([{ nodeId: 'bearer', msg: {} }]);
      const [msg] = await nodeRed.arrivals('got', 1);
      return (msg!['headers'] as Record<string, string>)['authorization']!;
    };
    const warnings = async (nodeRed: RemoteNodeRed) =>
      (await nodeRed.logs())
        .filter(({ level, text }) => level === 'warn' && text.includes('Token Store'))
        .map(({ text }) => text);
    const storeFile = () => path.join(dir, 'context', 'global', 'global.json');
    /** Nobody waits for the store, so the test does. */
    const stored = async (count = 1) => {
      for (let time = 0; time < 100; time++) {
        const isThere = readdirSync(dir, { recursive: true }).some((name) =>
          String(name).endsWith('global.json'),
        );
        if (isThere) {
          const text = readFileSync(storeFile(), 'utf8');
          if (text.split('vendor-auth-1:').length > count) return text;
        }
        await delay(50);
      }
      throw new Error('Nothing was stored.');
    };

    test('makes no token request after a restart, and leaves nothing to read in the store', async () => {
      const login = freshLogin(dvinci(), { tokenStore: 'file' });
      const first = await start();
      await deploy(first, login);
      const token = await authorization(first);
      const text = await stored();
      expect(text).not.toContain(token.replace('Bearer ', ''));
      expect(text).not.toContain((login['credentials'] as { clientSecret: string }).clientSecret);
      const files = (await first.writtenFiles()).join('\n');
      expect(files).not.toContain(token.replace('Bearer ', ''));
      await started.pop()!.stop();

      const second = await start();
      await deploy(second, login);
      expect(await authorization(second)).toBe(token);
      expect(dvinci().stats().tokenRequests).toBe(1);
      expect(await warnings(second)).toEqual([]);
    });

    test('shares its token with another Node-RED', async () => {
      const login = freshLogin(dvinci(), { tokenStore: 'file' });
      const [one, two] = [await start(), await start()];
      await deploy(one, login);
      await deploy(two, login);
      const token = await authorization(one);
      await stored();
      expect(await authorization(two)).toBe(token);
      expect(dvinci().stats().tokenRequests).toBe(1);
    });

    test('gets nothing of another login’s from it, nor from rubbish, and says so once', async () => {
      const first = await start();
      await deploy(first, freshLogin(dvinci(), { tokenStore: 'file' }));
      const token = await authorization(first);
      const text = await stored();
      await started.pop()!.stop();
      // The other login's text, under every name that there could be.
      const login = freshLogin(dvinci(), { tokenStore: 'file' });
      const second = await start();
      await deploy(second, login);
      await authorization(second);
      await stored(2);
      const names = Object.keys(JSON.parse(readFileSync(storeFile(), 'utf8')) as object);
      const foreign = Object.values(JSON.parse(text) as Record<string, string>)[0]!;
      await started.pop()!.stop();
      writeFileSync(
        storeFile(),
        JSON.stringify(Object.fromEntries(names.map((name) => [name, foreign]))),
      );
      dvinci().reset();
      dvinci().set({
        clientSecret: (login['credentials'] as { clientSecret: string }).clientSecret,
      });
      const third = await start();
      await deploy(third, login);
      const others = await authorization(third);
      expect(others).not.toBe(token);
      expect(await authorization(third)).toBe(others);
      expect(dvinci().stats().tokenRequests).toBe(1);
      expect(await warnings(third)).toEqual([
        'Token Store “file” holds something that is not this login’s token. The next new token takes its place.',
      ]);
    });

    test.each([
      ['memory', 'fast', 'keeps nothing when Node-RED stops'],
      ['unknown', 'nowhere', 'is not in contextStorage'],
    ])('works without one that is %s, and says why', async (_what, tokenStore, why) => {
      const nodeRed = await start();
      await deploy(nodeRed, freshLogin(dvinci(), { tokenStore }));
      await authorization(nodeRed);
      expect(await warnings(nodeRed)).toEqual([expect.stringContaining(why)]);
      await delay(50);
      expect(readdirSync(dir, { recursive: true }).map(String)).not.toContain('global.json');
    });

    test('is offered those stores in the editor that outlive the process', async () => {
      const nodeRed = await start({ disableEditor: false });
      const answer = await fetch(new URL('settings', nodeRed.url));
      expect(await answer.json()).toMatchObject({ vendorAuthTokenStores: ['file'] });
    });
  });
}
