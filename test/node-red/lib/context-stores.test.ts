import type { NodeContextData } from 'node-red';
import {
  configuredStores,
  contextTexts,
  persistentStores,
} from '../../../node-red/lib/context-stores';

type Callback = (error?: unknown, value?: unknown) => void;

/** A context whose store does with a call what the test says. */
function contextOf(act: (done: Callback, ...asked: unknown[]) => void): NodeContextData {
  const get = (key: string, store: string, done: Callback) => act(done, 'get', key, store);
  const set = (key: string, value: unknown, store: string, done: Callback) =>
    act(done, 'set', key, value, store);
  return { get, set } as unknown as NodeContextData;
}

describe('the context stores of settings.js', () => {
  const contextStorage = {
    default: 'file',
    _: { module: 'localfilesystem' },
    file: { module: 'localfilesystem' },
    fast: { module: 'memory' },
    redis: { module: () => undefined, config: {} },
    broken: 7,
  };

  test('that outlive the process are told from those that do not', () => {
    expect(persistentStores(contextStorage)).toEqual(['file', 'redis']);
    expect(configuredStores(contextStorage).get('fast')).toBe('memory');
  });

  test('may be called default themselves', () => {
    expect(persistentStores({ default: { module: 'localfilesystem' } })).toEqual(['default']);
  });

  test.each([[undefined], [null], [{}], ['file'], [[]]])('are none in %j', (settings) => {
    expect(persistentStores(settings)).toEqual([]);
  });
});

describe('a text in a context store', () => {
  afterEach(() => void jest.useRealTimers());

  test('is read and written by its name, in that store and no other', async () => {
    const asked: unknown[][] = [];
    const context = contextOf((done, ...call) => {
      asked.push(call);
      done(undefined, 'what is there');
    });
    const texts = contextTexts(context, 'redis');
    expect(await texts.read('abc')).toBe('what is there');
    await texts.write('abc', 'text');
    expect(asked).toEqual([
      ['get', 'vendorAuth_abc', 'redis'],
      ['set', 'vendorAuth_abc', 'text', 'redis'],
    ]);
  });

  test.each<[string, (done: Callback) => void]>([
    ['tells of an error', (done) => done(new Error('redis://:password@host is gone'))],
    [
      'throws',
      () => {
        throw new Error('redis://:password@host is gone');
      },
    ],
  ])('is not had from a store that %s, whose words go nowhere', async (_what, act) => {
    const texts = contextTexts(contextOf(act), 'redis');
    await expect(texts.read('a')).rejects.toThrow(/^The context store failed\.$/);
    await expect(texts.write('a', 'b')).rejects.toThrow(/^The context store failed\.$/);
  });

  test('is waited for a second, and not longer', async () => {
    jest.useFakeTimers();
    const late: Callback[] = [];
    const texts = contextTexts(
      contextOf((done) => void late.push(done)),
      'redis',
    );
    const ends = [texts.read('a'), texts.write('a', 'b')].map((end) => end.catch(() => 'too late'));
    await jest.advanceTimersByTimeAsync(999);
    expect(await Promise.race([...ends, Promise.resolve('waiting')])).toBe('waiting');
    await jest.advanceTimersByTimeAsync(1);
    expect(await Promise.all(ends)).toEqual(['too late', 'too late']);
    // What comes after that harms nobody.
    for (const done of late) done(undefined, 'late');
  });

  test('leaves no timer behind once it is there', async () => {
    jest.useFakeTimers();
    await contextTexts(
      contextOf((done) => done(undefined, 'there')),
      'redis',
    ).read('a');
    expect(jest.getTimerCount()).toBe(0);
  });
});
