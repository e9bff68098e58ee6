import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { type Catalogue, textsOf } from '../../../../node-red/editor/catalogue';
import { completeCatalogue } from '../../../../node-red/editor/generate';
import type { Fault } from '../../../../sandbox/settings';
import { projectRoot } from '../../support/project';
import { Editor } from '../editor';
import { type Login, loginsOf } from '../logins';
import type { Scenario, World } from './world';

const LANGUAGES = ['de', 'ja'] as const;

/** What a token endpoint may answer in place of a token. */
const AT_TOKEN_ENDPOINT: readonly Fault[] = [
  ...['invalid_client', 'unauthorized_client', 'unsupported_grant_type'].map(refusal),
  ...['invalid_scope', 'invalid_target', 'invalid_request', 'strange'].map(refusal),
  { status: 401, body: '' },
  { status: 403, body: '' },
  { status: 404, body: '' },
  { status: 429, body: '', headers: { 'retry-after': '2' } },
  { status: 500, body: '' },
  { status: 200, body: '<html><title>x</title></html>', headers: { 'content-type': 'text/html' } },
  { status: 200, body: { key: 'x' } },
  { status: 200, body: 'x' },
  { status: 200, body: { access_token: 'a', token_type: 'MAC' } },
  { status: 200, body: { access_token: 'a b' } },
  { status: 302, body: '', headers: { location: 'https://elsewhere.example/' } },
  { status: 302, body: '', headers: { location: '/elsewhere' } },
  { hangUp: true },
  { endless: true },
];

/** What the API may answer to the test call. */
const AT_API: readonly Fault[] = [
  { status: 200, body: '[]' },
  { status: 200, body: [{}] },
  { status: 200, body: 'x' },
  { status: 200, body: '<html><title>x</title></html>', headers: { 'content-type': 'text/html' } },
  { status: 302, body: '', headers: { location: '/elsewhere' } },
  { status: 401, body: '' },
  { status: 403, body: '' },
  { status: 404, body: '' },
  { status: 429, body: '' },
  { status: 500, body: '' },
  { hangUp: true },
];

function refusal(error: string): Fault {
  return { status: 400, body: { error } };
}

/** No dialog has an English sentence in the midst of another language, whatever comes of a test. */
export const languageScenarios: readonly Scenario[] = LANGUAGES.map((language) => ({
  says: `every outcome of a test is told in the editor’s language: ${language}`,
  async run(world) {
    await world.nodeRed.deploy([]);
    const editor = await Editor.open(world.browser, world.nodeRed, { language, height: 1400 });
    try {
      await editor.drop('vendor-auth-request', 400, 150);
      await editor.openNode();
      await editor.page.locator('#node-config-input-vendor').waitFor();
      const english = englishFragments(language);
      let outcomes = 0;
      const look = async (what: string) => {
        outcomes += 1;
        const shown = await editor.page.locator('.vendor-auth-dialog').innerText();
        const found = english.filter((fragment) => shown.includes(fragment));
        assert.deepEqual(found, [], `${what}: ${shown}`);
      };
      for (const login of loginsOf(world.sandbox)) await tryAll(editor, login, world, look);
      world.note(`${language}: outcomes of a test that were read`, outcomes);
    } finally {
      await editor.close();
    }
  },
}));

type Look = (what: string) => Promise<void>;

async function tryAll(editor: Editor, login: Login, world: World, look: Look): Promise<void> {
  const { vendor, fields, secretField } = login;
  const server = world.sandbox.vendors[vendor];
  const fill = (name: string, value: string) => editor.fill(`#node-config-input-${name}`, value);
  const test = async (what: string) => {
    await editor.test();
    await look(`${vendor}, ${what}`);
  };
  server.reset();
  await editor.choose('#node-config-input-vendor', vendor);
  await test('nothing filled in');
  for (const [name, value] of Object.entries(fields)) await fill(name, value);
  await test('as it should be');
  if (vendor === 'ddi-central') {
    await editor.click('#vendor-auth-trust');
    await editor.outcome();
    await look('ddi-central, with its certificate');
  }
  if (server.id !== 'agility') {
    for (const tokenEndpoint of AT_TOKEN_ENDPOINT) {
      // A pause after a failure is one secret’s: each failure has a secret of its own.
      await fill(secretField, `${vendor} ${JSON.stringify(tokenEndpoint)}`);
      server.set({ tokenEndpoint });
      await test(`token endpoint ${JSON.stringify(tokenEndpoint)}`);
    }
    server.set({ tokenEndpoint: null });
  }
  for (const api of AT_API) {
    const secret = `${vendor}-${JSON.stringify(api)}`.replace(/\s/g, '');
    if (server.id !== 'agility') {
      server.set({ clientSecret: secret });
      await fill(secretField, secret);
    }
    server.set({ api });
    await test(`API ${JSON.stringify(api)}`);
  }
  server.reset();
  if ('tokenUrl' in fields) await fill('tokenUrl', 'http://127.0.0.1:9/token');
  await fill('baseUrl', 'http://127.0.0.1:9');
  await test('nothing listens');
  await fill('baseUrl', 'nonsense');
  await test('no address');
}

/** What only English sentences hold: the parts between their values, of three words or more. */
function englishFragments(language: string): string[] {
  const read = (name: string) => {
    const folder = path.join(projectRoot, 'node-red', 'nodes', 'vendor-auth', 'locales');
    return JSON.parse(
      readFileSync(path.join(folder, name, 'vendor-auth.json'), 'utf8'),
    ) as Catalogue;
  };
  const other = [...textsOf(read(language)).values()].join('\n');
  const fragments = [...textsOf(completeCatalogue(read('en-US'))).values()].flatMap((text) =>
    text.split(/__\w+?__/).map((part) => part.trim()),
  );
  const isSentence = (text: string) => (text.match(/[A-Za-z]{2,}/g) ?? []).length > 2;
  return fragments.filter((text) => isSentence(text) && !other.includes(text));
}
