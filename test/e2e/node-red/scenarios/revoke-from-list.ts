import assert from 'node:assert/strict';

import { Editor } from '../editor';
import { knownSecrets, leaks } from '../known-secrets';
import { loginsOf } from '../logins';
import type { Scenario } from './world';

const ADD_LOGIN = '#node-input-btn-auth-add, #node-input-lookup-auth';
const ASK = '#vendor-auth-list-grants';
const LIST = '#vendor-auth-grants';
const SAYS = '#vendor-auth-grants-says';

/** From an empty canvas to a revoked grant, by somebody who does not know its number. */
export const revokeFromList: Scenario = {
  says: 'a grant is chosen from the list of its login, and nothing is revoked before a message comes',
  async run({ browser, nodeRed, sandbox, note }) {
    const { agility } = sandbox.vendors;
    const login = loginsOf(sandbox).find(({ vendor }) => vendor === 'agility')!;
    agility.reset();
    await nodeRed.deploy([]);
    const editor = await Editor.open(browser, nodeRed);
    const says = async (wanted: RegExp) => {
      const words = editor.page.locator(SAYS).filter({ hasText: wanted });
      await words.waitFor();
    };
    const revocations = () =>
      Object.keys(agility.stats().apiRequestsByPath).filter((path) => path.startsWith('POST'));
    try {
      await editor.drop('agility-revoke-grant', 400, 150);
      await editor.openNode();
      await editor.page.locator(ASK).click();
      await says(/Login is missing/);

      await editor.click(ADD_LOGIN);
      await editor.settled();
      const vendor = editor.page.locator('#node-config-input-vendor');
      if ((await vendor.inputValue()) !== 'agility') {
        await editor.choose('#node-config-input-vendor', 'agility');
      }
      for (const [name, value] of Object.entries(login.fields)) {
        await editor.fill(`#node-config-input-${name}`, value);
      }
      await editor.done();
      await editor.page.locator(ASK).click();
      await says(/This login is not deployed yet\. Deploy/);
      assert.equal(agility.stats().apiRequests, 0);
      await editor.done();
      await editor.drop('inject', 150, 150);
      await editor.drop('debug', 650, 150);
      await editor.wire(1, 0);
      await editor.wire(0, 2);
      await editor.deploy();

      await editor.openNode();
      assert.equal(await editor.page.locator(LIST).isVisible(), false);
      await editor.click(ASK);
      await editor.page.locator(LIST).waitFor();
      assert.deepEqual(await editor.page.locator(`${LIST} option`).allInnerTexts(), [
        'Choose a grant …',
        ...['1010', '1020', '1021', '1022'].map(
          (number) => `${number} · Grant ${number} · Alice Member · 2026-01-05`,
        ),
      ]);
      await editor.choose(LIST, '1021');
      assert.equal(await editor.page.locator('#node-input-grant').inputValue(), '1021');
      assert.equal(await editor.page.locator('#node-input-grantType').inputValue(), 'str');
      assert.deepEqual(await overflowing(editor), []);
      await editor.done();
      await editor.deploy();
      assert.deepEqual(revocations(), []);
      await editor.inject(1);
      const [message] = await editor.debugMessages(1);
      assert.match(message ?? '', /object/i);
      assert.deepEqual(revocations(), ['POST /Example/rest-1.v1/Data/Grant/1021']);
      note('revoke a grant: interactions without knowing its number', editor.interactions);

      await editor.openNode();
      assert.equal(await editor.page.locator('#node-input-grant').inputValue(), '1021');
      await editor.page.locator(ASK).click();
      await editor.page.locator(LIST).waitFor();
      const left = await editor.page.locator(`${LIST} option`).allInnerTexts();
      assert.equal(left.length, 4, left.join());
      assert.deepEqual(leaks(await editor.places(), knownSecrets(sandbox)), []);
      assert.deepEqual(editor.errors, []);
    } finally {
      await editor.close();
    }
  },
};

/** What of the dialog is wider than the tray that it stands in. */
async function overflowing(editor: Editor): Promise<string[]> {
  return await editor.page
    .locator('.red-ui-tray:last-child #dialog-form > .form-row > :visible')
    .evaluateAll((elements) => {
      type Box = { id: string; getBoundingClientRect(): { right: number } };
      const tray = document.querySelector('.red-ui-tray-body') as unknown as Box;
      const { right } = tray.getBoundingClientRect();
      return (elements as unknown as Box[])
        .filter((element) => element.getBoundingClientRect().right > right + 1)
        .map(({ id }) => id);
    });
}
