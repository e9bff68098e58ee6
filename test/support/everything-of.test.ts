import { everythingOf } from './everything-of';

class Hiding extends Error {
  #inside = 'behind a getter';
  get shown(): string {
    return this.#inside;
  }
}

describe('everything that can be got out of a value', () => {
  test.each<[string, () => object]>([
    ['a property', () => ({ a: { b: ['hidden text'] } })],
    ['one that is not enumerable', () => Object.defineProperty({}, 'x', { value: 'hidden text' })],
    ['one under a symbol', () => ({ [Symbol('s')]: 'hidden text' })],
    ['the name of one', () => ({ 'hidden text': 1 })],
    ['a cause', () => new Error('x', { cause: new Error('hidden text') })],
    ['one of several errors', () => new AggregateError([new Error('hidden text')])],
    ['a map', () => new Map([[{ in: 'hidden text' }, 1]])],
    ['a buffer', () => ({ data: Buffer.from('hidden text') })],
    ['a stack', () => Object.assign(new Error(), { stack: 'hidden text' })],
    ['what it is as JSON', () => ({ toJSON: () => 'hidden text' })],
    ['a function’s property', () => Object.assign(() => 1, { x: 'hidden text' })],
  ])('holds %s', (_name, make) => {
    expect(everythingOf(make()).join('\n')).toContain('hidden text');
  });

  test('holds what a getter of a class answers', () => {
    expect(everythingOf(new Hiding()).join('\n')).toContain('behind a getter');
  });

  test('ends for a value that leads to itself, and for getters that throw', () => {
    const circle: Record<string, unknown> = { text: 'hidden text' };
    circle['self'] = circle;
    Object.defineProperty(circle, 'bad', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    expect(everythingOf(circle).join('\n')).toContain('hidden text');
  });
});
