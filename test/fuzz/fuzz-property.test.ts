import fc from 'fast-check';
import { fuzzProperty, joined, runCampaign } from './fuzz-property';
import { parseOptions } from './options';
import { outcomeTable } from './outcome-table';

const below100 = fuzzProperty<number>({
  kind: 'small-numbers',
  guarantee: 'every number is below a hundred',
  runs: 1000,
  runsInTests: 10,
  inputs: fc.nat({ max: 100_000 }),
  check(number, tally) {
    tally.add('numbers');
    if (number >= 100) throw new Error(`${number} is too large`);
  },
});

const even = fuzzProperty<number>({
  ...{ kind: 'even', guarantee: 'anything', runs: 10, runsInTests: 1 },
  inputs: fc.nat(),
  check: () => undefined,
  missing: (tally) => (tally.of('even numbers') === 0 ? 'No number was even.' : undefined),
});

describe('a campaign', () => {
  test('that fails tells the smallest input, the reason, and how to run just that again', async () => {
    const { failures, failure } = await runCampaign(below100, { seed: 42, runs: 1000 });
    expect(failures).toBe(1);
    expect(failure).toContain(
      'small-numbers: every number is below a hundred does not hold for\n100\n',
    );
    expect(failure).toContain('100 is too large');
    expect(failure).toMatch(/npm run fuzz -- --only small-numbers --seed 42 --path [\d:]+/);
  });

  test('that is run again by its seed and path fails at once, for the same input', async () => {
    const first = await runCampaign(below100, { seed: 42, runs: 1000 });
    const path = /--path ([\d:]+)/.exec(first.failure ?? '')?.[1];
    const again = await runCampaign(below100, { seed: 42, runs: 1000, path });
    expect(again.failure).toContain('does not hold for\n100\n');
    expect(again.runs).toBe(1);
  });

  test('tries as many inputs as it is told to, the same ones for the same seed', async () => {
    const seen: number[][] = [[], []];
    for (const numbers of seen) {
      const property = fuzzProperty<number>({
        ...{ kind: 'seen', guarantee: '', runs: 1, runsInTests: 1 },
        inputs: fc.nat(),
        check: (number) => void numbers.push(number),
      });
      expect((await runCampaign(property, { seed: 7, runs: 500 })).runs).toBe(500);
    }
    expect(seen[0]).toHaveLength(500);
    expect(seen[0]).toEqual(seen[1]);
  });

  test('whose inputs never met what they are there for fails as well', async () => {
    const outcome = await runCampaign(even, { seed: 1, runs: 10 });
    expect(outcome).toMatchObject({ failures: 1, failure: 'No number was even.' });
  });

  test('in several parts is told as one, with the sums and the first failure', () => {
    const part = { kind: 'answers', runs: 10, seconds: 2, failures: 0, failure: undefined };
    const outcome = joined([
      { ...part, seed: 5, counts: [['valid', 3]] },
      { ...part, seed: 6, counts: [['valid', 4]], failures: 1, failure: 'what failed' },
      { ...part, seed: 7, counts: [['failed', 1]], failures: 1, failure: 'what failed too' },
    ]);
    expect(outcome).toEqual({
      ...{ kind: 'answers', runs: 30, seconds: 6, seed: 5, failures: 2, failure: 'what failed' },
      counts: [
        ['failed', 1],
        ['valid', 7],
      ],
    });
  });

  test('is a line of the table, and a failure stands whole below it', () => {
    const line = { runs: 1_000_000, seconds: 12.34, seed: 5 };
    const table = outcomeTable([
      { kind: 'answers', ...line, failures: 0, counts: [['valid', 200_000]], failure: undefined },
      { kind: 'fields', ...line, failures: 1, counts: [], failure: 'what failed' },
    ]);
    expect(table.split('\n').map((text) => text.replace(/ +/g, ' '))).toEqual([
      'kind runs seconds seed failures met',
      'answers 1,000,000 12.3 5 0 200,000 valid',
      'fields 1,000,000 12.3 5 1',
      '',
      'what failed',
    ]);
  });
});

describe('the options of npm run fuzz', () => {
  const parse = (...args: string[]) => parseOptions(args, ['a', 'b'], { seed: 9, workers: 2 });

  test('have a seed of their own, and each kind its number of runs, unless somebody says so', () => {
    expect(parse()).toEqual({ seed: 9, runs: undefined, only: [], path: undefined, workers: 2 });
    expect(parse('--seed=-5', '--runs', '10', '--only', 'a,b', '--workers', '1')).toEqual({
      ...{ seed: -5, runs: 10, only: ['a', 'b'], path: undefined, workers: 1 },
    });
  });

  test.each([
    [['--only', 'c'], 'There is no kind “c”. Choose among a, b.'],
    [['--seed', 'x'], '--seed must be a whole number.'],
    [['--runs', '0'], '--runs must be at least 1.'],
    [['--path', '1:2'], '--path belongs to one kind and one seed'],
    [['--path', '1:2', '--only', 'a,b', '--seed', '1'], '--path belongs to one kind and one seed'],
    [['--sead', '1'], '--sead'],
  ])('%j are refused in words', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });
});
