import type { Outcome } from './call-vendors';

const LONGEST_ANSWER = 64;

/** The outcomes as lines for people. Why something failed is told at full length, below. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  const rows = [
    ['Vendor', 'Token requests', 'Answer'],
    ...outcomes.map(({ vendor, isAnswered, says, tokenRequests }) => [
      vendor,
      String(tokenRequests),
      isAnswered ? cut(says) : 'FAILED, see below',
    ]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '),
  );
  const failures = outcomes
    .filter(({ isAnswered }) => !isAnswered)
    .map(({ vendor, says }) => `${vendor}: ${says}`);
  return [...lines, ...(failures.length > 0 ? ['', ...failures] : [])].join('\n');
}

function cut(text: string): string {
  return text.length > LONGEST_ANSWER ? `${text.slice(0, LONGEST_ANSWER - 1)}…` : text;
}
