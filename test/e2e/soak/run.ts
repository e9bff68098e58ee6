/**
 * `npm run e2e -- soak [--minutes 10] [--hosts node-red-5,n8n]`: a stream of messages with another fault of
 * the vendor each second, through Node-RED 5, Node-RED 4.1, and n8n in queue mode with two workers. Without
 * `--minutes`, 45 seconds each. Exits 0 only if every message ended once, with no more token requests than
 * the token rules allow, and no heap has grown; 77 if n8n or its queue could not be had.
 */
import { parseArgs } from 'node:util';

import { stageNodeRedPackage } from '../../../tools/packages/node-red';
import { installN8n, NotInstallableError } from '../n8n/install';
import { missingForQueueMode } from '../n8n/queue-services';
import { VERSIONS } from '../node-red/node-red';
import { endWithEverythingStarted } from '../support/processes';
import { packN8nPackage } from '../support/packages';
import { projectRoot } from '../support/project';
import { soakN8n } from './n8n';
import { type Soaked, soakNodeRed } from './node-red';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '0.75' },
    hosts: { type: 'string', default: 'node-red-5,node-red-4.1,n8n' },
  },
});

async function main(): Promise<void> {
  endWithEverythingStarted();
  const seconds = Number(options.minutes) * 60;
  if (!(seconds > 0)) throw new Error('--minutes wants a number above 0.');
  const isWanted = (host: string) => options.hosts.split(',').includes(host);
  const packageDir = await stageNodeRedPackage(projectRoot);
  const soaked: Soaked[] = [];
  for (const version of VERSIONS) {
    if (!isWanted(`node-red-${version.name}`)) continue;
    soaked.push(tell(await soakNodeRed(version, packageDir, seconds)));
  }
  if (isWanted('n8n')) soaked.push(...(await n8n(seconds)).map(tell));
  printTable(soaked);
  if (soaked.length === 0) process.exitCode = 1;
}

async function n8n(seconds: number): Promise<Soaked[]> {
  const missing = missingForQueueMode();
  if (missing !== undefined) return notRun(missing);
  try {
    const installation = await installN8n((line) => console.log(line));
    return [await soakN8n(installation, packN8nPackage(), seconds)];
  } catch (error) {
    if (error instanceof NotInstallableError) return notRun(error.message);
    throw error;
  }
}

function notRun(why: string): [] {
  console.log(`NOT RUN: n8n. ${why}`);
  process.exitCode ??= 77;
  return [];
}

/** One JSON line for a machine, then what was promised and not kept. */
function tell(soaked: Soaked): Soaked {
  const { host, figures, checks } = soaked;
  console.log(JSON.stringify({ host, ...figures }));
  for (const { what, expected, seen, holds } of checks) {
    console.log(`${holds ? 'ok    ' : 'FAILED'} ${host}: ${what}: ${seen} (${expected})`);
    if (!holds) process.exitCode = 1;
  }
  return soaked;
}

function printTable(soaked: readonly Soaked[]): void {
  const names = [...new Set(soaked.flatMap(({ figures }) => Object.keys(figures)))];
  const columns = [
    ['', ...names],
    ...soaked.map(({ host, figures }) => [
      host,
      ...names.map((name) => String(figures[name] ?? '–')),
    ]),
  ];
  const widths = columns.map((cells) => Math.max(...cells.map(({ length }) => length)));
  console.log();
  for (let line = 0; line <= names.length; line++) {
    const cells = columns.map((column, index) => (column[line] ?? '').padEnd(widths[index] ?? 0));
    console.log(cells.join('  ').trimEnd());
  }
}

main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  // What hung on purpose must not keep this process.
  .finally(() => process.exit());
