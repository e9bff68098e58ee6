import { hashSum } from '../../../node-red/lib/hash-sum';

// What the core http request node itself uses.
const original = jest.requireActual<(value: unknown) => string>('hash-sum');

describe('hashSum', () => {
  test.each([
    ['no headers', {}],
    ['one header', { 'content-type': 'application/json' }],
    ['headers in another order', { b: '2', a: '1' }],
    ['a list', { 'set-cookie': ['a=1; Path=/', 'b=2'] }],
    ['long values, whose sum overflows', { date: 'Sun, 22 Nov 2026 19:57:01 GMT'.repeat(20) }],
    ['characters beyond ASCII', { 'x-name': 'Zoë 日本' }],
    ['numbers, null and undefined', { a: 1, b: null, c: undefined, d: true }],
    ['an empty text', { a: '' }],
  ])('agrees with the core http request node on %s', (_what, headers) => {
    expect(hashSum(headers)).toBe(original(headers));
  });
});
