/**
 * `npm run e2e -- faults`: every fault of the catalogue in a real Node-RED 5, Node-RED 4.1 and n8n. Exits
 * 0 only if every row keeps what the token rules promise.
 *
 * What to run is said by the environment, since `npm run e2e` takes the names of parts alone:
 * FAULTS_HOSTS (such as `node-red-5,n8n`), FAULTS_ROWS (words of which a row's name must hold one, with | in between), and
 * FAULTS_WRITE, which writes docs/fault-matrix.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { stageNodeRedPackage } from '../../../tools/packages/node-red';
import { VERSIONS } from '../node-red/node-red';
import { endWithEverythingStarted } from '../support/processes';
import { projectRoot } from '../support/project';
import { packBombs } from './catalogue/bodies';
import { installN8n } from '../n8n/install';
import { packN8nPackage } from './hosts/pack-n8n';
import { N8nMatrixHost } from './hosts/n8n';
import { NodeRedMatrixHost } from './hosts/node-red';
import { INCIDENTS } from './incidents/incident';
import { nodeRedIncidents } from './incidents/node-red';
import type { RowResult } from './measure';
import { holds, matrixPage } from './page';
import { planRows, type RowPlan, runRows, type RowsOfHost } from './run-rows';
import { type Certificates, makeCertificates } from './server/certificates';

const PAGE = path.join(projectRoot, 'docs', 'fault-matrix.md');

function isWanted({ kind, fault, side }: RowPlan): boolean {
  const words = (process.env['FAULTS_ROWS'] ?? '').split('|').filter(Boolean);
  const name = `${kind}: ${fault.name} (${side})`;
  return words.length === 0 || words.some((word) => name.includes(word));
}

function areIncidentsWanted(): boolean {
  const words = (process.env['FAULTS_ROWS'] ?? '').split('|').filter(Boolean);
  return words.length === 0 || words.includes(INCIDENTS);
}

function isHostWanted(name: string): boolean {
  const hosts = (process.env['FAULTS_HOSTS'] ?? '').split(',').filter(Boolean);
  return hosts.length === 0 || hosts.includes(name);
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
    if (process.env['FAULTS_WRITE']) writeFileSync(PAGE, page);
    summarize(results);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function nodeRedResults(
  certificates: Certificates,
  caFile: string,
): Promise<readonly RowResult[]> {
  const packageDir = stageNodeRedPackage(projectRoot);
  const plans = planRows(isWanted);
  const versions = VERSIONS.filter(({ name }) => isHostWanted(`node-red-${name}`));
  const all = await Promise.all(
    versions.map(async (version) => {
      const startedMs = performance.now();
      const env = { NODE_EXTRA_CA_CERTS: caFile };
      const startHost = () => NodeRedMatrixHost.start({ version, packageDir, env });
      const rows = await runRows(plans, { startHost, certificates, busyRowsAtOnce: 40 });
      const incidents = areIncidentsWanted()
        ? await nodeRedIncidents(version, packageDir, certificates)
        : [];
      tell(`Node-RED ${version.name}`, rows, performance.now() - startedMs);
      return [...rows.results, ...incidents];
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
  const installation = await installN8n((line) => console.log(line));
  const startedMs = performance.now();
  const env = { NODE_EXTRA_CA_CERTS: caFile };
  const rows = await runRows(planRows(isWanted).filter(isForN8n), {
    startHost: () => N8nMatrixHost.start({ installation, tarball, env }),
    certificates,
    busyRowsAtOnce: 12,
    addressOf: ({ fault }) => (fault.proxy ? BEHIND_PROXY : undefined),
  });
  tell('n8n', rows, performance.now() - startedMs);
  return rows.results;
}

/** The loopback interface has many addresses; n8n is told to reach this one through a proxy. */
const BEHIND_PROXY = '127.0.0.2';

function isForN8n({ fault, side }: RowPlan): boolean {
  if (side === 'api' && fault.hostsOwnAffair?.includes('n8n')) return false;
  return fault.onlyWhereCheap !== true;
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
