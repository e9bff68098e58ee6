import assert from 'node:assert/strict';

import { Editor } from '../editor';
import type { Scenario } from './world';

/** What somebody may look for, and a node that must be among what the palette shows then. */
export const SEARCHES: Readonly<Record<string, string>> = {
  eggplant: 'vendor-auth-request',
  dai: 'vendor-auth-request',
  ddi: 'vendor-auth-request',
  'd.vinci': 'vendor-auth-request',
  dvinci: 'vendor-auth-bearer',
  agility: 'agility-revoke-grant',
  oauth: 'vendor-auth-bearer',
  bearer: 'vendor-auth-bearer',
  token: 'vendor-auth-bearer',
  revoke: 'agility-revoke-grant',
  'client credentials': 'vendor-auth-request',
};

export const paletteSearch: Scenario = {
  says: 'the palette finds the nodes by the vendors and by what they are for',
  async run({ browser, nodeRed }) {
    await nodeRed.deploy([]);
    const editor = await Editor.open(browser, nodeRed);
    try {
      for (const [words, type] of Object.entries(SEARCHES)) {
        const found = await editor.searchPalette(words);
        assert.ok(found.includes(type), `“${words}” finds ${found.join(', ') || 'nothing'}`);
      }
      assert.deepEqual(await editor.searchPalette('no such words'), []);
      assert.deepEqual(editor.errors, []);
    } finally {
      await editor.close();
    }
  },
};
