/**
 * `npm run e2e -- node-red`: the packed package in a real Node-RED 5 and 4.1, installed by the palette
 * manager's own route, and its dialogs in a real browser. Exits 0 only if every scenario holds; 77 if
 * this machine has no browser.
 */
import { startSandbox } from '../../../sandbox';
import { chromiumPath, launchBrowser, NO_CHROMIUM } from '../support/browser';
import { bundled, NodeRed, type Version, VERSIONS } from './node-red';
import { configureFromNothing } from './scenarios/configure';
import { exampleScenarios, recipeScenarios } from './scenarios/examples';
import { keyboardAlone, labelledFields } from './scenarios/keyboard';
import { languageScenarios } from './scenarios/languages';
import { olderFlows } from './scenarios/older-flows';
import { paletteSearch } from './scenarios/palette';
import { permissionScenarios } from './scenarios/permissions';
import { revokeFromList } from './scenarios/revoke-from-list';
import { narrowScenarios, screenScenarios } from './scenarios/screens';
import { screenshots } from './scenarios/screenshots';
import { walkScenarios } from './scenarios/walks';
import type { Scenario, World } from './scenarios/world';
import type { VendorId } from '../../../sandbox';
import { VENDORS } from '../../../sandbox/vendors';
import { packNodeRedPackage } from '../support/packages';
import { endWithEverythingStarted } from '../support/processes';
import { NODE_TYPES } from '../support/node-types';

const scenarios: readonly Scenario[] = [
  ...(Object.keys(VENDORS) as VendorId[]).map(configureFromNothing),
  ...screenScenarios,
  keyboardAlone,
  labelledFields,
  olderFlows,
  paletteSearch,
  revokeFromList,
  ...languageScenarios,
  ...exampleScenarios(),
  ...permissionScenarios,
];

/** With words after the script's name, only scenarios that say one of them run. */
function isWanted({ says }: Scenario): boolean {
  const words = process.argv.slice(2);
  return words.length === 0 || words.some((word) => says.includes(word));
}

interface Outcome {
  readonly says: string;
  readonly problem?: string;
  /** What went wrong at the first of two tries. */
  readonly firstProblem?: string;
}

/** Runs one scenario once; whatever it throws is its problem, and the next one runs all the same. */
async function tryScenario({ says, run }: Scenario, world: World): Promise<Outcome> {
  const startedMs = Date.now();
  const seconds = () => ((Date.now() - startedMs) / 1000).toFixed(1);
  const name = `Node-RED ${world.nodeRed.installation.name}: ${says}`;
  try {
    await run(world);
    console.log(`ok      ${name} (${seconds()} s)`);
    return { says: name };
  } catch (error) {
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.log(`FAILED  ${name} (${seconds()} s)\n${problem.replace(/^/gm, '        ')}`);
    return { says: name, problem };
  }
}

/**
 * Runs a scenario, and once more if it failed: on a busy machine a browser dies or loses its connection now
 * and then. What fails twice fails, and what held only then is counted in the summary.
 */
async function tryTwice(scenario: Scenario, world: () => Promise<World>): Promise<Outcome> {
  const first = await tryScenario(scenario, await world());
  if (first.problem === undefined) return first;
  console.log('        Once more:');
  return { ...(await tryScenario(scenario, await world())), firstProblem: first.problem };
}

async function runVersion(
  version: Version,
  tarball: string,
  chromium: string,
  notes: Map<string, number>,
): Promise<Outcome[]> {
  const nodeRed = await NodeRed.create(bundled(version));
  const sandbox = await startSandbox();
  let browser = await launchBrowser(chromium);
  try {
    await nodeRed.start();
    const startedMs = Date.now();
    const types = await nodeRed.install(tarball);
    if (types.sort().join() !== NODE_TYPES.join())
      throw new Error(`Installed were ${types.join(', ')}.`);
    const seconds = Math.round((Date.now() - startedMs) / 1000);
    console.log(`ok      Node-RED ${version.name}: installs the tarball (${seconds} s)`);
    const note = (what: string, value: number) =>
      notes.set(`${what}, Node-RED ${version.name}`, value);
    const world = async (): Promise<World> => {
      if (!browser.isConnected()) browser = await launchBrowser(chromium);
      return { browser, nodeRed, sandbox, note };
    };
    const outcomes: Outcome[] = [];
    // The pictures show the newest Node-RED; there, the dialogs of the core nodes judge what recipes set.
    const ofNewest =
      version.name === '5'
        ? [...walkScenarios, ...narrowScenarios, ...recipeScenarios(), screenshots]
        : [];
    const all = [...scenarios, ...ofNewest];
    for (const scenario of all.filter(isWanted)) outcomes.push(await tryTwice(scenario, world));
    return outcomes;
  } finally {
    await browser.close();
    await nodeRed.stop();
    await sandbox.close();
  }
}

async function main(): Promise<number> {
  endWithEverythingStarted();
  const chromium = chromiumPath();
  if (chromium === undefined) {
    console.log(`NOT RUN: ${NO_CHROMIUM}`);
    return 77;
  }
  const tarball = await packNodeRedPackage();
  const notes = new Map<string, number>();
  const outcomes: Outcome[] = [];
  for (const version of VERSIONS) {
    outcomes.push(...(await runVersion(version, tarball, chromium, notes)));
  }
  for (const [what, value] of [...notes].sort())
    console.log(`${String(value).padStart(6)}  ${what}`);
  const failed = outcomes.filter(({ problem }) => problem !== undefined).length;
  const late = outcomes.filter(({ firstProblem }) => firstProblem !== undefined).length - failed;
  console.log(
    `${outcomes.length - failed} scenarios hold, ${late} of them at the second try, ${failed} do not.`,
  );
  return failed === 0 ? 0 : 1;
}

main().then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
