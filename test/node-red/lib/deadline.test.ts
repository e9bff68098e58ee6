import { Deadline, LONGEST_DELAY_MS } from '../../../node-red/lib/deadline';

describe('a deadline', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('raises its signal when the time is up, as a timeout by name', () => {
    const { signal } = new Deadline(1000);
    jest.advanceTimersByTime(999);
    expect(signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  test('raises it for the reason of the signal that it was given', () => {
    const closing = new AbortController();
    const { signal } = new Deadline(1000, closing.signal);
    closing.abort(new Error('closing'));
    expect(signal.reason).toMatchObject({ message: 'closing' });
    expect(new Deadline(1000, closing.signal).signal.aborted).toBe(true);
  });

  test('keeps no timer after it was cleared', () => {
    const deadline = new Deadline(1000);
    deadline.clear();
    expect(jest.getTimerCount()).toBe(0);
  });

  test('keeps no process alive', () => {
    const started = jest.spyOn(globalThis, 'setTimeout');
    new Deadline(1000);
    const timer = started.mock.results[0]?.value as NodeJS.Timeout;
    expect(timer.hasRef()).toBe(false);
  });

  test.each([Infinity, 2 ** 31, 1e15])('of %d ms does not fire at once (rule T16)', (timeoutMs) => {
    const { signal } = new Deadline(timeoutMs);
    jest.advanceTimersByTime(LONGEST_DELAY_MS - 1);
    expect(signal.aborted).toBe(false);
  });

  test('is over when a body ends, or when nobody wants more of it', async () => {
    async function* endless() {
      for (;;) yield 'chunk';
    }
    const deadline = new Deadline(1000);
    for await (const chunk of deadline.over(endless())) {
      expect(chunk).toBe('chunk');
      break;
    }
    expect(jest.getTimerCount()).toBe(0);
  });
});
