import assert from 'node:assert/strict';

import { Editor } from '../editor';
import { loginsOf } from '../logins';
import type { Scenario } from './world';

export const keyboardAlone: Scenario = {
  says: 'the dialog can be completed by keyboard alone, and every field has its label',
  async run({ browser, nodeRed, sandbox }) {
    const login = loginsOf(sandbox).find(({ vendor }) => vendor === 'dvinci')!;
    await nodeRed.deploy([]);
    const editor = await Editor.open(browser, nodeRed);
    const { keyboard } = editor.page;
    const focused = () => editor.page.evaluate<string>('document.activeElement.id');
    const tabTo = async (id: string) => {
      for (let presses = 0; presses < 20 && (await focused()) !== id; presses++) {
        await keyboard.press('Tab');
      }
      assert.equal(await focused(), id);
    };
    try {
      await editor.drop('vendor-auth-request', 400, 150);
      await keyboard.press('Enter');
      const vendor = editor.page.locator('#node-config-input-vendor');
      await vendor.waitFor();
      await editor.settled();
      await tabTo('node-config-input-vendor');
      for (let presses = 0; presses < 10; presses++) {
        if ((await vendor.inputValue()) === 'dvinci') break;
        await keyboard.press('ArrowDown');
      }
      for (const [name, value] of Object.entries(login.fields)) {
        await tabTo(`node-config-input-${name}`);
        await keyboard.type(value);
        const field = editor.page.locator(`#node-config-input-${name}`);
        assert.equal(await field.inputValue(), value);
      }
      await tabTo('vendor-auth-test');
      await keyboard.press('Enter');
      const { outcome, says } = await editor.outcome();
      assert.equal(outcome, 'accepted', says);
      await keyboard.press('Control+Enter');
      await editor.settled();
      await editor.page.locator('#node-input-url').waitFor();
      assert.deepEqual(await unlabelled(editor), []);
    } finally {
      await editor.close();
    }
  },
};

export const labelledFields: Scenario = {
  says: 'every field of every vendor is tied to its label',
  async run({ browser, nodeRed, sandbox }) {
    await nodeRed.deploy([]);
    const editor = await Editor.open(browser, nodeRed);
    try {
      await editor.drop('vendor-auth-request', 400, 150);
      await editor.openNode();
      await editor.page.locator('#vendor-auth-advanced > summary').click();
      for (const { vendor } of loginsOf(sandbox)) {
        await editor.choose('#node-config-input-vendor', vendor);
        assert.deepEqual(await unlabelled(editor), [], vendor);
      }
    } finally {
      await editor.close();
    }
  },
};

/** The ids of visible fields without a label that says something. */
async function unlabelled(editor: Editor): Promise<string[]> {
  const fields = editor.page.locator(
    '.red-ui-tray:last-child .form-row :is(input, select, textarea):visible:not(.red-ui-typedInput-input)',
  );
  return await fields.evaluateAll((inputs) =>
    inputs
      .map((input) => input as unknown as { id: string; labels: { textContent: string }[] | null })
      .filter(({ labels }) => ![...(labels ?? [])].some(({ textContent }) => textContent.trim()))
      .map(({ id }) => id),
  );
}
