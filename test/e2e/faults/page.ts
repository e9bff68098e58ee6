import { format, resolveConfig } from 'prettier';

import type { RowResult } from './judge';

/** The table as a page for `docs/`, formatted as the repository wants it. */
export async function matrixPage(results: readonly RowResult[], file: string): Promise<string> {
  const hosts = unique(results.map(({ host }) => host));
  const sections = unique(results.map(({ kind }) => kind)).map((kind) => {
    const ofKind = results.filter((result) => result.kind === kind);
    const names = unique(ofKind.map(({ fault, side }) => JSON.stringify([fault, side])));
    const lines = names.map((name) => {
      const [fault, side] = JSON.parse(name) as [string, string];
      const cells = hosts.map((host) => {
        const result = ofKind.find(
          (each) => each.host === host && each.fault === fault && each.side === side,
        );
        return result === undefined ? '–' : cell(result);
      });
      return row([escaped(fault), WHERE[side] ?? side, ...cells]);
    });
    const titles = row(['fault', 'at', ...hosts]);
    const rule = row(['---', '---', ...hosts.map(() => '---')]);
    return [`## ${kind}`, '', titles, rule, ...lines, ''].join('\n');
  });
  const text = [INTRODUCTION, ...sections].join('\n');
  const options = (await resolveConfig(file)) ?? {};
  return await format(text, { ...options, parser: 'markdown' });
}

const INTRODUCTION = `# Fault matrix

Made by \`npm run e2e -- faults --write\`: every fault once at the token endpoint and once at the API of a
vendor of its own, in real hosts. While the fault lasts, messages come at once and then evenly; then it
ends, and messages come until one succeeds.

A cell tells, in this order:

1. requests at the token endpoint + requests at the API, of how many messages;
2. the longest wait of a message;
3. how long after the end of the fault a message succeeded (“now” is at once; “changed login” where the
   vendor had asked for hours of silence, and a login with a new secret was not held back);
4. lost messages / messages that ended twice / places where a planted secret or token was found.

A cell that begins with ✗ breaks a promise. A dash means that the row does not apply to that host.
`;

const WHERE: Readonly<Record<string, string>> = { token: 'token', api: 'API', host: 'host' };

export function holds(result: RowResult): boolean {
  return result.checks.length > 0 && result.checks.every((check) => check.holds);
}

function cell(result: RowResult): string {
  const { tokenRequests, apiRequests, messages, longestWaitMs, lost, doubled, leaks } = result;
  return [
    `${holds(result) ? '' : '✗ '}${tokenRequests} + ${apiRequests} of ${messages}`,
    seconds(longestWaitMs),
    recovery(result),
    `${lost} / ${doubled} / ${leaks.length}`,
  ].join('; ');
}

function recovery({ recoveredAfterMs, recoveredBy, checks }: RowResult): string {
  const judgesRecovery = checks.some(({ what }) => /recover/.test(what));
  if (!judgesRecovery) return '–';
  if (recoveredAfterMs === undefined) return 'never';
  if (recoveredBy !== 'itself') return recoveredBy;
  return recoveredAfterMs < 50 ? 'now' : seconds(recoveredAfterMs);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function escaped(text: string): string {
  return text.replaceAll('_', '\\_').replaceAll('|', '\\|');
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
