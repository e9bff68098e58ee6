import assert from 'node:assert/strict';

import { Editor } from '../editor';
import { loginsOf } from '../logins';
import { readExample } from './examples';
import type { Scenario, World } from './world';

/** A window of 1400 by 900 at that zoom, and one that leaves a tray hardly any room. */
const WINDOWS = [
  { says: '150 %', width: 933, height: 600 },
  { says: 'narrow', width: 620, height: 600 },
] as const;

const NODES = [
  'agility-revoke-grant',
  'vendor-auth-bearer',
  'vendor-auth-request',
  'vendor-auth-token',
] as const;

async function inEditor(
  { browser, nodeRed }: World,
  act: (editor: Editor) => Promise<void>,
  options: Parameters<typeof Editor.open>[2] = {},
): Promise<void> {
  const editor = await Editor.open(browser, nodeRed, options);
  try {
    await act(editor);
    assert.deepEqual(editor.errors, []);
  } finally {
    await editor.close();
  }
}

const field = (name: string) => `#node-config-input-${name}`;

/** Opens the dialog of a first login, which a node without one brings along. */
async function openFirstLogin(editor: Editor, node: string = 'vendor-auth-request') {
  await editor.drop(node, 300, 100);
  await editor.openNode();
  await editor.page.locator(field('vendor')).waitFor();
  await editor.settled();
}

/** What is drawn beyond the edge of the tray on top, or makes it scroll sideways. */
async function overflowing(editor: Editor): Promise<string[]> {
  return await editor.page.evaluate(() => {
    const tray = [...document.querySelectorAll('.red-ui-tray')].at(-1)!;
    const { right } = tray.getBoundingClientRect();
    const isSeen = (element: Element) => element.getBoundingClientRect().width > 0;
    const name = ({ id, className, tagName }: Element) => id || String(className) || tagName;
    const beyond = [...tray.querySelectorAll('.form-row *, details, .form-tips')]
      .filter((element) => isSeen(element) && element.getBoundingClientRect().right > right)
      .map(name);
    const scrolling = [...tray.querySelectorAll('.red-ui-tray-body-wrapper')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
      .map(({ scrollWidth, clientWidth }) => `${String(scrollWidth)} in ${String(clientWidth)}`);
    return [...beyond, ...scrolling];
  });
}

/** What takes long and is the same in each Node-RED, whose trays are laid out alike. */
export const narrowScenarios = (['en-US', 'de', 'ja'] as const).map((language): Scenario => ({
  says: `no dialog is wider than its tray at 150 % or in a narrow one: ${language}`,
  async run(world) {
    await world.nodeRed.deploy([]);
    await inEditor(
      world,
      async (editor) => {
        const { page } = editor;
        for (const node of NODES) await editor.drop(node, 300, 100 + 60 * NODES.indexOf(node));
        for (const { says, width, height } of WINDOWS) {
          await page.setViewportSize({ width, height });
          await page.evaluate("RED.editor.editConfig('', 'vendor-auth', '_ADD_', '', null)");
          await page.locator(field('vendor')).waitFor();
          await editor.settled();
          for (const { vendor } of loginsOf(world.sandbox)) {
            await page.locator(field('vendor')).selectOption(vendor);
            await page.evaluate(() => {
              for (const details of document.querySelectorAll('details')) details.open = true;
            });
            await page.locator('#vendor-auth-test').click();
            assert.deepEqual(await overflowing(editor), [], `${vendor}, ${says}`);
          }
          await page.locator('#node-config-dialog-cancel').click();
          await editor.settled();
          for (const node of NODES) {
            await page.evaluate(`RED.editor.edit(RED.nodes.filterNodes({ type: '${node}' })[0])`);
            await editor.settled();
            // Most bring along the dialog of a first login.
            if (node !== 'agility-revoke-grant') {
              await page.locator('#node-config-dialog-cancel').click();
              await editor.settled();
            }
            assert.deepEqual(await overflowing(editor), [], `${node}, ${says}`);
            await page.locator('#node-dialog-cancel').click();
            await editor.settled();
          }
        }
      },
      { language },
    );
  },
}));

const firstClick: Scenario = {
  says: 'the first click on Test counts, although leaving a field moves the button',
  async run(world) {
    await world.nodeRed.deploy([]);
    await inEditor(world, async (editor) => {
      const { page } = editor;
      await openFirstLogin(editor);
      await page.locator(field('vendor')).selectOption('client-credentials');
      // Everything that is missing says so below its field.
      await editor.test();
      await editor.fill(field('clientId'), 'a');
      await editor.fill(field('clientSecret'), 'b');
      // Leaving this field suggests the base URL, whose message then goes.
      await editor.fill(field('tokenUrl'), 'http://127.0.0.1:9/token');
      await pressInPlace(editor, '#vendor-auth-test');
      const { outcome, says } = await editor.outcome();
      assert.equal(await page.locator(field('baseUrl')).inputValue(), 'http://127.0.0.1:9');
      assert.equal(outcome, 'failed');
      assert.match(says, /cannot be reached/);

      // A message that comes moves what is below as well.
      await editor.fill(field('tokenUrl'), 'nonsense');
      await pressInPlace(editor, '#vendor-auth-advanced > summary');
      assert.ok(
        await page.locator('#vendor-auth-advanced').evaluate((it) => 'open' in it && it.open),
      );
    });
  },
};

/** Presses and releases the mouse at one place, without waiting for anything to come to rest in between. */
async function pressInPlace({ page }: Editor, selector: string): Promise<void> {
  const target = page.locator(selector);
  await target.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await target.boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  // A person takes a tenth of a second; the page is drawn anew meanwhile.
  await page.waitForTimeout(100);
  await page.mouse.up();
}

const firstSight: Scenario = {
  says: 'a dialog begins at its first field, marks what is required, and has nothing in red',
  async run(world) {
    await world.nodeRed.deploy([]);
    await inEditor(world, async (editor) => {
      const { page } = editor;
      const focused = () => page.evaluate<string>('document.activeElement.id');
      await openFirstLogin(editor);
      assert.equal(await focused(), 'node-config-input-vendor');
      for (const { vendor } of loginsOf(world.sandbox)) {
        await page.locator(field('vendor')).selectOption(vendor);
        // What Node-RED checks of its own when somebody types anywhere.
        await page.locator(field('name')).press('a');
        assert.deepEqual(await inRed(editor), [], vendor);
        assert.deepEqual(
          await starred(editor),
          await page
            .locator('[aria-required]:visible')
            .evaluateAll((all) => all.map(({ id }) => id)),
          vendor,
        );
        assert.ok((await starred(editor)).includes('node-config-input-baseUrl'), vendor);
      }
      await editor.test();
      assert.ok((await inRed(editor)).includes('node-config-input-baseUrl'));
      await page.locator('#node-config-dialog-cancel').click();
      await editor.settled();
      await page.locator('#node-dialog-cancel').click();
      await editor.settled();
      await world.nodeRed.deploy([{ id: 'login', type: 'vendor-auth', vendor: 'dvinci' }]);
    });
    await inEditor(world, async (editor) => {
      for (const node of NODES) {
        await editor.drop(node, 300, 100 + 60 * NODES.indexOf(node));
        await editor.openNode(NODES.indexOf(node));
        // A node that only Agility serves has no login to choose from yet.
        const focused = await editor.page.evaluate<string>('document.activeElement.id');
        assert.equal(focused, 'node-input-auth', node);
        await editor.page.locator('#node-dialog-cancel').click();
        await editor.settled();
      }
    });
  },
};

/** The ids of the fields that are drawn in red, or say what is wrong with them. */
async function inRed({ page }: Editor): Promise<string[]> {
  return await page
    .locator('.vendor-auth-dialog .form-row > :is(input, select, textarea):visible')
    .evaluateAll((inputs) => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.color = 'var(--red-ui-form-input-border-error-color)';
      const red = getComputedStyle(probe).color;
      probe.remove();
      return inputs
        .filter((input) => getComputedStyle(input).borderTopColor === red)
        .map(({ id }) => id);
    });
}

/** The ids of the fields whose label has a star. */
async function starred({ page }: Editor): Promise<string[]> {
  return await page
    .locator('.vendor-auth-dialog .form-row > label:visible')
    .evaluateAll((labels) =>
      labels
        .filter((label) => getComputedStyle(label, '::before').content.includes('*'))
        .map((label) => label.getAttribute('for') ?? ''),
    );
}

const missingRights: Scenario = {
  says: 'missing rights do not look like success, and the status shows the code of a refused request',
  async run(world) {
    const dvinci = world.sandbox.vendors.dvinci;
    const { baseUrl, clientId, clientSecret, protectedPath } = dvinci;
    dvinci.reset();
    const login = { id: 'login', type: 'vendor-auth', vendor: 'dvinci', baseUrl, version: 1 };
    await world.nodeRed.deploy([{ ...login, credentials: { clientId, clientSecret } }]);
    dvinci.set({ api: { status: 403 } });
    await inEditor(world, async (editor) => {
      const { page } = editor;
      await editor.drop('vendor-auth-request', 400, 150);
      await editor.openNode();
      assert.ok(await page.locator('#node-input-senderr').isChecked());
      await page.locator('#node-input-auth').selectOption('login');
      await page.locator('#node-input-url').fill(protectedPath);
      await page.locator('#node-input-btn-auth-edit, #node-input-lookup-auth').click();
      await editor.settled();
      await page.locator('#vendor-auth-counts').waitFor();
      const { outcome, says } = await editor.test();
      assert.equal(outcome, 'limited');
      assert.match(says, /^Login works, rights missing\./);
      const colour = (name: string) =>
        page.locator('#vendor-auth-test-result').evaluate((result, property) => {
          const probe = document.createElement('i');
          probe.style.color = `var(${property})`;
          result.append(probe);
          const expected = getComputedStyle(probe).color;
          probe.remove();
          return getComputedStyle(result).borderLeftColor === expected;
        }, name);
      assert.ok(await colour('--red-ui-text-color-warning'), 'it is amber');
      // The state of what is deployed stands where the dialog begins.
      const top = async (selector: string) => (await page.locator(selector).boundingBox())!.y;
      await page.locator('#vendor-auth-counts').waitFor();
      await page
        .locator('.red-ui-tray-body-wrapper')
        .last()
        .evaluate((it) => it.scrollTo(0, 0));
      assert.ok((await top('#vendor-auth-counts')) < (await top(field('vendor'))));
      await editor.done();
      await editor.done();
      await editor.drop('inject', 150, 150);
      await editor.wire(1, 0);
      await editor.deploy();
      await editor.inject(1);
      await page.locator('.red-ui-flow-node-status-group').getByText('403').waitFor();
    });
    dvinci.reset();
  },
};

const labels: Scenario = {
  says: 'labels tell nodes apart, and the palette has a category for them',
  async run(world) {
    const { nodeRed } = world;
    const node = (id: string, type: string, more: object) => ({
      id,
      type,
      z: 'tab',
      x: 300,
      y: 60,
      wires: [],
      ...more,
    });
    await nodeRed.deploy([
      { id: 'tab', type: 'tab', label: 'Labels' },
      { id: 'login', type: 'vendor-auth', vendor: 'dvinci', baseUrl: 'https://x.dvinci-hr.com' },
      node('a', 'vendor-auth-request', { auth: 'login', method: 'GET', url: 'ai/agents?limit=5' }),
      node('b', 'vendor-auth-request', { auth: 'login', method: 'use', url: 'ai/agents' }),
      node('c', 'vendor-auth-request', { auth: 'login', method: 'POST', url: '' }),
      node('d', 'vendor-auth-request', {
        auth: 'login',
        url: `https://x.example/${'y'.repeat(80)}`,
      }),
      node('h', 'vendor-auth-request', { auth: 'login', url: '/api/cluster_settings/cluster/' }),
      node('e', 'vendor-auth-bearer', { auth: 'login' }),
      node('f', 'agility-revoke-grant', { auth: 'login' }),
      node('g', 'vendor-auth-request', { auth: 'login', name: 'Agents', url: 'ai/agents' }),
    ]);
    const titles = { 'en-US': 'vendor login', de: 'Anbieter-Anmeldung', ja: 'ベンダーログイン' };
    for (const [language, title] of Object.entries(titles)) {
      await inEditor(
        world,
        async ({ page }) => {
          const header = page.locator('#red-ui-palette-header-vendor_auth');
          assert.equal((await header.innerText()).trim(), title);
          const inCategory = page.locator(
            '#red-ui-palette-base-category-vendor_auth .red-ui-palette-node',
          );
          const types = await inCategory.evaluateAll((nodes) =>
            nodes.map((one) => one.getAttribute('data-palette-type')).sort(),
          );
          assert.deepEqual(types, [...NODES]);
          const shown = await page.evaluate<string[]>(
            "'abcdefgh'.split('').map((id) => RED.utils.getNodeLabel(RED.nodes.node(id)))",
          );
          const [a, b, c, d = '', e, f = '', g, h] = shown;
          assert.equal(a, 'GET ai/agents');
          assert.equal(b, 'ai/agents');
          assert.equal(c, 'auth request');
          assert.match(d, /^GET …y{20}$/);
          assert.equal(e, 'auth bearer d.vinci');
          assert.match(f, /Agility/);
          assert.equal(g, 'Agents');
          assert.equal(h, 'GET …/cluster/');
        },
        { language },
      );
    }
  },
};

const revokeLogin: Scenario = {
  says: 'the revoke node’s “+” offers Agility, and a login of another vendor stays with a word of why',
  async run(world) {
    const tab = { id: 'tab', type: 'tab', label: 'Revoke' };
    const login = (id: string, vendor: string) => ({ id, type: 'vendor-auth', vendor, name: id });
    const revoke = { id: 'r', type: 'agility-revoke-grant', z: 'tab', auth: 'dvinci', wires: [] };
    await world.nodeRed.deploy([tab, login('dvinci', 'dvinci'), { ...revoke, x: 300, y: 100 }]);
    await inEditor(world, async (editor) => {
      const { page } = editor;
      const auth = page.locator('#node-input-auth');
      const triangle = page.locator('#red-ui-workspace-chart .red-ui-flow-node-error:not(.hide)');
      await triangle.waitFor();
      await editor.openNode();
      assert.equal(await auth.inputValue(), 'dvinci');
      await page.waitForFunction("$('#node-input-auth').hasClass('input-error')");
      const why = await page.evaluate<string>("RED.nodes.node('r').validationErrors.join()");
      assert.match(why, /Login is for d\.vinci, but only Digital\.ai Agility has grants/);
      // Whoever only looks, and presses Done, loses nothing.
      await editor.done();
      assert.equal(await page.evaluate("RED.nodes.node('r').auth"), 'dvinci');

      await editor.openNode();
      await page.locator('#node-input-btn-auth-add, #node-input-lookup-auth').first().click();
      await page.locator(field('vendor')).waitFor();
      await editor.settled();
      assert.equal(await page.locator(field('vendor')).inputValue(), 'agility');
      // Another vendor’s, made in the same way, is chosen and told of as well.
      await page.locator(field('vendor')).selectOption('ddi-central');
      await page.locator(field('baseUrl')).fill('https://ddi.example.com');
      await editor.done();
      const added = await auth.inputValue();
      assert.notEqual(added, '_ADD_');
      await page.waitForFunction("$('#node-input-auth').hasClass('input-error')");
      await page.locator('#node-input-btn-auth-add, #node-input-lookup-auth').first().click();
      await page.locator(field('vendor')).waitFor();
      await editor.settled();
      await page.locator(field('baseUrl')).fill('https://www1.v1host.com/Example');
      await editor.done();
      await page.waitForFunction("!$('#node-input-auth').hasClass('input-error')");
      await editor.done();
      await triangle
        .waitFor({ state: 'detached' })
        .catch(() => triangle.waitFor({ state: 'hidden' }));
    });
  },
};

const pastedFile: Scenario = {
  says: 'a pasted file of a login shows its secret in no field, whatever its form and the vendor',
  async run(world) {
    await world.nodeRed.deploy([]);
    const id = 'client:dai:1';
    const secret = 'pasted-secret-9431';
    const tokenUrl =
      'https://dai.example.com:8000/auth/realms/eggplant/protocol/openid-connect/token';
    const json = { client_id: id, client_secret: secret, token_url: tokenUrl };
    const files = {
      CSV: `client_id,client_secret,token_url\n"${id}","${secret}","${tokenUrl}"\n`,
      lines: `client_id: ${id}\r\nclient_secret: ${secret}\r\ntoken_url: ${tokenUrl}\r\n`,
      JSON: JSON.stringify(json, null, 2),
      'a title above': `API Access\n\nclient_id=${id}\nclient_secret=${secret}\ntoken_url=${tokenUrl}`,
      'JSON with a comma too many': `{\n"client_id": "${id}",\n"client_secret": "${secret}",\n"token_url": "${tokenUrl}",\n}`,
      'the secret alone': `client_secret: ${secret}`,
      'what nobody can read': `see below: {client_secret: ${secret}`,
    };
    await inEditor(world, async (editor) => {
      const { page } = editor;
      await openFirstLogin(editor);
      const says = await page.locator('#vendor-auth-vendor-help').innerText();
      assert.match(says, /CSV, lines or JSON/);
      for (const [form, text] of Object.entries(files)) {
        for (const { vendor } of loginsOf(world.sandbox)) {
          for (const into of ['baseUrl', 'name', 'caCertificate']) {
            await page.locator(field('vendor')).selectOption(vendor);
            await page.evaluate(
              "for (const it of document.querySelectorAll('details')) it.open = true",
            );
            for (const name of ['baseUrl', 'clientId', 'clientSecret', 'name', 'caCertificate']) {
              await page
                .locator(field(name))
                .evaluate((it) => ((it as HTMLInputElement).value = ''));
            }
            await page.locator(field(into)).focus();
            await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
            await page.keyboard.press('Control+v');
            const clear = page.locator(
              '.vendor-auth-dialog :is(input:not([type=password]), textarea:not(.vendor-auth-covered))',
            );
            const values = await clear.evaluateAll((all) =>
              all.map((it) => (it as HTMLInputElement).value).join('\n'),
            );
            const what = `${form}, into ${into}, for ${vendor}`;
            if (into !== 'caCertificate' || vendor === 'eggplant-dai') {
              assert.ok(!values.includes(secret), what);
            }
            if (vendor !== 'eggplant-dai' || form.startsWith('the') || form.startsWith('what'))
              continue;
            assert.equal(
              await page.locator(field('baseUrl')).inputValue(),
              'https://dai.example.com:8000',
              what,
            );
            assert.equal(await page.locator(field('clientId')).inputValue(), id, what);
            assert.equal(await page.locator(field('clientSecret')).inputValue(), secret, what);
          }
        }
      }
      await page.locator(field('vendor')).selectOption('agility');
      await page.locator(field('baseUrl')).focus();
      await page.evaluate((copied) => navigator.clipboard.writeText(copied), files.CSV);
      await page.keyboard.press('Control+v');
      assert.match(
        await page.locator('#vendor-auth-problem-baseUrl').innerText(),
        /was not pasted/,
      );
    });
  },
};

const importedExample: Scenario = {
  says: 'an example without a login shows a triangle, and its comment leads to one',
  async run(world) {
    await world.nodeRed.deploy([]);
    await inEditor(world, async (editor) => {
      const { page } = editor;
      const name = 'd.vinci';
      await editor.importExample(name);
      const canvas = readExample(name).filter(({ type }) => !['tab', 'vendor-auth'].includes(type));
      const user = canvas.findIndex((node) => 'auth' in node);
      const triangle = editor.nodes().nth(user).locator('.red-ui-flow-node-error:not(.hide)');
      await triangle.waitFor();
      const comment = readExample(name).find(({ type }) => type === 'comment') as { info?: string };
      assert.match(comment.info ?? '', /Open the request node, then its login/);
      await editor.openNode(user);
      await editor.click('#node-input-btn-auth-edit, #node-input-lookup-auth');
      await editor.settled();
      await page.locator(field('baseUrl')).fill('https://x.dvinci-hr.com');
      await editor.done();
      await editor.done();
      await triangle
        .waitFor({ state: 'detached' })
        .catch(() => triangle.waitFor({ state: 'hidden' }));
    });
  },
};

export const screenScenarios: readonly Scenario[] = [
  firstClick,
  firstSight,
  missingRights,
  labels,
  revokeLogin,
  pastedFile,
  importedExample,
];
