import type { Outcome } from './fuzz-property';

const HEADINGS = ['kind', 'runs', 'seconds', 'seed', 'failures', 'met'] as const;

/** The outcomes for people: one line for each kind, then every failure with the way to run it again. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  const rows = [HEADINGS, ...outcomes.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const isNumber = column > 0 && column < HEADINGS.length - 1;
        return isNumber ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
      })
      .join('  ')
      .trimEnd(),
  );
  const failures = outcomes.flatMap(({ failure }) => (failure === undefined ? [] : ['', failure]));
  return [...lines, ...failures].join('\n');
}

function cellsOf(outcome: Outcome): string[] {
  const { kind, runs, seconds, seed, failures, counts } = outcome;
  const met = counts.map(([what, count]) => `${count.toLocaleString('en-US')} ${what}`).join(', ');
  return [
    kind,
    runs.toLocaleString('en-US'),
    seconds.toFixed(1),
    String(seed),
    String(failures),
    met,
  ];
}
