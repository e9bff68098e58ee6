import fc from 'fast-check';
import { TokenSources } from '../../../core';
import { scene, settingsOf } from '../support/credentials';
import { FakeVendor, settled } from '../support/fake-vendor';
import { SimulatedClock } from '../support/simulated-clock';
import { randomTraffic, runTraffic } from '../support/traffic';

describe('T1: one token request per credential and validity window', () => {
  test('a hundred callers at once share one token request and one token', async () => {
    const { vendor, token } = scene();
    const tokens = await Promise.all(Array.from({ length: 100 }, () => token()));
    expect(new Set(tokens)).toEqual(new Set(['token-1']));
    expect(vendor.requests).toHaveLength(1);
  });

  test('callers who come while the request is under way join it', async () => {
    const { vendor, token } = scene();
    const answer = vendor.holdsBack();
    const first = token();
    await settled();
    const second = token();
    await answer();
    expect(await Promise.all([first, second])).toEqual(['token-1', 'token-1']);
    expect(vendor.requests).toHaveLength(1);
  });

  test('callers who come later in the window get the same token without a request', async () => {
    const { vendor, clock, token } = scene();
    await token();
    clock.advanceSeconds(239);
    expect(await token()).toBe('token-1');
    expect(vendor.requests).toHaveLength(1);
  });

  test('each further window costs one more request', async () => {
    const { vendor, clock, token } = scene();
    for (let window = 1; window <= 5; window++) {
      const tokens = await Promise.all(Array.from({ length: 10 }, () => token()));
      expect(new Set(tokens)).toEqual(new Set([`token-${window}`]));
      clock.advanceSeconds(301);
    }
    expect(vendor.requests).toHaveLength(5);
  });

  test('a caller asked from within the request itself starts no second one', async () => {
    const { source, settings, vendor, ask } = scene();
    const inner: Promise<unknown>[] = [];
    const send: typeof vendor.send = (request) => {
      inner.push(ask());
      return vendor.send(request);
    };
    await source.token({ settings, send });
    await Promise.all(inner);
    expect(vendor.requests).toHaveLength(1);
  });

  test('nodes and workflows that hold the same credential share one source', async () => {
    const vendor = new FakeVendor();
    const sources = new TokenSources(new SimulatedClock(), () => 0.5);
    const ask = () => {
      const settings = settingsOf('dvinci');
      return sources.for(settings).token({ settings, send: vendor.send });
    };
    await Promise.all(Array.from({ length: 20 }, ask));
    expect(vendor.requests).toHaveLength(1);
  });

  test('a source stays the one of its credential after an hour without use', async () => {
    const vendor = new FakeVendor();
    const clock = new SimulatedClock();
    const sources = new TokenSources(clock, () => 0.5);
    const settings = settingsOf('ddi-central');
    await sources.for(settings).token({ settings, send: vendor.send });
    clock.advanceSeconds(2 * 60 * 60);
    const asked = [sources.for(settings), sources.for(settings)];
    await Promise.all(asked.map((source) => source.token({ settings, send: vendor.send })));
    expect(vendor.requests).toHaveLength(2);
  });

  test('a token with hours to live is kept for a credential that is used once in two hours', async () => {
    const vendor = new FakeVendor(() => ({ body: { access_token: 'a-day', expires_in: 86_400 } }));
    const clock = new SimulatedClock();
    const sources = new TokenSources(clock, () => 0.5);
    for (let run = 0; run < 10; run++) {
      const settings = settingsOf('dvinci');
      await sources.for(settings).token({ settings, send: vendor.send });
      clock.advanceSeconds(60 * 60);
      sources.for(settingsOf('agility'));
      clock.advanceSeconds(60 * 60);
      sources.for(settingsOf('agility'));
    }
    expect(vendor.requests).toHaveLength(1);
  });

  test('however callers, answers, rejections, cancellations and time interleave, one request is open at a time, and none is made without need', async () => {
    await fc.assert(
      fc.asyncProperty(randomTraffic(), async (steps) => {
        const traffic = await runTraffic(steps);
        expect(traffic.mostAtOnce).toBeLessThanOrEqual(1);
        expect(traffic.needlessRequests).toEqual([]);
        expect(traffic.unanswered).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
