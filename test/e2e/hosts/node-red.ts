import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';

import { startSandbox } from '../../../sandbox';
import { layout } from '../../../tools/packages/layout';
import { readManifest } from '../../../tools/packages/manifest';
import { packInto } from '../../../tools/packages/tarball';
import { type Installation, NodeRed } from '../node-red/node-red';
import { chromiumPath, launchBrowser } from '../support/browser';
import { packNodeRedPackage } from '../support/packages';
import { projectRoot } from '../support/project';
import { hostName, NODE_RED_HOSTS, type NodeRedHostPlan } from './node-red/hosts';
import { installAll } from './node-red/install';
import { NotRunError } from './node-red/not-run';
import { NODE_RED_ROWS } from './node-red/rows';
import { Stage } from './node-red/stage';
import type { HostChoice, HostRow } from './row';

/** A Node-RED, its browser and npm keep one processor busy. */
const HOSTS_AT_ONCE = 2;

/** The rows of the matrix for every Node-RED that was chosen, without a choice for all. */
export async function nodeRedHostRows(
  report: (line: string) => void,
  { isWanted, isShort }: HostChoice,
): Promise<HostRow[]> {
  const wanted = NODE_RED_HOSTS.filter((plan) => isWanted(hostName(plan)));
  const plans = wanted.filter(({ isBetween }) => !(isShort && isBetween));
  for (const plan of wanted.filter((candidate) => !plans.includes(candidate))) {
    report(`LEFT OUT: ${hostName(plan)}. A short run has no time for ${plan.why}.`);
  }
  const installations = await installAll(plans, report);
  const packages = await packVersions();
  const results = new Map<NodeRedHostPlan, HostRow[]>();
  const waiting = [...plans];
  const work = async () => {
    for (let plan = waiting.shift(); plan !== undefined; plan = waiting.shift()) {
      const installation = installations.get(plan)!;
      const rows =
        installation instanceof Error
          ? notRun(plan, installation.message.split('\n', 1)[0]!)
          : await rowsOfHost(hostName(plan), installation, packages, report);
      results.set(plan, rows);
    }
  };
  await Promise.all(Array.from({ length: HOSTS_AT_ONCE }, work));
  return plans.flatMap((plan) => results.get(plan) ?? []);
}

interface Packages {
  readonly tarball: string;
  readonly olderTarball: string;
}

/** The package, and the same under a lower version, between which npm and Node-RED see an update. */
async function packVersions(): Promise<Packages> {
  const tarball = await packNodeRedPackage();
  const folder = mkdtempSync(path.join(tmpdir(), 'vendor-auth-older-'));
  try {
    cpSync(layout.stagedNodeRed(projectRoot), folder, { recursive: true });
    const manifest = { ...readManifest(folder), version: '0.0.1' };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    return { tarball, olderTarball: packInto(path.dirname(tarball), folder).file };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function notRun(plan: NodeRedHostPlan, reason: string): HostRow[] {
  const host = hostName(plan);
  return NODE_RED_ROWS.map(({ row }) => ({ host, row, holds: undefined, seen: reason }));
}

async function rowsOfHost(
  host: string,
  installation: Installation,
  { tarball, olderTarball }: Packages,
  report: (line: string) => void,
): Promise<HostRow[]> {
  const startedMs = performance.now();
  const nodeRed = await NodeRed.create(installation);
  const sandbox = await startSandbox();
  const browser = await launchChromium();
  const rows: HostRow[] = [];
  try {
    const start = await outcomeOf(async () => {
      await nodeRed.start();
      return '';
    });
    if (start.holds === false) return NODE_RED_ROWS.map(({ row }) => ({ host, row, ...start }));
    const stage = new Stage(nodeRed, sandbox, tarball, olderTarball, browser);
    for (const { row, run } of NODE_RED_ROWS) {
      const result = { host, row, ...(await outcomeOf(() => run(stage))) };
      rows.push(result);
      report(`${mark(result)} ${host}: ${row}: ${result.seen}`);
    }
  } finally {
    await browser?.close();
    await nodeRed.stop();
    await sandbox.close();
  }
  report(`${host}: ${Math.round((performance.now() - startedMs) / 1000).toString()} s`);
  return rows;
}

async function launchChromium(): Promise<Browser | undefined> {
  const executable = chromiumPath();
  return executable === undefined ? undefined : await launchBrowser(executable);
}

/** What keeps a row from holding is its text, and the next row runs all the same. */
async function outcomeOf(run: () => Promise<string>): Promise<Pick<HostRow, 'holds' | 'seen'>> {
  try {
    return { holds: true, seen: await run() };
  } catch (error) {
    if (error instanceof NotRunError) return { holds: undefined, seen: error.message };
    return {
      holds: false,
      seen: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

function mark({ holds }: HostRow): string {
  if (holds === undefined) return 'NOT RUN';
  return holds ? 'ok     ' : 'FAILED ';
}
