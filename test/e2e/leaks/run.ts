/**
 * `npm run e2e -- leaks`: logins whose vendors bring every secret and token back in every place of an
 * answer and in every quoting, in real Node-RED 5 and 4.1 and in a real n8n; then a search of everything
 * that comes out of these hosts. In each channel something is planted that the search must find. Exits 0
 * only if nothing leaked and everything planted was found; 77 if this machine cannot carry n8n.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { VERSIONS } from '../node-red/node-red';
import { endWithEverythingStarted } from '../support/processes';
import { projectRoot } from '../support/project';
import { NotInstallableError } from '../n8n/install';
import { Ledger } from './ledger';
import { huntInN8n } from './n8n/hunt';
import { huntInNodeRed } from './node-red/hunt';

/** What a part ends with that its machine cannot carry. */
const NOT_RUN_EXIT_CODE = 77;
const REPORT_FILE = path.join(projectRoot, 'build', 'e2e', 'leaks.json');

async function main(): Promise<number> {
  endWithEverythingStarted();
  const ledger = new Ledger();
  for (const version of VERSIONS) {
    const name = `Node-RED ${version.name}`;
    if (isWanted(name)) await timed(name, () => huntInNodeRed(version, ledger));
  }
  const notRun = isWanted('n8n') ? await timed('n8n', () => unlessImpossible(ledger)) : undefined;
  const isClean = ledger.finish();
  await mkdir(path.dirname(REPORT_FILE), { recursive: true });
  await writeFile(REPORT_FILE, `${JSON.stringify(ledger.findings, null, 2)}\n`);
  console.log(`Every leak: ${path.relative(projectRoot, REPORT_FILE)}`);
  if (notRun !== undefined) console.log(`NOT RUN: n8n. ${notRun}`);
  if (!isClean) return 1;
  return notRun === undefined ? 0 : NOT_RUN_EXIT_CODE;
}

/** Why this machine cannot carry n8n, if it cannot. */
async function unlessImpossible(ledger: Ledger): Promise<string | undefined> {
  try {
    await huntInN8n(ledger);
    return undefined;
  } catch (error) {
    if (error instanceof NotInstallableError) return error.message;
    throw error;
  }
}

/** With words after the script's name, only the hosts that one of them is part of are searched. */
function isWanted(host: string): boolean {
  const words = process.argv.slice(2);
  return words.length === 0 || words.some((word) => host.includes(word));
}

async function timed<T>(what: string, hunt: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const result = await hunt();
  console.log(`${what}: searched in ${Math.round((performance.now() - startedMs) / 1000)} s`);
  return result;
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
