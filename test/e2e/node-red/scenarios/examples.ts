import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Sandbox, Stats } from '../../../../sandbox';
import { waitUntil } from '../../support/processes';
import { projectRoot } from '../../support/project';
import { Editor } from '../editor';
import { type Login, loginsOf } from '../logins';
import type { Scenario, World } from './world';

const folder = path.join(projectRoot, 'node-red', 'examples');

interface FlowNode {
  readonly type: string;
  readonly name?: string;
  readonly vendor?: Login['vendor'];
  readonly url?: string;
}

const names = readdirSync(folder).map((file) => path.basename(file, '.json'));
/** An example that does a job says so behind the product's name. */
const isRecipe = (name: string) => name.includes(' - ');

/** A scenario for each first call: imported, given a login, deployed and run as its comment says. */
export function exampleScenarios(): Scenario[] {
  return names.filter((name) => !isRecipe(name)).map(scenarioOf);
}

/** The same for recipes, which `test/node-red/suites/recipes.ts` runs in each way that they can go. */
export function recipeScenarios(): Scenario[] {
  return names.filter(isRecipe).map(scenarioOf);
}

function scenarioOf(name: string): Scenario {
  return {
    says: `the example “${name}” runs once it has a login`,
    run: (world) => importAndRun(name, world),
  };
}

/** An example as it stands in its file: its tab first, configurations last. */
export function readExample(name: string): FlowNode[] {
  return JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as FlowNode[];
}

async function importAndRun(name: string, { browser, nodeRed, sandbox }: World): Promise<void> {
  const flow = readExample(name);
  const { vendor } = flow.find(({ type }) => type === 'vendor-auth')!;
  const login = loginsOf(sandbox).find((candidate) => candidate.vendor === vendor)!;
  const { stats, reset, expire } = sandbox.vendors[login.vendor];
  reset();
  await nodeRed.deploy([]);
  const editor = await Editor.open(browser, nodeRed);
  try {
    await editor.importExample(name);
    // On the canvas as in the file: what is no tab and no configuration, in that order.
    const canvas = flow.filter(({ type }) => !['tab', 'vendor-auth'].includes(type));
    const place = (kind: string) => canvas.findIndex(({ type }) => type === kind);
    const user = canvas.findIndex((node) => 'auth' in node);
    await editor.openNode(user);
    await editor.click('#node-input-btn-auth-edit, #node-input-lookup-auth');
    await editor.settled();
    await fillIn(editor, login, sandbox);
    await editor.done();
    await editor.done();
    if (place('http request') >= 0) {
      await editor.openNode(place('http request'));
      await editor.fill('#node-input-url', `${login.fields['baseUrl']}${login.path}`);
      await editor.done();
    }
    await editor.deploy();
    await editor.inject(place('inject'));
    if (JSON.stringify(flow).includes('"enter a')) {
      // What changes something waits until somebody has entered a value of their own.
      const messages = await editor.debugMessages(1);
      assert.match(messages.join('\n'), /Enter |grant/);
      assert.deepEqual(stats().apiRequestsByStatus, {});
      return assert.deepEqual(editor.errors, []);
    }
    await answered(stats, 1);
    const messages = await editor.debugMessages(1);
    assert.match(messages.join('\n'), /object|array|string/i);
    if (name.includes('401')) {
      const before = stats();
      expire();
      await editor.inject(place('inject'));
      await answered(stats, accepted(before) + 1);
      assert.equal(stats().tokenRequests, before.tokenRequests + 1);
      assert.equal(rejected(stats()), rejected(before) + 1);
    }
    assert.deepEqual(editor.errors, []);
  } finally {
    await editor.close();
  }
}

const accepted = ({ apiRequestsByStatus }: Stats) => apiRequestsByStatus['200'] ?? 0;
const rejected = ({ apiRequestsByStatus }: Stats) => apiRequestsByStatus['401'] ?? 0;

/** Waits until the vendor has answered so many calls as they should be. */
async function answered(stats: () => Stats, calls: number): Promise<void> {
  await waitUntil('the vendor has answered', async () => accepted(stats()) >= calls, {
    timeoutMs: 15_000,
  });
}

async function fillIn(editor: Editor, login: Login, { vendors }: Sandbox): Promise<void> {
  for (const [field, value] of Object.entries(login.fields)) {
    await editor.fill(`#node-config-input-${field}`, value);
  }
  if (login.vendor !== 'ddi-central') return;
  await editor.click('#vendor-auth-advanced > summary');
  await editor.fill('#node-config-input-caCertificate', vendors['ddi-central'].caCertificate);
}
