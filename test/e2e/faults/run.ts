/**
 * `npm run e2e -- faults [--write] [--hosts node-red-5,n8n] [--rows <words>]`: every fault of the
 * catalogue, and what can happen to the process, in a real Node-RED 5, Node-RED 4.1 and n8n. Exits 0 only
 * if every row keeps what the token rules promise; 77 if all that ran does, and n8n could not be installed.
 *
 * `--write` writes docs/fault-matrix.md; `--rows` runs the rows whose name holds one of the words, which
 * are separated by `|`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { stageNodeRedPackage } from '../../../tools/packages/node-red';
import { VERSIONS } from '../node-red/node-red';
import { endWithEverythingStarted } from '../support/processes';
import { projectRoot } from '../support/project';
import { packBombs } from './catalogue/encodings';
import { installN8nIfPossible } from '../n8n/install';
import { packN8nPackage } from '../support/packages';
import { N8nMatrixHost } from './hosts/n8n';
import { NodeRedMatrixHost } from './hosts/node-red';
import { INCIDENTS, unmeasured } from './incidents/incident';
import { n8nIncidents } from './incidents/n8n';
import { nodeRedIncidents } from './incidents/node-red';
import type { RowResult } from './judge';
import { holds, matrixPage } from './page';
import { planRows, type RowPlan, runRows, type RowsOfHost } from './run-rows';
import { type Certificates, makeCertificates } from './server/certificates';

const PAGE = path.join(projectRoot, 'docs', 'fault-matrix.md');

const { values: options } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    hosts: { type: 'string', default: 'node-red-5,node-red-4.1,n8n' },
    rows: { type: 'string', default: '' },
  },
});

function isNameWanted(name: string): boolean {
  return options.rows.split('|').some((word) => name.includes(word));
}

function isWanted({ kind, fault, side }: RowPlan): boolean {
  return isNameWanted(`${kind}: ${fault.name} (${side})`);
}

function isHostWanted(name: string): boolean {
  return options.hosts.split(',').includes(name);
}

async function main(): Promise<void> {
  endWithEverythingStarted();
  const [certificates] = await Promise.all([makeCertificates(), packBombs()]);
  const folder = mkdtempSync(path.join(tmpdir(), 'vendor-auth-faults-'));
  const caFile = path.join(folder, 'authorities.pem');
  writeFileSync(caFile, certificates.authorities);
  try {
    const results = [
      ...(await nodeRedResults(certificates, caFile)),
      ...(await n8nResults(certificates, caFile)),
    ];
    judge(results);
    const page = await matrixPage(results, PAGE);
    console.log(`\n${page}`);
    if (options.write) writeFileSync(PAGE, page);
    summarize(results);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function nodeRedResults(
  certificates: Certificates,
  caFile: string,
): Promise<readonly RowResult[]> {
  const packageDir = await stageNodeRedPackage(projectRoot);
  const plans = planRows(isWanted);
  const versions = VERSIONS.filter(({ name }) => isHostWanted(`node-red-${name}`));
  const all = await Promise.all(
    versions.map(async (version) => {
      const startedMs = performance.now();
      const env = { NODE_EXTRA_CA_CERTS: caFile };
      const startHost = () => NodeRedMatrixHost.start({ version, packageDir, env });
      const rows = await runRows(plans, { startHost, certificates, busyRowsAtOnce: 40 });
      const happened = isNameWanted(INCIDENTS)
        ? await incidents(`Node-RED ${version.name}`, () =>
            nodeRedIncidents(version, packageDir, certificates),
          )
        : [];
      tell(`Node-RED ${version.name}`, rows, performance.now() - startedMs);
      return [...rows.results, ...happened];
    }),
  );
  return all.flat();
}

async function n8nResults(
  certificates: Certificates,
  caFile: string,
): Promise<readonly RowResult[]> {
  if (!isHostWanted('n8n')) return [];
  const tarball = packN8nPackage();
  const installation = await installN8nIfPossible();
  if (installation === undefined) return [];
  const startedMs = performance.now();
  const env = { NODE_EXTRA_CA_CERTS: caFile };
  const rows = await runRows(planRows(isWanted).filter(isForN8n), {
    startHost: () => N8nMatrixHost.start({ installation, tarball, env }),
    certificates,
    busyRowsAtOnce: 14,
    addressOf: ({ fault }) => (fault.proxy ? BEHIND_PROXY : undefined),
  });
  const happened = isNameWanted(INCIDENTS)
    ? await incidents('n8n', () => n8nIncidents({ installation, tarball, env }, certificates))
    : [];
  tell('n8n', rows, performance.now() - startedMs);
  return [...rows.results, ...happened];
}

/** What kept them from being measured fails them, and leaves the rows of the table as they are. */
async function incidents(
  host: string,
  measure: () => Promise<RowResult[]>,
): Promise<readonly RowResult[]> {
  try {
    return await measure();
  } catch (error) {
    console.error(error);
    return [unmeasured(host, INCIDENTS)];
  }
}

/** The loopback interface has many addresses; n8n is told to reach this one through a proxy. */
const BEHIND_PROXY = '127.0.0.2';

/** n8n's own node reads what the API answers: what stands in it is no affair of the package. */
const READ_BY_N8N_ITSELF = new Set([
  'Statuses that ask to wait',
  'Bodies',
  'Content encodings',
  'Shapes of JSON',
]);

function isForN8n({ kind, fault, side }: RowPlan): boolean {
  if (fault.onlyWhereCheap === true) return false;
  if (side === 'token') return true;
  return !READ_BY_N8N_ITSELF.has(kind) && !fault.hostsOwnAffair?.includes('n8n');
}

function tell(host: string, { results, leaks, longestStopMs }: RowsOfHost, tookMs: number): void {
  const stop = longestStopMs === undefined ? '' : `, longest stop ${longestStopMs.toFixed(0)} ms`;
  console.log(`${host}: ${results.length} rows in ${(tookMs / 1000).toFixed(0)} s${stop}`);
  for (const leak of leaks) console.log(`FAILED ${host} leaks in ${JSON.stringify(leak)}`);
  if (leaks.length > 0) process.exitCode = 1;
}

function judge(results: readonly RowResult[]): void {
  for (const result of results.filter((each) => !holds(each))) {
    console.log(`FAILED ${result.host}, ${result.kind}: ${result.fault} (${result.side})`);
    for (const { what, expected, seen } of result.checks.filter((check) => !check.holds)) {
      console.log(`         ${what}: expected ${expected}, seen ${seen}`);
    }
    for (const leak of result.leaks.slice(0, 3)) console.log(`         ${JSON.stringify(leak)}`);
  }
}

function summarize(results: readonly RowResult[]): void {
  const failed = results.filter((result) => !holds(result)).length;
  const messages = results.reduce((sum, result) => sum + result.messages, 0);
  console.log(
    `${results.length - failed} rows hold, ${failed} do not; ${messages} messages were sent.`,
  );
  if (failed > 0 || results.length === 0) process.exitCode = 1;
}

main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  // What hung on purpose must not keep this process.
  .finally(() => process.exit());
