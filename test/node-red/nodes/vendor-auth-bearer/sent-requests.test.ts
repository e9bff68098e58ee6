import {
  SentRequests,
  type SentRequest,
} from '../../../../node-red/nodes/vendor-auth-bearer/sent-requests';

const request = (payload: unknown): SentRequest => ({
  token: { value: 't', expiresAtMs: 1, lifetimeSeconds: 1 },
  headers: { accept: 'a' },
  payload,
  progress: 'first',
});

function sentRequests(limits = { count: 3, bytes: 10_000, ageMs: 1000 }) {
  const clock = { nowMs: 0 };
  return { clock, sent: new SentRequests(() => clock.nowMs, limits) };
}

describe('requests on their way', () => {
  test('are given back as they were kept, once', () => {
    const { sent } = sentRequests();
    const payload = { bytes: Buffer.from('abc'), when: new Date(0), list: [1, 'two'] };
    sent.keep('a', request(payload));
    payload.list.push('changed on the way');

    expect(sent.take('a')).toEqual(
      request({ bytes: Buffer.from('abc'), when: new Date(0), list: [1, 'two'] }),
    );
    expect(sent.take('a')).toBeUndefined();
  });

  test('are limited in number, and the oldest are forgotten first', () => {
    const { sent } = sentRequests();
    for (const id of ['a', 'b', 'c', 'd']) sent.keep(id, request(id));

    expect(sent.size).toBe(3);
    expect(sent.take('a')).toBeUndefined();
    expect(sent.take('d')).toMatchObject({ payload: 'd' });
  });

  test('are limited in size, all together and each', () => {
    const { sent } = sentRequests();
    sent.keep('a', request('x'.repeat(6000)));
    sent.keep('b', request('y'.repeat(6000)));
    sent.keep('c', request('z'.repeat(20_000)));

    expect(sent.take('a')).toBeUndefined();
    expect(sent.take('b')).toBeDefined();
    expect(sent.take('c')).toBeUndefined();
    expect(sent.size).toBe(0);
  });

  test('are forgotten with time', () => {
    const { sent, clock } = sentRequests();
    sent.keep('a', request('a'));
    clock.nowMs = 1001;
    sent.keep('b', request('b'));

    expect(sent.take('a')).toBeUndefined();
  });

  test('that cannot be copied are not kept', () => {
    const { sent } = sentRequests();
    sent.keep(
      'a',
      request(() => 'a function'),
    );

    expect(sent.take('a')).toBeUndefined();
  });
});
