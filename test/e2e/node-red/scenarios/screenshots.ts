import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { projectRoot } from '../../support/project';
import { Editor, type EditorOptions } from '../editor';
import { type Login, loginsOf } from '../logins';
import { readExample } from './examples';
import type { Scenario, World } from './world';

const folder = path.join(projectRoot, 'docs', 'images');

/** One dialog after the other, because an editor takes seconds to start. */
const LOGINS: readonly Login['vendor'][] = [
  'eggplant-dai',
  'ddi-central',
  'dvinci',
  'agility',
  'client-credentials',
];

/** In CSS pixels; the editor needs some height for itself. */
const LOWEST_WINDOW = 480;

/** The pictures in the documentation, taken from the real thing. */
export const screenshots: Scenario = {
  says: 'the dialogs are readable in the light and the dark theme; their pictures are in docs/images',
  async run(world) {
    await mkdir(folder, { recursive: true });
    await logins(LOGINS, (vendor) => `node-red-${vendor}`, {}, world);
    const german = { theme: 'dark', language: 'de' } as const;
    await logins(['dvinci'], () => 'node-red-dvinci-german-dark', german, world);
    await nodes(world);
    await flow('node-red-flow', { height: 520 }, world);
  },
};

/** The dialog of a login for each of the vendors, filled in and tested. */
async function logins(
  vendors: readonly Login['vendor'][],
  fileOf: (vendor: Login['vendor']) => string,
  options: EditorOptions,
  { browser, nodeRed, sandbox }: World,
): Promise<void> {
  await nodeRed.deploy([]);
  const editor = await Editor.open(browser, nodeRed, options);
  try {
    await editor.drop('vendor-auth-request', 250, 150);
    await editor.openNode();
    for (const vendor of vendors) {
      sandbox.vendors[vendor].reset();
      const login = loginsOf(sandbox).find((candidate) => candidate.vendor === vendor)!;
      await editor.choose('#node-config-input-vendor', vendor);
      for (const [name, value] of Object.entries(login.fields)) {
        await editor.fill(`#node-config-input-${name}`, value);
      }
      await editor.test();
      await tray(fileOf(vendor), editor);
    }
  } finally {
    await editor.close();
  }
}

/** The palette's category, a flow with each of the nodes, and their dialogs. */
async function nodes({ browser, nodeRed, sandbox }: World): Promise<void> {
  const { agility } = sandbox.vendors;
  agility.reset();
  const { baseUrl, accessToken } = agility;
  const node = (type: string, y: number, more: object) => ({
    ...{ id: type, type, z: 'tab', x: 300, y, auth: 'login', wires: [[]], version: 1 },
    ...more,
  });
  const header = (keyValue: string, valueValue: string) => ({
    ...{ keyType: 'other', keyValue, valueType: 'other', valueValue },
  });
  await nodeRed.deploy([
    { id: 'tab', type: 'tab', label: 'Nodes' },
    {
      ...{ id: 'login', type: 'vendor-auth', vendor: 'agility', baseUrl, version: 1 },
      credentials: { accessToken },
    },
    node('vendor-auth-request', 60, {
      method: 'GET',
      url: 'rest-1.v1/Data/Story?sel=Name&page=50,0',
      ...{ paytoqs: 'ignore', ret: 'obj', senderr: true },
      headers: [header('Accept', 'application/json')],
    }),
    node('vendor-auth-bearer', 120, {}),
    node('vendor-auth-token', 180, { operation: 'check' }),
    node('agility-revoke-grant', 240, { grant: '1021', grantType: 'str' }),
  ]);
  const editor = await Editor.open(browser, nodeRed);
  try {
    const category = editor.page.locator('#red-ui-palette-container-vendor_auth');
    await category.scrollIntoViewIfNeeded();
    await category.screenshot({ path: file('node-red-palette') });
    await canvas('node-red-nodes', { width: 620, height: 290 }, editor);
    for (const [place, name] of ['request', 'bearer', 'token', 'revoke-grant'].entries()) {
      await editor.openNode(place);
      if (name === 'revoke-grant') {
        await editor.click('#vendor-auth-list-grants');
        await editor.choose('#vendor-auth-grants', '1021');
      }
      await tray(`node-red-${name}`, editor);
      await editor.click('#node-dialog-cancel');
      await editor.settled();
    }
  } finally {
    await editor.close();
  }
}

/** The example with the loop after a run, with the statuses of its nodes. */
async function flow(name: string, options: EditorOptions, world: World): Promise<void> {
  const { browser, nodeRed, sandbox } = world;
  const { baseUrl, clientId, clientSecret, protectedPath } = sandbox.vendors.dvinci;
  sandbox.vendors.dvinci.reset();
  const example = readExample('Core http request that recovers from 401').map((node) => {
    if (node.type === 'http request') return { ...node, url: `${baseUrl}${protectedPath}` };
    if (node.type !== 'vendor-auth') return node;
    return { ...node, baseUrl, credentials: { clientId, clientSecret } };
  });
  await nodeRed.deploy(example);
  const editor = await Editor.open(browser, nodeRed, options);
  try {
    await editor.inject(example.findIndex(({ type }) => type === 'inject') - 1);
    await editor.debugMessages(1);
    await editor.page.locator('.red-ui-notification').first().waitFor({ state: 'detached' });
    await editor.settled();
    await canvas(name, { width: 820, height: 310 }, editor);
  } finally {
    await editor.close();
  }
}

/** The dialog on top, whole: the window becomes as high as what the dialog holds. */
async function tray(name: string, { page }: Editor): Promise<void> {
  const before = page.viewportSize()!;
  const resize = async (height: number) => {
    await page.setViewportSize({ ...before, height });
    // The editor follows a change of its window after a while.
    await page.waitForTimeout(300);
  };
  // A button under the mouse would look as if it were pressed.
  await page.mouse.move(0, 0);
  await resize(LOWEST_WINDOW);
  const hidden = await page
    .locator('.red-ui-tray-content:visible')
    .last()
    .evaluate((it) => it.scrollHeight - it.clientHeight);
  await resize(LOWEST_WINDOW + hidden + 20);
  await page
    .locator('.red-ui-tray')
    .last()
    .screenshot({ path: file(name) });
}

/** The top left of the canvas. */
async function canvas(
  name: string,
  { width, height }: { readonly width: number; readonly height: number },
  { page }: Editor,
): Promise<void> {
  const box = (await page.locator('#red-ui-workspace-chart').boundingBox())!;
  const clip = { x: box.x, y: box.y, width: Math.min(box.width, width), height };
  await page.screenshot({ path: file(name), clip });
}

function file(name: string): string {
  return path.join(folder, `${name}.png`);
}
