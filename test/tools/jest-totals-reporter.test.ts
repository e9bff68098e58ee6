import type { AggregatedResult } from '@jest/reporters';

interface Reporter {
  onRunComplete(contexts: Set<unknown>, results: Partial<AggregatedResult>): void;
}

const TotalsReporter = jest.requireActual<new () => Reporter>('../../tools/jest-totals-reporter');

function report(counts: Partial<AggregatedResult>): string {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  new TotalsReporter().onRunComplete(new Set(), {
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
    ...counts,
  });
  const text = write.mock.calls.map(([chunk]) => String(chunk)).join('');
  write.mockRestore();
  return text;
}

describe('the last line of a test run', () => {
  test('says how many tests passed and failed', () => {
    expect(report({ numPassedTests: 12, numFailedTests: 1 })).toBe('12 passed, 1 failed\n');
  });

  test('counts a test file that does not load as failed', () => {
    expect(report({ numPassedTests: 3, numRuntimeErrorTestSuites: 1 })).toBe(
      '3 passed, 1 failed\n',
    );
  });

  test('mentions skipped tests only if there are any', () => {
    expect(report({ numPassedTests: 3, numPendingTests: 2 })).toBe(
      '3 passed, 0 failed, 2 skipped\n',
    );
  });
});
