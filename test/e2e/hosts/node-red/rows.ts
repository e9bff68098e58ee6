import assert from 'node:assert/strict';

import { sandboxConfiguration } from '../../../../demo/sandbox-configuration';
import { knownSecrets, leaks } from '../../node-red/known-secrets';
import { counts, plural, type Stage } from './stage';
import { FLOOD } from './flow';
import { dialogRow } from './dialog-row';
import { removalRow, updateRow } from './lifecycle-rows';
import { NODE_TYPES } from '../../support/node-types';

/** A row of the matrix; `run` answers what was seen, and throws if something does not hold. */
export interface NodeRedRow {
  readonly row: string;
  run(stage: Stage): Promise<string>;
}

const ROUTES = ['request', 'bearer'] as const;

/** In the order in which they run; the last one removes the package. */
export const NODE_RED_ROWS: readonly NodeRedRow[] = [
  {
    row: 'installed by the palette, with engine-strict',
    async run({ nodeRed, tarball }) {
      const types = await nodeRed.install(tarball);
      assert.deepEqual(types.sort(), NODE_TYPES);
      assert.match((await nodeRed.get('vendor-auth/stats')).text, /^[[{]/);
      return plural(types.length, 'node type');
    },
  },
  {
    row: 'cold: the first message',
    async run(stage) {
      for (const route of ROUTES) {
        await stage.deploy(stage.freshLogin());
        assert.equal((await stage.get(route, stage.dai.protectedPath)).status, 200);
        stage.counted(1, 1);
      }
      return `${counts(1, 1)}, by each node`;
    },
  },
  {
    row: 'one token for many: 30 messages at once, none before',
    async run(stage) {
      await stage.deploy(stage.freshLogin());
      // So that all of them wait for it.
      stage.dai.set({ latencyMs: 300 });
      await stage.manyAtOnce(30);
      // Messages share what ends them when a flow stops; Node.js 20 warns of that if nobody says it is meant.
      assert.doesNotMatch(stage.nodeRed.log, /MaxListenersExceededWarning/);
      return stage.counted(1, 30);
    },
  },
  {
    row: 'withdrawn: 10 messages at once with a token that the vendor has withdrawn',
    async run(stage) {
      await stage.deploy(stage.freshLogin());
      await stage.manyAtOnce(2);
      stage.dai.expire();
      await stage.manyAtOnce(10);
      const { tokenRequests, withdrawnTokensSeen, apiRequests } = stage.dai.stats();
      assert.equal(tokenRequests, 2);
      assert.equal(apiRequests, 12 + withdrawnTokensSeen, 'each message is repeated once at most');
      return `${plural(tokenRequests - 1, 'token request')}, 10 of 10 answered`;
    },
  },
  {
    row: 'wrong secret: 6 messages are told so',
    async run(stage) {
      await stage.deploy(stage.withSecret(stage.freshLogin(), 'certainly-not-the-secret'));
      for (let at = 0; at < 6; at++) {
        const { error } = await stage.get(ROUTES[at % 2]!, stage.dai.protectedPath);
        assert.match(error ?? '(no error)', /does not know this client, or its secret is wrong/);
      }
      return `${stage.counted(1, 0)}, 6 errors`;
    },
  },
  {
    row: 'corrected secret: the next message, at once',
    async run(stage) {
      const login = stage.freshLogin();
      await stage.deploy(stage.withSecret(login, 'not-the-secret-either'));
      assert.ok((await stage.get('request', stage.dai.protectedPath)).error);
      await stage.deploy(login);
      assert.equal((await stage.get('request', stage.dai.protectedPath)).status, 200);
      assert.equal((await stage.get('bearer', stage.dai.protectedPath)).status, 200);
      stage.counted(2, 2);
      return `${counts(1, 2)} after the correction`;
    },
  },
  {
    row: 'foreign origin: refused',
    async run(stage) {
      await stage.deploy(stage.freshLogin());
      const { elsewhere } = stage.sandbox;
      elsewhere.reset();
      for (const route of ROUTES) {
        const { error } = await stage.get(route, `${elsewhere.baseUrl}/landing`);
        assert.match(error ?? '(no error)', /origin/i);
      }
      assert.equal(elsewhere.stats().requests, 0);
      return `${stage.counted(0, 0)}, 0 requests elsewhere`;
    },
  },
  {
    row: `address with ü in its host name: still read after ${String(FLOOD)} messages`,
    async run(stage) {
      await stage.deploy(stage.freshLogin());
      const { error } = await stage.call('flood', {
        url: 'http://münchen.example/',
        method: 'GET',
      });
      assert.match(error ?? '(no error)', /is not sent to http:\/\/xn--mnchen-3ya\.example/);
      return stage.counted(0, 0);
    },
  },
  {
    row: '403, 404 and 500: not repeated',
    async run(stage) {
      await stage.deploy(stage.freshLogin());
      await stage.manyAtOnce(1);
      for (const status of [403, 404, 500]) {
        for (const route of ROUTES) {
          const outcome = await stage.get(route, `/sandbox/status/${String(status)}`);
          assert.equal(outcome.status, status, JSON.stringify(outcome));
        }
      }
      stage.counted(1, 7);
      return `${counts(0, 6)} for 6 messages`;
    },
  },
  {
    row: 'pages: three, each by the address that the one before names',
    async run(stage) {
      await stage.deploy(stage.freshLogin());
      for (const route of ROUTES) {
        let next: string | null = '/sandbox/items?page=1';
        let items = 0;
        while (next !== null) {
          const { body } = await stage.get(route, next);
          const page: Page = body as Page;
          items += page.items.length;
          next = page.next;
        }
        assert.equal(items, 6);
      }
      return stage.counted(1, 6);
    },
  },
  {
    row: 'redirects: followed with the token at the vendor, never elsewhere',
    async run(stage) {
      await stage.deploy(stage.freshLogin());
      const { elsewhere } = stage.sandbox;
      elsewhere.reset();
      for (const route of ROUTES) {
        const { body } = await stage.get(route, '/sandbox/redirect/same-origin');
        assert.ok((body as { bearerTokenLength?: number }).bearerTokenLength);
        await stage.get(route, '/sandbox/redirect/other-origin');
      }
      assert.equal(elsewhere.stats().authorizationHeadersSeen, 0);
      return `${stage.counted(1, 6)}, 0 tokens elsewhere`;
    },
  },
  {
    row: 'revoke: a grant of Agility, once',
    async run(stage) {
      const { agility } = stage.sandbox.vendors;
      agility.reset();
      await stage.deploy(sandboxConfiguration(agility, 'auth'));
      const first = await stage.call('revoke', { payload: '1020' });
      assert.equal(first.status, 200, JSON.stringify(first));
      assert.match((await stage.call('revoke', { payload: '1020' })).error ?? '', /Grant:1020/);
      const { apiRequestsByPath, testCalls } = agility.stats();
      assert.equal(apiRequestsByPath['POST /Example/rest-1.v1/Data/Grant/1020'], 2);
      assert.equal(testCalls, 1);
      return '1 revocation and 1 test call; the second revocation, 1 call, is refused';
    },
  },
  dialogRow,
  updateRow,
  {
    row: 'no secret or token in log, flow file, admin API or error',
    async run(stage) {
      const { nodeRed } = stage;
      const routes = ['flows', 'settings', 'nodes', 'vendor-auth/stats', 'context/global'];
      const places = [
        { name: 'log', text: nodeRed.log },
        { name: 'flow file', text: await nodeRed.flowFile() },
        { name: 'answers', text: stage.answers.join('\n') },
      ];
      for (const route of routes) {
        places.push({ name: `GET ${route}`, text: (await nodeRed.get(route)).text });
      }
      for (const { name, text } of places) assert.notEqual(text, '', `${name} was looked at`);
      const secrets = [...knownSecrets(stage.sandbox), ...stage.secrets];
      assert.deepEqual(leaks(places, secrets), []);
      // A search that finds nothing proves nothing unless it can find.
      for (const secret of [stage.secrets[0]!, stage.dai.issuedTokens()[0]!]) {
        const planted = [{ name: 'here', text: JSON.stringify({ secret }) }];
        assert.notDeepEqual(leaks(planted, secrets), []);
      }
      return `0 found in ${plural(places.length, 'place')}`;
    },
  },
  removalRow,
];

interface Page {
  readonly items: readonly unknown[];
  readonly next: string | null;
}
