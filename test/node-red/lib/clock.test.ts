import { systemClock, wait } from '../../../node-red/lib/clock';

const A_WEEK_MS = 7 * 86_400_000;

describe('the clock of the process', () => {
  afterEach(() => void jest.restoreAllMocks());

  test('measures lifetimes by a hand that nobody can set (rule T14)', () => {
    const began = systemClock.monotonicMs();
    jest.spyOn(Date, 'now').mockReturnValue(began - A_WEEK_MS);

    expect(systemClock.wallMs()).toBe(began - A_WEEK_MS);
    expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(began);
  });
});

describe('waiting', () => {
  test('ends when the time is up', async () => {
    await expect(wait(1)).resolves.toBeUndefined();
  });

  test('ends with the signal, by what it was raised for', async () => {
    const controller = new AbortController();
    const waiting = wait(A_WEEK_MS, controller.signal);
    const reason = new Error('The flow was stopped.');
    controller.abort(reason);

    await expect(waiting).rejects.toBe(reason);
    await expect(wait(A_WEEK_MS, controller.signal)).rejects.toBe(reason);
  });
});
