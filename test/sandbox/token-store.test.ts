import { TokenStore } from '../../sandbox/token-store';
import { TurnedClock } from './support/turned-clock';

describe('the token store', () => {
  let clock: TurnedClock;
  let store: TokenStore;
  beforeEach(() => {
    clock = new TurnedClock();
    store = new TokenStore(clock);
    store.keep({ token: 'short', lifetimeSeconds: 10, owner: 'me' });
    store.keep({ token: 'endless', lifetimeSeconds: Infinity, owner: 'you' });
  });

  it('accepts a token up to its lifetime, not at it', () => {
    clock.turnSeconds(9.999);
    expect(store.judge('short')).toBe('accepted');
    clock.turnSeconds(0.001);
    expect(store.judge('short')).toBe('expired');
    expect(store.judge('endless')).toBe('accepted');
  });

  it('tells a missing token from one it never saw', () => {
    expect(store.judge(undefined)).toBe('missing');
    expect(store.judge('other')).toBe('unknown');
  });

  it('withdraws one token or all', () => {
    store.withdraw('short');
    expect([store.judge('short'), store.judge('endless')]).toEqual(['withdrawn', 'accepted']);
    store.withdrawAll();
    expect(store.judge('endless')).toBe('withdrawn');
  });

  it('calls a withdrawn token withdrawn even when it has expired', () => {
    store.withdraw('short');
    clock.turnSeconds(100);
    expect(store.judge('short')).toBe('withdrawn');
  });

  it('accepts a withdrawn token again once it is kept anew', () => {
    store.withdrawAll();
    store.keep({ token: 'endless', lifetimeSeconds: Infinity, owner: 'you' });
    expect(store.judge('endless')).toBe('accepted');
  });

  it('knows whose a token is', () => {
    expect(store.ownerOf('short')).toBe('me');
    expect(store.ownerOf('other')).toBeUndefined();
  });

  it('forgets the oldest past 100,000', () => {
    for (let count = 0; count < 100_000; count += 1) {
      store.keep({ token: `token ${count}`, lifetimeSeconds: 1, owner: 'me' });
    }
    expect(store.all()).toHaveLength(100_000);
    expect(store.judge('short')).toBe('unknown');
    expect(store.judge('token 99999')).toBe('accepted');
  });
});
