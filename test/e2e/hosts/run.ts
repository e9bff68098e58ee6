/**
 * `npm run e2e -- hosts [--write] [--short] [--install] [--hosts <words>] [--seconds <number>]`: a short
 * table of what must hold, in every host that people run. It prints the matrix and exits 0 only if all of it holds; 77 if all that ran does, and
 * something could not run here.
 *
 * `--install` installs each n8n that is not there: 8 minutes and 2.2 GB each. Each Node-RED is installed anyway.
 * `--write` writes docs/compatibility.md. `--short` leaves hosts out that lie between two others, and says
 * which. `--hosts "Node-RED 3.1|Node-RED 5"` runs the hosts whose names hold one of these, which are separated
 * by `|`. `--seconds` leaves out each n8n for which fewer seconds may be left than it takes.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { format, resolveConfig } from 'prettier';

import { endWithEverythingStarted } from '../support/processes';
import { projectRoot } from '../support/project';
import { n8nHostRows } from './n8n';
import { nodeRedHostRows } from './node-red';
import { compatibilityText, type Matrix } from './page';
import type { HostChoice, HostRow } from './row';

const PAGE = path.join(projectRoot, 'docs', 'compatibility.md');

const { values: options } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    install: { type: 'boolean', default: false },
    hosts: { type: 'string', default: '' },
    seconds: { type: 'string', default: 'Infinity' },
  },
});

type RowsOfHosts = (report: (line: string) => void, choice: HostChoice) => Promise<HostRow[]>;

/** Who runs which hosts; the title stands above their table on the page. */
const PRODUCTS: readonly { readonly title: string; readonly rows: RowsOfHosts }[] = [
  { title: 'Node-RED', rows: nodeRedHostRows },
  { title: 'n8n', rows: n8nHostRows },
];

const WORDS = options.hosts.split('|');

const choice: HostChoice = {
  isWanted: (host) => WORDS.some((words) => host.includes(words)),
  isShort: options.short,
  installs: options.install,
  remainingSeconds: () => Number(options.seconds) - performance.now() / 1000,
};

/** A product of which no host can be meant need not be asked. */
function isProductWanted({ title }: { readonly title: string }): boolean {
  return options.hosts === '' || WORDS.some((words) => words.includes(title));
}

async function main(): Promise<number> {
  endWithEverythingStarted();
  const matrices: Matrix[] = [];
  for (const { title, rows } of PRODUCTS.filter(isProductWanted)) {
    matrices.push({ title, rows: await rows((line) => console.log(line), choice) });
  }
  const markdown = compatibilityText(matrices);
  const style = (await resolveConfig(PAGE)) ?? {};
  const page = await format(markdown, { ...style, parser: 'markdown' });
  console.log(`\n${page}`);
  if (options.write && (options.short || options.hosts !== '')) {
    console.log('NOT WRITTEN: the page is of all hosts. Leave out --short and --hosts.');
  } else if (options.write) {
    writeFileSync(PAGE, page);
  }
  return judge(matrices.flatMap(({ rows }) => rows));
}

function judge(rows: readonly HostRow[]): number {
  const failed = rows.filter(({ holds }) => holds === false);
  const left = rows.filter(({ holds }) => holds === undefined);
  for (const { host, row, seen } of left) console.log(`NOT RUN: ${host}: ${row}: ${seen}`);
  for (const { host, row, seen } of failed) console.log(`FAILED ${host}: ${row}: ${seen}`);
  const held = rows.length - failed.length - left.length;
  console.log(`${held} cells hold, ${failed.length} do not, ${left.length} were not run.`);
  if (failed.length > 0) return 1;
  if (rows.length === 0) console.log('NOT RUN: no host at all; what was left out is said above.');
  if (rows.length === 0) return choice.isShort ? 77 : 1;
  return left.length > 0 ? 77 : 0;
}

main().then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
