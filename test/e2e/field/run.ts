/**
 * `npm run e2e -- field [--write] [--hosts node-red-5,node-red-4.1,n8n] [--rows <words>]`: every condition
 * of the field reports in a real Node-RED 5, Node-RED 4.1 and n8n, counted at the vendor. Exits 0 only if
 * every row holds; 77 if all that ran does, and n8n could not be installed.
 *
 * `--write` writes docs/field-conditions.md; `--rows` runs the rows whose `<id>: <title>` holds one of the
 * words, which are separated by `|`.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { installN8nIfPossible } from '../n8n/install';
import { VERSIONS } from '../node-red/node-red';
import { packN8nPackage } from '../support/packages';
import { endWithEverythingStarted } from '../support/processes';
import { projectRoot } from '../support/project';
import type { Condition } from './condition';
import { ANSWERS } from './conditions/answers';
import { API } from './conditions/api';
import { TOKEN_REQUESTS } from './conditions/token-requests';
import type { FieldHost } from './hosts/field-host';
import { FieldN8n } from './hosts/n8n';
import { FieldNodeRed, unpackNodeRedPackage } from './hosts/node-red';
import { conditionsPage, holds } from './page';
import { measure, prepare, type Row, type RowResult } from './row';

const PAGE = path.join(projectRoot, 'docs', 'field-conditions.md');
const CONDITIONS = [...ANSWERS, ...TOKEN_REQUESTS, ...API];

const { values: options } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    hosts: { type: 'string', default: 'node-red-5,node-red-4.1,n8n' },
    rows: { type: 'string', default: '' },
  },
});

const isHostWanted = (name: string) => options.hosts.split(',').includes(name);
const isWanted = ({ id, title }: Condition) =>
  options.rows.split('|').some((word) => `${id}: ${title}`.includes(word));

async function main(): Promise<void> {
  endWithEverythingStarted();
  // n8n takes its time until it answers, in which the Node-REDs measure.
  const n8n = isHostWanted('n8n') ? prepareN8n() : undefined;
  n8n?.catch(() => undefined);
  const ofNodeRed = await nodeRedResults();
  const prepared = await n8n;
  const ofN8n = prepared === undefined ? [] : await resultsOf(prepared);
  const results = [...ofNodeRed, ...ofN8n];
  tellFailures(results);
  const page = await conditionsPage(results, PAGE);
  console.log(`\n${page}`);
  if (options.write) writeFileSync(PAGE, page);
  summarize(results);
}

/** A host in which every row is deployed. */
interface Prepared {
  readonly host: FieldHost;
  readonly rows: readonly Row[];
}

async function deployed(host: FieldHost): Promise<Prepared> {
  const wanted = CONDITIONS.filter(isWanted).flatMap((condition, nth) =>
    (condition.routes ?? host.routes)
      .filter((route) => host.routes.includes(route))
      .map((route) => prepare(condition, route, nth)),
  );
  const rows = await Promise.all(wanted);
  await host.deploy(rows.map(({ login }) => login));
  return { host, rows };
}

async function nodeRedResults(): Promise<readonly RowResult[]> {
  const versions = VERSIONS.filter(({ name }) => isHostWanted(`node-red-${name}`));
  if (versions.length === 0) return [];
  const packageDir = await unpackNodeRedPackage();
  const all = await Promise.all(
    versions.map(async (version) =>
      resultsOf(await deployed(await FieldNodeRed.start(version, packageDir))),
    ),
  );
  return all.flat();
}

async function prepareN8n(): Promise<Prepared | undefined> {
  const installation = await installN8nIfPossible();
  if (installation === undefined) return undefined;
  return await deployed(await FieldN8n.create(installation, packN8nPackage()));
}

/** Measures the rows side by side, the heavy ones at the end, and ends the host. */
async function resultsOf({ host, rows }: Prepared): Promise<readonly RowResult[]> {
  const startedMs = performance.now();
  const measured = (some: readonly Row[], most: number) =>
    atMostAtOnce(most, some, (row) => measure(row, host));
  try {
    const isHeavy = ({ condition }: Row) => condition.isHeavy === true;
    const streams = rows.filter(({ condition }) => /^A[1-6]$/.test(condition.id));
    const others = rows.filter((row) => !streams.includes(row) && !isHeavy(row));
    const results = [
      ...(await measured(streams, streams.length)),
      ...(await measured(others, host.rowsAtOnce)),
      ...(await measured(rows.filter(isHeavy), 1)),
    ];
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
    console.log(`${host.name}: ${results.length} rows in ${seconds} s`);
    const order = new Map(CONDITIONS.map(({ id, title }, index) => [`${id}: ${title}`, index]));
    const placeOf = ({ id, title }: RowResult) => order.get(`${id}: ${title}`) ?? 0;
    return results.sort((one, other) => placeOf(one) - placeOf(other));
  } finally {
    await host.stop();
    await Promise.all(rows.map(({ vendor }) => vendor.close()));
  }
}

async function atMostAtOnce<Item, Result>(
  most: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.map((item, index) => ({ item, index }));
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next.index] = await work(next.item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
  return results;
}

function tellFailures(results: readonly RowResult[]): void {
  for (const result of results.filter((each) => !holds(each))) {
    console.log(`FAILED ${result.host}, ${result.route}: ${result.id}: ${result.title}`);
    for (const { what, expected, seen } of result.checks.filter((check) => !check.holds)) {
      console.log(`         ${what}: expected ${expected}, seen ${seen}`);
    }
    const said = new Set(result.seen?.outcomes.map(({ says }) => says).filter(Boolean));
    for (const text of [...said].slice(0, 3)) console.log(`         said: ${text}`);
  }
}

function summarize(results: readonly RowResult[]): void {
  const failed = results.filter((result) => !holds(result)).length;
  console.log(`${results.length - failed} rows hold, ${failed} do not.`);
  if (failed > 0 || results.length === 0) process.exitCode = 1;
}

main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  // What hung on purpose must not keep this process.
  .finally(() => process.exit());
