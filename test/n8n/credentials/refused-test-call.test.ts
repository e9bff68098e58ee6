import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { VendorToken } from '../../../nodes/vendorToken/VendorToken.node';
import { SimulatedClock } from '../../core/support/simulated-clock';
import { CredentialsTable, InMemoryN8n } from '../support/in-memory-n8n';
import { startLoopback, type Loopback } from '../support/loopback';
import { newProcess, shippedTypes } from '../support/n8n-process';

// Sockets are real here, and the machine may be busy.
jest.setTimeout(30_000);

const ITEM_COUNT = 10;
const TYPE = 'clientCredentialsApi';

/** A vendor whose every part answers as the test says. */
// Its pauses take no time here.
jest.mock('n8n-workflow', () => ({
  ...jest.requireActual<object>('n8n-workflow'),
  sleep: async () => undefined,
}));

let vendor: Loopback;
let issued: number;
let answers: { token: number; order: number; check: (token: string) => number };
let table: CredentialsTable;
let clock: SimulatedClock;
let n8n: InMemoryN8n;

beforeAll(async () => {
  vendor = await startLoopback((request, response) => {
    const token = request.headers.authorization ?? '';
    if (request.url === '/token') {
      response.statusCode = answers.token;
      if (answers.token !== 200) return void response.end('{"error":"invalid_client"}');
      return void response.end(`{"access_token":"token-${++issued}","expires_in":3600}`);
    }
    response.statusCode = request.url === '/check' ? answers.check(token) : answers.order;
    response.end('{}');
  });
});
let secrets = 0;
beforeEach(() => {
  vendor.reset();
  issued = 0;
  answers = { token: 200, order: 200, check: () => 200 };
  table = new CredentialsTable();
  clock = new SimulatedClock();
  n8n = newProcess(table, clock);
  table.save('c', {
    baseUrl: vendor.origin,
    tokenUrl: `${vendor.origin}/token`,
    clientId: 'client',
    // A new identity for each test: the node's tokens live as long as the process.
    clientSecret: `secret-${++secrets}`,
    checkPath: 'check',
  });
});
afterAll(async () => await vendor.close());

const seen = () => ({
  tokens: vendor.seen.filter(({ target }) => target === '/token').length,
  checks: vendor.seen.filter(({ target }) => target === '/check').length,
  orders: vendor.seen.filter(({ target }) => target === '/orders').length,
});

async function orders(count: number): Promise<string[]> {
  const all = Array.from({ length: count }, async (_, itemIndex) => {
    const request = { method: 'POST', uri: `${vendor.origin}/orders`, json: true };
    await n8n.legacyRequest(TYPE, 'c', request, itemIndex);
    return 'succeeded';
  });
  const settled = await Promise.allSettled(all);
  return settled.map((one) => (one.status === 'fulfilled' ? one.value : messageOf(one.reason)));
}

const messageOf = (error: unknown) => (error as Error).message;

/** As any other node sends it: n8n tells the credential of a 401 only. */
async function orderOfAnotherNode(): Promise<string> {
  const request: IHttpRequestOptions = { method: 'POST', url: `${vendor.origin}/orders`, body: {} };
  return await n8n.request(TYPE, 'c', request).then(() => 'succeeded', messageOf);
}

describe('ten requests that fail, whose test call is refused for want of a header', () => {
  beforeEach(async () => {
    await orders(1);
    vendor.reset();
    clock.advanceSeconds(20);
    answers = { token: 200, order: 500, check: () => 401 };
  });

  test('at once are sent once each, for one more test call and one token request', async () => {
    const said = await orders(ITEM_COUNT);
    expect(seen()).toEqual({ tokens: 1, checks: 2, orders: ITEM_COUNT });
    expect(new Set(said).size).toBe(1);
    expect(said[0]).toContain('the call itself is at fault');
    expect(said[0]).toContain('Check Path');
    expect(said[0]).toContain('Never Error');
  });

  test('one after the other cost no more', async () => {
    for (let item = 0; item < ITEM_COUNT; item++) {
      const [said] = await orders(1);
      expect(said).toContain('the call itself is at fault');
      clock.advanceSeconds(20);
    }
    expect(seen()).toEqual({ tokens: 1, checks: 2, orders: ITEM_COUNT });
  });

  test('leave the token in use, which another process goes on with as well', async () => {
    await orders(ITEM_COUNT);
    vendor.reset();
    answers = { token: 200, order: 200, check: () => 401 };
    expect(await orders(1)).toEqual(['succeeded']);
    const other = newProcess(table, clock);
    await other.legacyRequest(TYPE, 'c', { method: 'GET', uri: `${vendor.origin}/orders` });
    expect(seen()).toEqual({ tokens: 0, checks: 0, orders: 2 });
    expect(vendor.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
    ]);
  });

  test('are told what keeps a new token from coming, if that is it', async () => {
    answers = { token: 401, order: 500, check: () => 401 };
    const [said] = await orders(1);
    expect(said).toMatch(/client/i);
    answers = { token: 200, order: 200, check: () => 401 };
    vendor.reset();
    expect(await orders(1)).toEqual(['succeeded']);
    expect(seen()).toEqual({ tokens: 0, checks: 0, orders: 1 });
  });
});

describe('a request of another node, whose own 401 says that its token is refused', () => {
  test('is repeated once with a new token, though the test call is at fault', async () => {
    await orders(1);
    vendor.reset();
    clock.advanceSeconds(20);
    answers = { token: 200, order: 401, check: () => 401 };
    await orderOfAnotherNode();
    expect(seen().orders).toBe(2);
    const sent = vendor.seen.filter(({ target }) => target === '/orders');
    expect(sent[0]?.headers.authorization).not.toBe(sent[1]?.headers.authorization);
  });

  test('is told nothing of the test call when it fails for another reason', async () => {
    await orders(1);
    answers = { token: 200, order: 500, check: () => 401 };
    vendor.reset();
    expect(await orderOfAnotherNode()).not.toContain('test call');
    expect(seen()).toEqual({ tokens: 0, checks: 0, orders: 1 });
  });
});

describe('a person who asks', () => {
  const check = async (): Promise<IDataObject> => {
    const parameters = { credentialType: TYPE, operation: 'check' };
    const process = new InMemoryN8n(table, shippedTypes());
    const [item] = await process.run(new VendorToken(), TYPE, 'c', parameters);
    return item?.json ?? {};
  };

  test('by the credential test hears that the test call itself is refused', async () => {
    answers.check = () => 401;
    const { status, message } = await n8n.test(TYPE, 'c');
    // A token this new is tried once more after a wait, before another one (rule T20).
    expect({ status, ...seen() }).toEqual({ status: 'Error', tokens: 2, checks: 3, orders: 0 });
    expect(message).toContain('the call itself is at fault');
  });

  test('by Vendor Token > Check hears it as well, and the token stays', async () => {
    answers.check = () => 401;
    expect(await check()).toMatchObject({
      verdict: 'unknown',
      says: expect.stringContaining('the call itself is at fault') as string,
      status: 401,
    });
    expect(await check()).toMatchObject({ verdict: 'unknown' });
    // A token this new is tried once more after a wait, before another one (rule T20).
    expect(seen()).toEqual({ tokens: 2, checks: 3, orders: 0 });
    expect(table.read('c')['storedToken']).toContain('token-1');
  });

  test('by Check has a withdrawn token replaced by one that passes', async () => {
    answers.check = (token) => (token === 'Bearer token-1' ? 401 : 200);
    expect(await check()).toMatchObject({ verdict: 'accepted' });
    expect(seen()).toEqual({ tokens: 2, checks: 3, orders: 0 });
    expect(table.read('c')['storedToken']).toContain('token-2');
  });

  test('by the credential test is asked for at once during a hold, once in ten seconds', async () => {
    answers.token = 503;
    const [said] = await orders(ITEM_COUNT);
    expect(said).not.toBe('succeeded');
    for (let failure = 0; failure < 8; failure++) {
      clock.advanceSeconds(60);
      await orders(1);
    }
    vendor.reset();
    await orders(ITEM_COUNT);
    expect(seen().tokens).toBe(0);
    await n8n.test(TYPE, 'c');
    expect(seen().tokens).toBe(1);
    await n8n.test(TYPE, 'c');
    await orders(ITEM_COUNT);
    expect(seen().tokens).toBe(1);
    clock.advanceSeconds(11);
    answers.token = 200;
    expect(await n8n.test(TYPE, 'c')).toMatchObject({ status: 'OK' });
    expect(await orders(1)).toEqual(['succeeded']);
  });

  test('by Vendor Token > Check or Forget is asked for at once during a hold', async () => {
    const run = async (operation: string, isManual = true) => {
      const parameters = { credentialType: TYPE, operation };
      const process = new InMemoryN8n(table, shippedTypes());
      return await process
        .run(new VendorToken(), TYPE, 'c', parameters, { isManual })
        .then(() => 'done', messageOf);
    };
    const request = async () => {
      const process = new InMemoryN8n(table, shippedTypes());
      const asked = { method: 'GET', uri: `${vendor.origin}/orders` };
      return await process.legacyRequest(TYPE, 'c', asked).then(() => 'succeeded', messageOf);
    };
    answers.token = 401;
    await request();
    await request();
    expect(seen().tokens).toBe(1);
    // A workflow that runs by itself is no person.
    await run('check', false);
    expect(seen().tokens).toBe(1);
    await run('check');
    expect(seen().tokens).toBe(2);
    await run('check');
    expect(seen().tokens).toBe(2);
    answers.token = 200;
    // The hold of a wrong secret and the person's ten seconds end together; nobody waits for them here.
    expect(await request()).not.toBe('succeeded');
    expect(seen().tokens).toBe(2);
  });

  test('by Forget has a hold end for the next request', async () => {
    const process = new InMemoryN8n(table, shippedTypes());
    const asked = { method: 'GET', uri: `${vendor.origin}/orders` };
    const request = async () =>
      await process.legacyRequest(TYPE, 'c', asked).then(() => 'succeeded', messageOf);
    answers.token = 401;
    await request();
    answers.token = 200;
    expect(await request()).not.toBe('succeeded');
    const parameters = { credentialType: TYPE, operation: 'forget' };
    await process.run(new VendorToken(), TYPE, 'c', parameters);
    expect(await request()).toBe('succeeded');
    expect(seen().tokens).toBe(2);
  });
});
