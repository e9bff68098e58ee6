import { notEvaluated } from '../../../node-red/lib/revoke';

describe('an expression for the grant that fails', () => {
  function told(thrown: unknown): unknown {
    try {
      return notEvaluated(thrown);
    } catch (error) {
      return error;
    }
  }
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };

  test.each<[string, unknown, string]>([
    ['an error', new Error('no such function'), 'no such function'],
    ['what JSONata throws', { code: 'T1006', message: 'Attempted to invoke' }, 'Attempted to'],
    ['a text', 'no', 'no'],
    ['nothing', undefined, 'undefined'],
    ['an object without a prototype', Object.create(null), 'cannot be shown'],
    ['a revoked proxy', revoked(), 'cannot be shown'],
    ['a message that is none', { message: Symbol('odd') }, 'odd'],
  ])('is told with %s', (_what, thrown, reason) => {
    expect(told(thrown)).toMatchObject({
      code: 'invalid-settings',
      message: expect.stringMatching(new RegExp(`^Grant could not be evaluated: .*${reason}`)),
    });
  });

  test('is told in a few words, however many it has', () => {
    expect((told(new Error('x'.repeat(100_000))) as Error).message.length).toBeLessThan(500);
  });
});
