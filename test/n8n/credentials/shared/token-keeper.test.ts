import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { agility, dvinci } from '../../../../core';
import { TokenKeeper } from '../../../../credentials/shared/token-keeper';
import { credential } from '../../../core/support/credentials';
import { FakeVendor, issuesTokens, type Respond } from '../../../core/support/fake-vendor';
import { SimulatedClock } from '../../../core/support/simulated-clock';

/** n8n's part: one credentials object for all the calls that belong to one request. */
function scene(id: 'dvinci' | 'agility' = 'dvinci') {
  const kind = id === 'dvinci' ? dvinci : agility;
  const clock = new SimulatedClock();
  const vendor = new FakeVendor();
  const keeper = new TokenKeeper(clock, () => 0.5);
  const request = () => {
    const credentials = { ...credential(id) } as ICredentialDataDecryptedObject;
    return {
      prepare: async () => await keeper.prepare(kind, credentials, vendor.send),
      authorize: async (url = `${String(credential(id)['baseUrl'])}/api`) => {
        const { headers } = await keeper.authorize(kind, credentials, { url });
        return headers?.['authorization'];
      },
    };
  };
  /** Requests that are under way. */
  const sent = async (count: number) => {
    const requests = Array.from({ length: count }, request);
    for (const one of requests) {
      await one.prepare();
      await one.authorize();
    }
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
  return { clock, vendor, keeper, request, sent, testCalls, tokenRequests, testCallAnswers };
}

describe('requests that fail', () => {
  test('share one test call, though one fails seconds after the other', async () => {
    const { clock, sent, testCalls, testCallAnswers } = scene();
    const requests = await sent(3);
    testCallAnswers(200);
    for (const one of requests) {
      clock.advanceSeconds(3);
      expect(await one.prepare()).toEqual({});
    }
    expect(testCalls()).toBe(1);
  });

  test('late with a token that was replaced need no test call, and get the new one', async () => {
    const { clock, sent, testCalls, tokenRequests, testCallAnswers } = scene();
    const [early, late] = (await sent(2)) as [Sent, Sent];
    testCallAnswers(401);
    await early.prepare();
    clock.advanceSeconds(60);
    expect(await late.prepare()).toHaveProperty('storedToken');
    expect(await late.authorize()).toBe(await early.authorize());
    expect({ testCalls: testCalls(), tokenRequests: tokenRequests() }).toEqual({
      testCalls: 1,
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
    expect(testCalls()).toBe(1);
  });

  test('are not repeated because another request renewed the token meanwhile', async () => {
    const { clock, sent, request, testCallAnswers } = scene();
    const [early] = (await sent(1)) as [Sent];
    clock.advanceSeconds(3600);
    await request().prepare();
    testCallAnswers(200);
    expect(await early.prepare()).toEqual({});
  });

  test('before they were sent have nothing to do with the vendor', async () => {
    const { request, vendor } = scene();
    const one = request();
    await one.prepare();
    await expect(one.authorize('https://elsewhere.example.com/')).rejects.toThrow('is not sent to');
    expect(await one.prepare()).toEqual({});
    expect(vendor.requests).toHaveLength(1);
  });

  test('for want of a token are told the same once more, long after it would be tried again', async () => {
    const { clock, request, vendor } = scene();
    vendor.answers(() => ({ status: 401, body: { error: 'invalid_client' } }));
    const one = request();
    await expect(one.prepare()).rejects.toMatchObject({ code: 'invalid-client' });
    clock.advanceSeconds(3600);
    await expect(one.prepare()).rejects.toMatchObject({ code: 'invalid-client' });
    expect(vendor.requests).toHaveLength(1);
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
    expect(await one.authorize()).toBe('Bearer token-1');
  });
});

interface Sent {
  prepare(): Promise<unknown>;
  authorize(): Promise<unknown>;
}
