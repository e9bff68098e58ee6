import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { projectRoot } from '../../support/project';
import { Editor, type EditorOptions } from '../editor';
import { loginsOf } from '../logins';
import { readExample } from './examples';
import type { Scenario, World } from './world';

const folder = path.join(projectRoot, 'docs', 'images');

const PICTURES = [
  { file: 'node-red-eggplant-dai', vendor: 'eggplant-dai', options: {} },
  {
    file: 'node-red-dvinci-german-dark',
    vendor: 'dvinci',
    options: { theme: 'dark', language: 'de' },
  },
  { file: 'node-red-ddi-central', vendor: 'ddi-central', options: {} },
] as const;

/** The pictures in the documentation, taken from the real thing. */
export const screenshots: Scenario = {
  says: 'the dialogs are readable in the light and the dark theme; their pictures are in docs/images',
  async run(world) {
    await mkdir(folder, { recursive: true });
    for (const { file, vendor, options } of PICTURES) await dialog(file, vendor, options, world);
    await flow('node-red-flow', { height: 520 }, world);
  },
};

async function dialog(
  file: string,
  vendor: string,
  options: EditorOptions,
  { browser, nodeRed, sandbox }: World,
): Promise<void> {
  const login = loginsOf(sandbox).find((candidate) => candidate.vendor === vendor)!;
  await nodeRed.deploy([]);
  const editor = await Editor.open(browser, nodeRed, options);
  try {
    await editor.drop('vendor-auth-request', 250, 150);
    await editor.openNode();
    await editor.choose('#node-config-input-vendor', vendor);
    for (const [name, value] of Object.entries(login.fields)) {
      await editor.fill(`#node-config-input-${name}`, value);
    }
    await editor.test();
    const tray = editor.page.locator('.red-ui-tray').last();
    await tray.screenshot({ path: path.join(folder, `${file}.png`) });
  } finally {
    await editor.close();
  }
}

/** The example with the loop after a run, with the statuses of its nodes. */
async function flow(file: string, options: EditorOptions, world: World): Promise<void> {
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
    const box = (await editor.page.locator('#red-ui-workspace-chart').boundingBox())!;
    const clip = { x: box.x, y: box.y, width: Math.min(box.width, 820), height: 310 };
    await editor.page.screenshot({ path: path.join(folder, `${file}.png`), clip });
  } finally {
    await editor.close();
  }
}
