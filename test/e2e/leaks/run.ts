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
import { Ledger } from './ledger';
import { huntInNodeRed } from './node-red/hunt';

const REPORT_FILE = path.join(projectRoot, 'build', 'e2e', 'leaks.json');

async function main(): Promise<number> {
  endWithEverythingStarted();
  const ledger = new Ledger();
  for (const version of VERSIONS) {
    const name = `Node-RED ${version.name}`;
    if (isWanted(name)) await timed(name, () => huntInNodeRed(version, ledger));
  }
  const isClean = ledger.finish();
  await mkdir(path.dirname(REPORT_FILE), { recursive: true });
  await writeFile(REPORT_FILE, `${JSON.stringify(ledger.findings, null, 2)}\n`);
  console.log(`Every leak: ${path.relative(projectRoot, REPORT_FILE)}`);
  return isClean ? 0 : 1;
}

/** With words after the script's name, only the hosts that one of them is part of are searched. */
function isWanted(host: string): boolean {
  const words = process.argv.slice(2);
  return words.length === 0 || words.some((word) => host.includes(word));
}

async function timed(what: string, hunt: () => Promise<void>): Promise<void> {
  const startedMs = performance.now();
  await hunt();
  console.log(`${what}: searched in ${Math.round((performance.now() - startedMs) / 1000)} s`);
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
