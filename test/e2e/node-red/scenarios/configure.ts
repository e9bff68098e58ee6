import assert from 'node:assert/strict';

import { Editor } from '../editor';
import { knownSecrets, leaks } from '../known-secrets';
import { type Login, loginsOf } from '../logins';
import type { Scenario, World } from './world';

/** The most that a person should have to do from an empty canvas to an answered call. */
const MOST_INTERACTIONS = 8;

/** From nothing to a flow that runs, for one vendor. */
export function configureFromNothing(vendor: Login['vendor']): Scenario {
  return {
    says: `a login for ${vendor} is made from nothing, tested, deployed, used and changed`,
    async run(world) {
      const { browser, nodeRed, sandbox } = world;
      const login = loginsOf(sandbox).find((candidate) => candidate.vendor === vendor)!;
      sandbox.vendors[vendor].reset();
      await nodeRed.deploy([]);
      const editor = await Editor.open(browser, nodeRed);
      try {
        await toAnsweredCall(editor, login, world);
        await throughDeployedFlow(editor, login, world);
        await withChangedSecret(editor, login);
        await nothingLeaked(editor, world);
        assert.deepEqual(editor.errors, []);
      } finally {
        await editor.close();
      }
    },
  };
}

async function toAnsweredCall(editor: Editor, login: Login, world: World): Promise<void> {
  await editor.drop('vendor-auth-request', 400, 150);
  await editor.openNode();
  await enter(editor, login);
  let { outcome, says } = await editor.test();
  if (login.vendor === 'ddi-central') {
    assert.match(says, /not issued by an authority/);
    await editor.click('#vendor-auth-trust');
    ({ outcome, says } = await editor.outcome());
  }
  assert.equal(outcome, 'accepted', says);
  world.note(`${login.vendor}: interactions to an answered call`, editor.interactions);
  assert.ok(editor.interactions <= MOST_INTERACTIONS, `${editor.interactions} interactions`);
  const { tokenRequests, testCalls } = world.sandbox.vendors[login.vendor].stats();
  assert.equal(tokenRequests, login.vendor === 'agility' ? 0 : 1);
  assert.equal(testCalls, 1);
  assert.deepEqual(leaks(await placesBeforeSaving(editor), knownSecrets(world.sandbox)), []);
}

async function enter(editor: Editor, { vendor, fields }: Login): Promise<void> {
  await editor.page.locator('#node-config-input-vendor').waitFor();
  if (vendor !== 'eggplant-dai') await editor.choose('#node-config-input-vendor', vendor);
  for (const [name, value] of Object.entries(fields)) {
    const field = `#node-config-input-${name}`;
    // What the dialog has found out, nobody types again.
    if ((await editor.page.locator(field).inputValue()) === value) continue;
    await editor.fill(field, value);
    await editor.page.locator(field).blur();
  }
}

/** What a person is just typing stands in its field, and nowhere else. */
async function placesBeforeSaving(editor: Editor) {
  return (await editor.places()).filter(({ name }) => name !== 'fields');
}

async function throughDeployedFlow(editor: Editor, login: Login, world: World): Promise<void> {
  await editor.done();
  await editor.fill('#node-input-url', login.path);
  await editor.done();
  await editor.drop('inject', 150, 150);
  await editor.drop('debug', 650, 150);
  await editor.wire(1, 0);
  await editor.wire(0, 2);
  await editor.deploy();
  await editor.inject(1);
  const [answer] = await editor.debugMessages(1);
  assert.match(answer!, /object|array/i);
  world.note(
    `${login.vendor}: interactions to an answer in the debug sidebar`,
    editor.interactions,
  );
  const { tokenRequests, apiRequestsByStatus } = world.sandbox.vendors[login.vendor].stats();
  assert.equal(tokenRequests, login.vendor === 'agility' ? 0 : 1, 'the token of the test is used');
  assert.deepEqual(Object.keys(apiRequestsByStatus), ['200']);
}

async function withChangedSecret(editor: Editor, login: Login): Promise<void> {
  const secret = `#node-config-input-${login.secretField}`;
  await editor.openNode();
  await editor.click('#node-input-btn-auth-edit, #node-input-lookup-auth');
  await editor.page.locator('#vendor-auth-counts').waitFor();
  await editor.settled();
  assert.equal(await editor.page.locator(secret).inputValue(), '__PWRD__');
  const saved = await editor.test();
  assert.equal(saved.outcome, 'accepted', saved.says);

  await editor.fill(secret, 'certainly-not-the-secret');
  const wrong = await editor.test();
  assert.equal(wrong.outcome, 'failed', wrong.says);
  assert.match(wrong.says, /wrong|does not accept/);

  await editor.fill('#node-config-input-baseUrl', 'http://127.0.0.1:9/');
  await editor.fill(secret, '__PWRD__');
  const elsewhere = await editor.test();
  assert.match(elsewhere.says, /You changed Base URL/);

  await editor.fill('#node-config-input-baseUrl', login.fields['baseUrl']!);
  await editor.fill(secret, login.fields[login.secretField]!);
  const right = await editor.test();
  assert.equal(right.outcome, 'accepted', right.says);
  await editor.done();
  await editor.done();
  await editor.deploy();
  await editor.inject(1);
  await editor.debugMessages(2);
}

async function nothingLeaked(editor: Editor, { nodeRed, sandbox }: World): Promise<void> {
  const secrets = knownSecrets(sandbox);
  const exported = await editor.exported();
  assert.match(exported, /"type": ?"vendor-auth"/, 'the export holds the configuration');
  const places = [
    ...(await editor.places()),
    { name: 'export', text: exported },
    { name: 'flow file', text: await nodeRed.flowFile() },
    { name: 'log', text: nodeRed.log },
    { name: 'GET flows', text: (await nodeRed.get('flows')).text },
    { name: 'GET vendor-auth/stats', text: (await nodeRed.get('vendor-auth/stats')).text },
  ];
  assert.ok(
    places.every(({ name, text }) => text !== '' || name === 'log'),
    'all were looked at',
  );
  assert.deepEqual(leaks(places, secrets), []);
  // A search that finds nothing proves nothing unless it can find.
  assert.notDeepEqual(leaks([{ name: 'here', text: `…${secrets[0]}…` }], secrets), []);
}
