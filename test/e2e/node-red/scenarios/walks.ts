import assert from 'node:assert/strict';

import { Editor } from '../editor';
import { type Login, loginsOf } from '../logins';
import type { Scenario, World } from './world';

/** A person's way from an empty canvas to an answer that they see, with the vendor's page in hand. */
interface Walk {
  readonly vendor: Login['vendor'];
  readonly says: string;
  readonly language: string;
  /** The most that it may take in Node-RED 5: each click, drag, choice, paste or filled field is one. */
  readonly mostInteractions: number;
  /** Enters what the page says; the dialog of the new login is open. */
  readonly enter: (editor: Editor, login: Login, world: World) => Promise<void>;
}

const WALKS: readonly Walk[] = [
  {
    vendor: 'eggplant-dai',
    says: 'Eggplant DAI with the downloaded file pasted',
    language: 'en-US',
    mostInteractions: 13,
    enter: pasteFile,
  },
  {
    vendor: 'dvinci',
    says: 'd.vinci in a German editor',
    language: 'de',
    mostInteractions: 15,
    enter: chooseAndFill,
  },
  {
    vendor: 'client-credentials',
    says: 'any other vendor',
    language: 'en-US',
    mostInteractions: 16,
    enter: chooseAndFill,
  },
];

export const walkScenarios: readonly Scenario[] = WALKS.map((walk) => ({
  says: `the way from an empty canvas to an answer is as short as it was: ${walk.says}`,
  run: (world) => take(walk, world),
}));

async function take(walk: Walk, world: World): Promise<void> {
  const { browser, nodeRed, sandbox, note } = world;
  const server = sandbox.vendors[walk.vendor];
  const login = loginsOf(sandbox).find(({ vendor }) => vendor === walk.vendor)!;
  server.reset();
  await nodeRed.deploy([]);
  const editor = await Editor.open(browser, nodeRed, { language: walk.language });
  try {
    await editor.drop('inject', 150, 150);
    await editor.drop('debug', 650, 150);
    await editor.wire(0, 1);
    await editor.dropOnWire('vendor-auth-request');
    await editor.openNode(2);
    await editor.page.locator(field('vendor')).waitFor();
    await editor.settled();
    await walk.enter(editor, login, world);
    const { outcome, says } = await editor.test();
    assert.equal(outcome, 'accepted', says);
    await editor.done();
    await editor.fill('#node-input-url', login.path);
    await editor.done();
    await editor.deploy();
    await editor.inject(0);
    const isDebugShown = await seeAnswer(editor);
    const { tokenRequests, apiRequestsByStatus } = server.stats();
    // None, if another scenario has left the token of this login in Node-RED's memory.
    assert.ok(tokenRequests <= 1, 'the token of the test is used');
    assert.deepEqual(Object.keys(apiRequestsByStatus), ['200']);
    assert.deepEqual(editor.errors, []);
    note(`${walk.says}: interactions to an answer that is seen`, editor.interactions);
    const most = walk.mostInteractions + (isDebugShown ? 0 : 1);
    assert.ok(editor.interactions <= most, `${String(editor.interactions)} interactions`);
  } finally {
    await editor.close();
  }
}

/**
 * Waits for the answer in the debug sidebar. Up to Node-RED 4 another sidebar is shown at first, which takes
 * a click more.
 *
 * @returns whether the debug sidebar was shown already
 */
async function seeAnswer(editor: Editor): Promise<boolean> {
  const [answer] = await editor.debugMessages(1);
  assert.match(answer ?? '', /object|array/i);
  const message = editor.page.locator('.red-ui-debug-msg').first();
  const isShown = await message.isVisible();
  if (!isShown) await editor.click('#red-ui-tab-debug-link-button');
  await message.waitFor();
  return isShown;
}

async function pasteFile(editor: Editor, { fields }: Login, { sandbox }: World): Promise<void> {
  const { clientId, clientSecret, tokenUrl } = sandbox.vendors['eggplant-dai'];
  await editor.click(field('baseUrl'));
  await editor.paste(
    `client_id,client_secret,token_url\n"${clientId}","${clientSecret}","${tokenUrl}"\n`,
  );
  const filledIn = { ...fields, realm: 'eggplant' };
  for (const [name, value] of Object.entries(filledIn)) {
    assert.equal(await editor.page.locator(field(name)).inputValue(), value, name);
  }
}

async function chooseAndFill(editor: Editor, { vendor, fields }: Login): Promise<void> {
  await editor.choose(field('vendor'), vendor);
  for (const [name, value] of Object.entries(fields)) {
    const input = editor.page.locator(field(name));
    // What the dialog has found out, nobody types again.
    if ((await input.inputValue()) === value) continue;
    await editor.fill(field(name), value);
    await input.blur();
  }
}

function field(name: string): string {
  return `#node-config-input-${name}`;
}
