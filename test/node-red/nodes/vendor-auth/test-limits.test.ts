import { TestLimits, TooManyTests } from '../../../../node-red/nodes/vendor-auth/test-limits';

/** A test that ends when it is told to. */
function openTest() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let isRunning = false;
  const run = async (sent: () => void) => {
    isRunning = true;
    sent();
    await ended;
    return 'outcome';
  };
  return { run, end, isRunning: () => isRunning };
}

const settled = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

describe('the tests of one process', () => {
  let nowMs: number;
  let limits: TestLimits<string>;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick'] });
    nowMs = 0;
    limits = new TestLimits(() => nowMs);
  });
  afterEach(() => jest.useRealTimers());

  const instant = (key: string, sends = true) =>
    limits.run(key, async (sent) => {
      if (sends) sent();
      return 'outcome';
    });

  test('are four at a time; the next begins when one ends', async () => {
    const tests = Array.from({ length: 6 }, openTest);
    const outcomes = tests.map((test, index) => limits.run(`key ${index}`, test.run));
    await settled();
    const running = () => tests.map((test) => test.isRunning());
    expect(running()).toEqual([true, true, true, true, false, false]);
    tests[1]!.end();
    await settled();
    expect(running()).toEqual([true, true, true, true, true, false]);
    for (const test of tests) test.end();
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['outcome']));
  });

  test('that wait for ten seconds are told so, and their place is no one’s', async () => {
    const tests = Array.from({ length: 4 }, openTest);
    const outcomes = tests.map((test, index) => limits.run(`key ${index}`, test.run));
    const late = openTest();
    const told = limits.run('late', late.run).catch((error: unknown) => error);
    await settled();
    jest.advanceTimersByTime(10_000);
    expect(await told).toBeInstanceOf(TooManyTests);
    for (const test of tests) test.end();
    await Promise.all(outcomes);
    expect(late.isRunning()).toBe(false);
    expect(await instant('after')).toBe('outcome');
  });

  test('that wait are counted too', async () => {
    const tests = Array.from({ length: 100 }, openTest);
    const outcomes = tests.map((test, index) => limits.run(`key ${index}`, test.run));
    await expect(limits.run('one more', openTest().run)).rejects.toBeInstanceOf(TooManyTests);
    for (const test of tests) test.end();
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['outcome']));
  });

  test('that are equal and run at the same time are one', async () => {
    const test = openTest();
    let runs = 0;
    const run = (sent: () => void) => {
      runs++;
      return test.run(sent);
    };
    const outcomes = Array.from({ length: 500 }, () => limits.run('key', run));
    test.end();
    await Promise.all(outcomes);
    expect(runs).toBe(1);
  });

  test('are a hundred in a row and then two a second', async () => {
    for (let index = 0; index < 100; index++) await instant(`key ${index}`);
    await expect(instant('one more')).rejects.toBeInstanceOf(TooManyTests);
    nowMs += 1000;
    await instant('a');
    await instant('b');
    await expect(instant('c')).rejects.toBeInstanceOf(TooManyTests);
    nowMs += 24 * 3600 * 1000;
    for (let index = 0; index < 100; index++) await instant(`key ${index}`);
    await expect(instant('one more')).rejects.toBeInstanceOf(TooManyTests);
  });

  test('do not count if they send nothing', async () => {
    for (let index = 0; index < 500; index++) await instant('key', false);
    expect(await instant('key')).toBe('outcome');
  });

  test('that fail give their place back', async () => {
    const fails = () => Promise.reject(new Error('It failed.'));
    for (let index = 0; index < 20; index++) {
      await expect(limits.run(`key ${index}`, fails)).rejects.toThrow('It failed.');
    }
    expect(await instant('key')).toBe('outcome');
  });
});
