import { SingleFlight } from '../../../core/token/single-flight';
import { settled } from '../support/fake-vendor';

/** Work that ends when the test says so. */
function openWork<Result>() {
  let end: (result: Result) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const done = new Promise<Result>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  const work = jest.fn(() => done);
  return { work, end, fail };
}

const asItIs = <Result>(found: Result) => found;

describe('a single flight', () => {
  test('is one piece of work for all who ask while it runs', async () => {
    const flight = new SingleFlight<string>();
    const { work, end } = openWork<string>();
    const settle = jest.fn((found: string) => `${found}!`);
    const asked = [flight.run(work, settle), flight.run(work, settle)];
    await settled();
    asked.push(flight.run(work, settle));
    expect(flight.isUnderWay).toBe(true);
    end('a');
    expect(await Promise.all(asked)).toEqual(['a!', 'a!', 'a!']);
    expect(work).toHaveBeenCalledTimes(1);
    expect(settle).toHaveBeenCalledTimes(1);
    expect(flight.isUnderWay).toBe(false);
  });

  test('is another one afterwards', async () => {
    const flight = new SingleFlight<number>();
    let runs = 0;
    for (let turn = 1; turn <= 3; turn++) {
      expect(await flight.run(async () => ++runs, asItIs)).toBe(turn);
    }
  });

  test('is joined by whoever asks from within the work', async () => {
    const flight = new SingleFlight<string>();
    const inner: Promise<string>[] = [];
    const other = jest.fn(async () => 'second');
    const outer = flight.run(async () => {
      inner.push(flight.run(other, asItIs));
      return 'first';
    }, asItIs);
    expect(await outer).toBe('first');
    expect(await Promise.all(inner)).toEqual(['first']);
    expect(other).not.toHaveBeenCalled();
  });

  test('is over by the time that it is settled, and what is begun there runs on its own', async () => {
    const flight = new SingleFlight<string>();
    const { work, end } = openWork<string>();
    const next: Promise<string>[] = [];
    const first = flight.run(
      async () => 'first',
      (found) => {
        expect(flight.isUnderWay).toBe(false);
        next.push(flight.run(work, asItIs));
        return found;
      },
    );
    expect(await first).toBe('first');
    await settled();
    expect(flight.isUnderWay).toBe(true);
    const joined = flight.run(async () => 'third', asItIs);
    end('second');
    expect(await Promise.all([...next, joined])).toEqual(['second', 'second']);
  });

  test.each<[string, () => Promise<string>]>([
    ['fails', () => Promise.reject(new Error('no'))],
    [
      'throws at once',
      () => {
        throw new Error('no');
      },
    ],
  ])(
    'whose work %s fails for all, and does not stand in the way of the next',
    async (_how, work) => {
      const flight = new SingleFlight<string>();
      const settle = jest.fn(asItIs<string>);
      const asked = [flight.run(work, settle), flight.run(work, settle)];
      for (const one of asked) await expect(one).rejects.toThrow('no');
      expect(settle).not.toHaveBeenCalled();
      expect(flight.isUnderWay).toBe(false);
      expect(await flight.run(async () => 'yes', asItIs)).toBe('yes');
    },
  );

  test('whose settling fails does not stand in the way of the next', async () => {
    const flight = new SingleFlight<string>();
    const fails = () => {
      throw new Error('no');
    };
    await expect(flight.run(async () => 'a', fails)).rejects.toThrow('no');
    expect(await flight.run(async () => 'yes', asItIs)).toBe('yes');
  });
});
