import { format, resolveConfig } from 'prettier';

import type { RowResult } from './row';

const INTRODUCTION = `# Field conditions

Made by \`npm run e2e -- field --write\`: what public reports say that servers really do, each served by
the sandbox's example vendor (\`/_control/set\`, see [the sandbox](sandbox.md)) to real hosts with the
packed packages. The vendor counts. A and B are the token answer and the token request, C is the API.

A cell tells, in this order:

1. token requests + calls of the API, test calls included;
2. calls with a dead token, which must be 0 (“withdrawn” are those that the vendor took back just
   before, “too new” those that it does not know yet: no client can know either);
3. requests that were sent twice, which are those that were refused for their token.

In Node-RED, “request” is the package's own request node, and “bearer” is the core http request node
behind the bearer node. In n8n it is the HTTP Request node with a credential for any other vendor. A cell
that begins with ✗ breaks a rule. A dash means that the row does not apply to that host.
`;

export function holds({ checks }: RowResult): boolean {
  return checks.length > 0 && checks.every((check) => check.holds);
}

/** The table as a page for `docs/`, formatted as the repository wants it. */
export async function conditionsPage(results: readonly RowResult[], file: string): Promise<string> {
  const columns = unique(results.map(columnOf));
  const sections = Object.entries(SECTIONS).map(([letter, title]) => {
    const ofSection = results.filter(({ id }) => id.startsWith(letter));
    const names = unique(ofSection.map(({ id, title: name }) => JSON.stringify([id, name])));
    const lines = names.map((name) => {
      const [id = '', what = ''] = JSON.parse(name) as string[];
      const same = ofSection.filter((result) => result.id === id && result.title === what);
      const cells = columns.map((column) => cellOf(same.find((each) => columnOf(each) === column)));
      return line([id, escaped(what), ...cells]);
    });
    const head = line(['', 'condition', ...columns]);
    const rule = line(['---', '---', ...columns.map(() => '---')]);
    return [`## ${title}`, '', head, rule, ...lines, ''].join('\n');
  });
  const options = (await resolveConfig(file)) ?? {};
  return await format([INTRODUCTION, ...sections].join('\n'), { ...options, parser: 'markdown' });
}

const SECTIONS = { A: 'The token answer', B: 'The token request', C: 'The API' };

function columnOf({ host, route }: RowResult): string {
  return route === 'item' ? host : `${host}, ${route}`;
}

function cellOf(result: RowResult | undefined): string {
  if (result === undefined) return '–';
  const { seen } = result;
  if (seen === undefined) return '✗ not measured';
  const { tokenRequests, calls, testCalls, dead, withdrawn, tooNew, sentTwice } = seen;
  const others = [
    ...(withdrawn > 0 ? [`${withdrawn} withdrawn`] : []),
    ...(tooNew > 0 ? [`${tooNew} too new`] : []),
  ];
  const tokens = [`${dead}`, ...others].join(', ');
  return `${holds(result) ? '' : '✗ '}${tokenRequests} + ${calls + testCalls}; ${tokens}; ${sentTwice}`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function escaped(text: string): string {
  return text.replaceAll('_', '\\_').replaceAll('|', '\\|').replaceAll('>', '\\>');
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
