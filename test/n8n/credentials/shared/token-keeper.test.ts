import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { agility, dvinci } from '../../../../core';
import { StoreFirst } from '../../../../credentials/shared/request-ends';
import { TokenKeeper } from '../../../../credentials/shared/token-keeper';
import { credential } from '../../../core/support/credentials';
import { FakeVendor, issuesTokens, type Respond } from '../../../core/support/fake-vendor';
import { SimulatedClock } from '../../../core/support/simulated-clock';
import { waitOn } from '../../support/wait-on';

/** n8n's part: one credentials object for all the calls that belong to one request. */
function scene(id: 'dvinci' | 'agility' = 'dvinci') {
  const kind = id === 'dvinci' ? dvinci : agility;
  const clock = new SimulatedClock();
  const vendor = new FakeVendor();
  const keeper = new TokenKeeper(clock, () => 0.5, waitOn(clock));
  const request = () => {
    const credentials = { ...credential(id) } as ICredentialDataDecryptedObject;
    const prepare = async () => await keeper.prepare(kind, credentials, vendor.send);
    const authorize = async (url = `${String(credential(id)['baseUrl'])}/api`) => {
      const { headers } = await keeper.authorize(kind, credentials, { url });
      return headers?.['authorization'];
    };
    /** On its way, and interrupted before for as long as n8n takes to store the token. */
    const begin = async () => {
      await prepare();
      return await authorize().catch(async (error: unknown) => {
        if (!(error instanceof StoreFirst)) throw error;
        expect(await prepare()).toHaveProperty('storedToken');
        return await authorize();
      });
    };
    return { prepare, authorize, begin };
  };
  /** Requests that are under way. */
  const sent = async (count: number): Promise<Sent[]> => {
    const requests = Array.from({ length: count }, request);
    for (const one of requests) await one.begin();
    return requests;
  };
  const testCalls = () => vendor.requests.filter(({ method }) => method === 'GET').length;
  const tokenRequests = () => vendor.requests.length - testCalls();
  const testCallAnswers = (status: number) => {
    const issue = issuesTokens();
    const respond: Respond = (asked, nth) =>
      asked.method === 'GET' ? { status, body: [] } : issue(asked, nth);
    vendor.answers(respond);
  };
  /** The tokens of until now are refused, and new ones accepted. */
  const withdrawsTokens = () => {
    const withdrawn = `token-${vendor.requests.length}`;
    const issue = issuesTokens();
    vendor.answers((asked, nth) => {
      if (asked.method !== 'GET') return issue(asked, nth);
      const isWithdrawn = asked.headers['authorization'] === `Bearer ${withdrawn}`;
      return { status: isWithdrawn ? 401 : 200, body: [] };
    });
  };
  return {
    clock,
    vendor,
    keeper,
    request,
    sent,
    testCalls,
    tokenRequests,
    testCallAnswers,
    withdrawsTokens,
  };
}

describe('requests that fail', () => {
  test('share one test call, though one fails seconds after the other', async () => {
    const { clock, sent, testCalls, testCallAnswers } = scene();
    await sent(1);
    clock.advanceSeconds(3);
    const requests = await sent(3);
    testCallAnswers(200);
    for (const one of requests) {
      clock.advanceSeconds(3);
      expect(await one.prepare()).toEqual({});
    }
    expect(testCalls()).toBe(1);
  });

  test('with a 401 to a new token are tried once more with the same one (T20)', async () => {
    const { sent, testCallAnswers, tokenRequests } = scene();
    const [request] = await sent(1);
    testCallAnswers(200);
    expect(JSON.stringify(await request?.prepare())).toContain('token-1');
    expect(await request?.authorize()).toBe('Bearer token-1');
    expect(tokenRequests()).toBe(1);
  });

  test('for any reason are not tried once more because the token is new (T17)', async () => {
    const { vendor, keeper, testCallAnswers } = scene();
    const credentials = { ...credential('dvinci') } as ICredentialDataDecryptedObject;
    const uri = `${String(credential('dvinci')['baseUrl'])}/api`;
    // Only the helper that asks after any failure knows this name.
    const authorize = async () => await keeper.authorize(dvinci, credentials, { url: uri, uri });
    await keeper.prepare(dvinci, credentials, vendor.send);
    await authorize().catch(async () => {
      await keeper.prepare(dvinci, credentials, vendor.send);
      return await authorize();
    });
    testCallAnswers(200);
    expect(await keeper.prepare(dvinci, credentials, vendor.send)).toEqual({});
  });

  test('late with a token that was replaced need no test call, and get the new one', async () => {
    const { clock, sent, testCalls, tokenRequests, withdrawsTokens } = scene();
    const [early, late] = (await sent(2)) as [Sent, Sent];
    // One that is refused within two seconds would be tried again first (rule T20).
    clock.advanceSeconds(3);
    withdrawsTokens();
    await early.prepare();
    clock.advanceSeconds(60);
    expect(await late.prepare()).toHaveProperty('storedToken');
    expect(await late.authorize()).toBe(await early.authorize());
    // One with the old token, one with the new.
    expect({ testCalls: testCalls(), tokenRequests: tokenRequests() }).toEqual({
      testCalls: 2,
      tokenRequests: 2,
    });
  });

  test('with a static token that was revoked share one test call, one after the other', async () => {
    const { sent, testCalls, testCallAnswers } = scene('agility');
    const requests = await sent(3);
    testCallAnswers(401);
    for (const one of requests) {
      await expect(one.prepare()).rejects.toMatchObject({ code: 'token-rejected' });
    }
    // One test call asks at both places of Agility's API.
    expect(testCalls()).toBe(2);
  });

  test('after their token has expired are not repeated: nobody knows what they have done', async () => {
    const { clock, sent, testCalls, testCallAnswers } = scene();
    const [one] = (await sent(1)) as [Sent];
    testCallAnswers(401);
    clock.advanceSeconds(3600);
    expect(await one.prepare()).toEqual({});
    expect(testCalls()).toBe(0);
  });

  test('with a 401 for sure after their token has expired get a new one', async () => {
    const { clock, sent, testCallAnswers } = scene();
    const [one] = (await sent(1)) as [Sent];
    testCallAnswers(401);
    clock.advanceSeconds(3600);
    await one.prepare();
    expect(await one.authorize()).toMatch(/^Bearer token-[^1]/);
  });

  test('are not repeated with the same token that the vendor hands out again', async () => {
    const { clock, vendor, sent, testCalls, tokenRequests } = scene();
    let isHealthy = false;
    vendor.answers(({ method }) => {
      if (method === 'GET') return { status: isHealthy ? 200 : 401, body: [] };
      return { status: 200, body: { access_token: 'always-the-same', expires_in: 3600 } };
    });
    const [one] = (await sent(1)) as [Sent];
    clock.advanceSeconds(3);
    expect(await one.prepare()).toEqual({});
    isHealthy = true;
    for (let round = 1; round <= 3; round++) {
      clock.advanceSeconds(120);
      const [next] = (await sent(1)) as [Sent];
      expect(await next.prepare()).toEqual({});
    }
    // The call that refused both is not asked again within five minutes (rule T19).
    expect({ tokenRequests: tokenRequests(), testCalls: testCalls() }).toEqual({
      tokenRequests: 2,
      testCalls: 2,
    });
  });

  test('are not repeated because another request renewed the token meanwhile', async () => {
    const { clock, sent, request, testCallAnswers } = scene();
    const [early] = (await sent(1)) as [Sent];
    clock.advanceSeconds(3600);
    await request().begin();
    testCallAnswers(200);
    expect(await early.prepare()).toEqual({});
  });

  test('before they were sent have nothing to do with the vendor', async () => {
    const { request, vendor } = scene();
    const one = request();
    await one.prepare();
    await expect(one.authorize('https://elsewhere.example.com/')).rejects.toThrow('is not sent to');
    expect(await one.prepare()).toEqual({});
    expect(vendor.requests).toHaveLength(0);
  });

  test('for want of a token are told the same once more, long after it would be tried again', async () => {
    const { clock, request, vendor } = scene();
    vendor.answers(() => ({ status: 401, body: { error: 'invalid_client' } }));
    const one = request();
    await expect(one.begin()).rejects.toMatchObject({ code: 'invalid-client' });
    clock.advanceSeconds(3600);
    expect(await one.prepare()).toEqual({});
    expect(vendor.requests).toHaveLength(1);
  });

  test('because their credential cannot be used are told the same once more', async () => {
    const { keeper, vendor } = scene();
    const credentials = { ...credential('dvinci'), baseUrl: 'nowhere' };
    const prepare = async () => await keeper.prepare(dvinci, credentials, vendor.send);
    await expect(prepare()).rejects.toMatchObject({ code: 'invalid-settings' });
    await expect(prepare()).rejects.toMatchObject({ code: 'invalid-settings' });
  });
});

describe('a new token', () => {
  test('interrupts the first request with it, once, until n8n has stored it', async () => {
    const { request, tokenRequests } = scene();
    const [first, second] = [request(), request()];
    expect(await first.prepare()).toEqual({});
    await expect(first.authorize()).rejects.toBeInstanceOf(StoreFirst);
    expect(await second.prepare()).toEqual({});
    expect(await second.authorize()).toBe('Bearer token-1');
    expect(await first.prepare()).toEqual({
      tokenDue: '',
      storedToken: expect.stringContaining('token-1') as string,
    });
    expect(await first.authorize()).toBe('Bearer token-1');
    expect(tokenRequests()).toBe(1);
  });

  test('does not interrupt a request again that n8n took longer to store it for', async () => {
    const { clock, request } = scene();
    const one = request();
    await one.prepare();
    await expect(one.authorize()).rejects.toBeInstanceOf(StoreFirst);
    await one.prepare();
    clock.advanceSeconds(11);
    expect(await one.authorize()).toBe('Bearer token-1');
  });

  test('does not interrupt a request that is repeated with it', async () => {
    const { sent, testCallAnswers } = scene();
    const [, second] = (await sent(2)) as [Sent, Sent];
    testCallAnswers(500);
    expect(await second.prepare()).toEqual({});
    expect(await second.authorize()).toMatch(/^Bearer token-[^1]/);
  });
});

describe('a request', () => {
  test('that n8n did not prepare says so', async () => {
    await expect(scene().request().authorize()).rejects.toThrow('did not ask for a token');
  });

  test('without a web address is not sent', async () => {
    const one = scene().request();
    await one.prepare();
    await expect(one.authorize('restApi/')).rejects.toThrow('The request has no web address.');
  });

  test('that comes while a Forget is being stored gets a token all the same', async () => {
    const { keeper, request, tokenRequests } = scene();
    const credentials = credential('dvinci');
    keeper.forget(keeper.open(dvinci, credentials as never));
    const one = request();
    expect(await one.prepare()).toHaveProperty('storedToken');
    expect(tokenRequests()).toBe(0);
    await expect(one.authorize()).rejects.toBeInstanceOf(StoreFirst);
    expect(await one.prepare()).toHaveProperty('storedToken');
    expect(await one.authorize()).toBe('Bearer token-1');
  });
});

interface Sent {
  prepare(): Promise<unknown>;
  authorize(): Promise<unknown>;
}
