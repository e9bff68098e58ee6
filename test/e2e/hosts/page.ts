import { format, resolveConfig } from 'prettier';

import type { HostRow } from './row';

/** The rows of all hosts of one product. */
export interface Matrix {
  readonly title: string;
  readonly rows: readonly HostRow[];
}

const INTRODUCTION = `# Compatibility

Made by \`npm run e2e -- hosts --write\`, which installs each host, runs every row in it against the
[stand-ins of the vendors](sandbox.md), and reads from them how many token requests and calls came.

✓ holds. ✗ does not hold, with what was seen. – was not run, with the reason. Where a host shows something
else than “seen” says, its own cell tells it.
`;

/** The matrices as a page for `docs/`, formatted as the repository wants it. */
export async function compatibilityPage(
  matrices: readonly Matrix[],
  file: string,
): Promise<string> {
  const text = [INTRODUCTION, ...matrices.map(section)].join('\n');
  const options = (await resolveConfig(file)) ?? {};
  return await format(text, { ...options, parser: 'markdown' });
}

function section({ title, rows }: Matrix): string {
  const hosts = unique(rows.map(({ host }) => host));
  const lines = unique(rows.map(({ row }) => row)).map((row) => {
    const cells = hosts.map((host) =>
      rows.find((candidate) => candidate.host === host && candidate.row === row),
    );
    const usual = mostFrequent(cells.filter((cell) => cell?.holds).map((cell) => cell!.seen));
    return line([row, usual, ...cells.map((cell) => cellText(cell, usual))]);
  });
  const titles = line(['row', 'seen', ...hosts.map((host) => host.replace(`${title} `, ''))]);
  const rule = line(['---', '---', ...hosts.map(() => ':-:')]);
  return [`## ${title}`, '', titles, rule, ...lines, ''].join('\n');
}

function cellText(cell: HostRow | undefined, usual: string): string {
  if (cell === undefined) return '– this host has no such row';
  const { holds, seen } = cell;
  if (holds === undefined) return `– ${seen}`;
  if (!holds) return `✗ ${seen.split('\n', 1)[0]!}`;
  return seen === usual ? '✓' : `✓ ${seen}`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The first of those that come most often; the empty text if there is none. */
function mostFrequent(texts: readonly string[]): string {
  const times = (text: string) => texts.filter((other) => other === text).length;
  return unique(texts).reduce(
    (best, text) => (times(text) > times(best) ? text : best),
    texts[0] ?? '',
  );
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
