'use strict';

/**
 * Ends a jest run with its totals on a line of their own, as continuous integration reads them:
 * `12 passed, 0 failed`, and `, 1 skipped` if so.
 */
class TotalsReporter {
  onRunComplete(_contexts, results) {
    process.stdout.write(`${totals(results)}\n`);
  }
}

/** A test file that does not even load has no tests to count, so it counts as one that failed. */
function totals(results) {
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const skipped = results.numPendingTests + results.numTodoTests;
  const line = `${results.numPassedTests} passed, ${failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}

module.exports = TotalsReporter;
