import assert from 'node:assert/strict';

import { Editor } from '../editor';
import type { Scenario } from './world';

export const pasteCredentialsFile: Scenario = {
  says: 'the file that Eggplant DAI offers for download fills the dialog when it is pasted',
  async run({ browser, nodeRed, sandbox, note }) {
    const { baseUrl, clientId, clientSecret, tokenUrl } = sandbox.vendors['eggplant-dai'];
    await nodeRed.deploy([]);
    const editor = await Editor.open(browser, nodeRed);
    try {
      await editor.drop('vendor-auth-bearer', 400, 150);
      await editor.openNode();
      await editor.click('#node-config-input-baseUrl');
      const file = `client_id,client_secret,token_url\n"${clientId}","${clientSecret}","${tokenUrl}"\n`;
      await editor.page.evaluate((text) => navigator.clipboard.writeText(text), file);
      await editor.page.keyboard.press('Control+v');
      const valueOf = (name: string) =>
        editor.page.locator(`#node-config-input-${name}`).inputValue();
      assert.equal(await valueOf('baseUrl'), baseUrl);
      assert.equal(await valueOf('realm'), 'eggplant');
      assert.equal(await valueOf('clientId'), clientId);
      const { outcome, says } = await editor.test();
      assert.equal(outcome, 'accepted', says);
      note('eggplant-dai, pasted: interactions to an answered call', editor.interactions);
    } finally {
      await editor.close();
    }
  },
};
