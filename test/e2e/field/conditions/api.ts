import {
  AT_ONCE,
  KNOWN_AFTER_SECONDS,
  replacedOnce,
  untilWithdrawn,
  type Condition,
  type Expectation,
} from '../condition';
import type { Route } from '../hosts/field-host';

const CHECK = { checkPath: 'api/me' };
const INVALID_TOKEN = { 'www-authenticate': 'Bearer realm="api", error="invalid_token"' };
const POSTS = 10;

/** A vendor whose API wants something, which is entered, and answers a dead token in its own way. */
function called(
  condition: Omit<Condition, 'play' | 'expected'>,
  more: Partial<Expectation> = {},
): Condition {
  return {
    ...condition,
    play: untilWithdrawn,
    expected: (route) => replacedOnce(route, more),
  };
}

/** A sign that the user listed is confirmed by the test call, in every host (rule T17). */
const confirmed: Partial<Expectation> = {
  testCalls: [1, 2],
  withdrawn: [1, AT_ONCE + 1],
};

/** What the test call refuses for want of a header says nothing about the token (rule T19). */
const refusesTestCall: Omit<Condition, 'title' | 'play' | 'expected'> = {
  id: 'C3',
  vendor: { apiHeaders: { 'X-Subscription-Key': 'key-1' } },
  fields: () => CHECK,
  // The calls have it, the credential has not.
  nodeHeaders: { 'X-Subscription-Key': 'key-1' },
};

function failingPosts(route: Route): Expectation {
  const isN8n = route === 'item';
  return {
    // In n8n, one for the question whether a new token passes the test call.
    tokenRequests: isN8n ? 2 : 1,
    testCalls: isN8n ? 2 : 0,
    calls: 1 + POSTS,
    // What the core node answers is no failure to it, whatever its status.
    answered: route === 'bearer' ? 1 + POSTS : 1,
    failed: route === 'bearer' ? 0 : POSTS,
    ...(isN8n && { says: ['the call itself is at fault', 'Check Path', 'X-Subscription-Key'] }),
  };
}

const POST_500 = { method: 'POST', path: 'sandbox/status/500' } as const;

const ROUNDS = 2;

/** One token for each tenant, however many they are (rules T1, T18). */
function manyTenants(route: Route, count: number): Condition {
  const tenants = Array.from({ length: count }, (_, index) => `tenant-${index}`);
  return {
    id: 'C8',
    title: `${count} tenants through one credential, ${ROUNDS} rounds`,
    vendor: { furtherClientIds: tenants },
    tenants,
    routes: [route],
    isHeavy: true,
    async play(scene) {
      for (let round = 0; round < ROUNDS; round++) await scene.call(0, { ofTenants: true });
    },
    expected: () => ({ tokenRequests: count, answered: ROUNDS * count, calls: ROUNDS * count }),
  };
}

const marketo = { success: false, errors: [{ code: '602', message: 'Access token expired' }] };

/** C: the API. */
export const API: readonly Condition[] = [
  called({
    id: 'C1',
    title: 'the token alone in X-Shopify-Access-Token',
    vendor: { tokenHeader: 'X-Shopify-Access-Token', tokenPrefix: '' },
    fields: () => ({ tokenHeader: 'X-Shopify-Access-Token', tokenPrefix: 'none' }),
  }),
  called({
    id: 'C1',
    title: 'behind the word Zoho-oauthtoken',
    vendor: { tokenPrefix: 'Zoho-oauthtoken' },
    fields: () => ({ tokenPrefix: 'Zoho-oauthtoken' }),
  }),
  called({
    id: 'C2',
    title: 'a further header on every call and on the test call',
    vendor: { apiHeaders: { 'X-Subscription-Key': 'key-1' } },
    fields: () => ({ apiHeaders: 'X-Subscription-Key: key-1' }),
  }),
  {
    ...refusesTestCall,
    title: `${POSTS} POSTs at once fail with 500, and the test call is refused for want of a header`,
    async play(scene) {
      await scene.call(1);
      await scene.wait(KNOWN_AFTER_SECONDS);
      await scene.call(POSTS, POST_500);
    },
    expected: failingPosts,
  },
  {
    ...refusesTestCall,
    title: `${POSTS} POSTs one after the other, likewise`,
    async play(scene) {
      await scene.call(1);
      await scene.wait(KNOWN_AFTER_SECONDS);
      for (let post = 0; post < POSTS; post++) await scene.call(1, POST_500);
    },
    expected: failingPosts,
  },
  ...[400, 403, 404, 419, 498].map((status) =>
    called({
      id: 'C4',
      title: `a dead token is answered ${status} with error="invalid_token"`,
      vendor: { badTokenAnswer: { status, headers: INVALID_TOKEN } },
    }),
  ),
  ...[403, 498].map((status) =>
    called(
      {
        id: 'C5',
        title: `a dead token is answered ${status}: Rejected Statuses`,
        vendor: { badTokenAnswer: { status } },
        fields: () => ({ ...CHECK, rejectedStatuses: '403, 498' }),
      },
      confirmed,
    ),
  ),
  {
    id: 'C5',
    title: 'a 403 that means something else, with Rejected Statuses: nothing is repeated',
    vendor: {},
    fields: () => ({ ...CHECK, rejectedStatuses: '403' }),
    async play(scene) {
      await scene.call(1);
      await scene.wait(KNOWN_AFTER_SECONDS);
      await scene.call(POSTS, { method: 'POST', path: 'sandbox/status/403' });
    },
    expected: (route) => ({
      tokenRequests: 1,
      testCalls: [1, 2],
      calls: 1 + POSTS,
      answered: route === 'bearer' ? 1 + POSTS : 1,
      failed: route === 'bearer' ? 0 : POSTS,
    }),
  },
  called(
    {
      id: 'C6',
      title: 'a dead token is answered 200 with code 602: Rejected Body',
      vendor: { badTokenAnswer: { status: 200, body: marketo } },
      fields: () => ({ ...CHECK, rejectedBody: '"code":"602"' }),
      routes: ['request', 'bearer'],
    },
    confirmed,
  ),
  {
    id: 'C6',
    title:
      'the same in n8n, which tells a credential of no success: Vendor Token > Check finds out',
    vendor: { badTokenAnswer: { status: 200, body: marketo } },
    fields: () => ({ rejectedBody: '"code":"602"' }),
    routes: ['item'],
    async play(scene) {
      await untilWithdrawn(scene);
      await scene.check();
      await scene.call(AT_ONCE);
    },
    expected: () => ({
      tokenRequests: 2,
      answered: 3 * AT_ONCE,
      calls: 3 * AT_ONCE,
      withdrawn: AT_ONCE + 1,
      testCalls: 2,
    }),
  },
  {
    id: 'C7',
    title: 'the first token is not known for its first second',
    vendor: { learnsTokensAfterSeconds: 1 },
    play: (scene) => scene.call(AT_ONCE),
    expected: (route) => ({
      tokenRequests: 1,
      // n8n repeats a request once: the one that had it store the token has spent that.
      answered: route === 'item' ? AT_ONCE - 1 : AT_ONCE,
      failed: route === 'item' ? 1 : 0,
      calls: [AT_ONCE + 1, 2 * AT_ONCE],
      tooNew: [1, AT_ONCE + 1],
      sentTwice: [1, AT_ONCE],
      testCalls: route === 'item' ? [1, 2] : 0,
    }),
  },
  {
    id: 'C7',
    title: 'a token that was renewed ahead is not known for its first seconds',
    vendor: { lifetimeSeconds: 10 },
    async play(scene) {
      await scene.call(1);
      await scene.wait(KNOWN_AFTER_SECONDS);
      await scene.set({ learnsTokensAfterSeconds: 1.8 });
      await scene.stream(9, 0.5);
    },
    expected: (route) => ({
      tokenRequests: 2,
      answered: 19,
      tooNew: [1, 8],
      sentTwice: [1, 7],
      testCalls: route === 'item' ? [1, 5] : 0,
    }),
  },
  {
    id: 'C7',
    title: 'an API that knows no token, asked ten times',
    vendor: { learnsTokensAfterSeconds: 3600 },
    async play(scene) {
      for (let nth = 0; nth < 10; nth++) await scene.call(1);
    },
    // New tokens that do not help are put off at growing intervals, and no call is sent a fourth time.
    expected: (route) => ({
      tokenRequests: route === 'item' ? 2 : [2, 6],
      answered: route === 'bearer' ? 10 : 0,
      failed: route === 'bearer' ? 0 : 10,
      calls: [10, 20],
      tooNew: [10, 20],
      sentTwice: [0, 10],
      testCalls: route === 'item' ? [2, 3] : 0,
    }),
  },
  manyTenants('request', 1_200),
  // Each costs n8n a write to its database, which a thousand at once keep from answering.
  manyTenants('item', 250),
];
