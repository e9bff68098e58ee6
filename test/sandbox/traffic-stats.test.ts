import { TrafficStats } from '../../sandbox/traffic-stats';

describe('traffic stats', () => {
  let stats: TrafficStats;
  beforeEach(() => (stats = new TrafficStats()));

  it('remember the most token requests under way at once', () => {
    const first = stats.arrived('token', 'POST /token', undefined);
    const second = stats.arrived('token', 'POST /token', undefined);
    stats.arrived('api', 'GET /', undefined);
    first(200);
    second(200);
    stats.arrived('token', 'POST /token', undefined)(200);
    expect(stats.snapshot().maxConcurrentTokenRequests).toBe(2);
  });

  it('count a request that was never answered', () => {
    stats.arrived('api', 'GET /', undefined)(undefined);
    expect(stats.snapshot()).toMatchObject({ apiRequests: 1, unanswered: 1, byStatus: {} });
  });

  it('do not count an answer to a request from before the reset', () => {
    const answered = stats.arrived('token', 'POST /token', undefined);
    stats.reset();
    answered(200);
    expect(stats.snapshot()).toMatchObject({ tokenRequests: 0, byStatus: {} });
  });

  it('tell in which way a token was bad', () => {
    for (const verdict of ['expired', 'withdrawn', 'unknown', 'missing', 'accepted'] as const) {
      stats.tokenJudged(verdict);
    }
    expect(stats.snapshot()).toMatchObject({
      rejectedTokens: 3,
      expiredTokensSeen: 1,
      withdrawnTokensSeen: 1,
      unknownTokensSeen: 1,
      missingTokens: 1,
    });
  });

  it('list each user agent once, and no more than fifty', () => {
    for (let count = 0; count < 120; count += 1) {
      stats.arrived('api', 'GET /', `agent ${count % 60}`)(200);
    }
    expect(stats.snapshot().userAgents).toHaveLength(50);
  });

  it('list no more than two hundred paths, and go on counting those', () => {
    for (let count = 0; count < 300; count += 1) stats.arrived('api', `GET /${count}`, undefined);
    stats.arrived('api', 'GET /0', undefined);
    const { apiRequestsByPath, apiRequests } = stats.snapshot();
    expect(Object.keys(apiRequestsByPath)).toHaveLength(200);
    expect(apiRequestsByPath['GET /0']).toBe(2);
    expect(apiRequests).toBe(301);
  });

  it('hand out copies', () => {
    const before = stats.snapshot();
    stats.arrived('api', 'GET /', undefined)(200);
    expect(before).toMatchObject({ apiRequests: 0, byStatus: {} });
  });
});
