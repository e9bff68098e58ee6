import assert from 'node:assert/strict';

import { Editor } from '../editor';
import type { Scenario } from './world';

export const olderFlows: Scenario = {
  says: 'a flow without version and newer properties loads, works, and is brought up to date when it is edited',
  async run({ browser, nodeRed, sandbox }) {
    const { baseUrl, clientId, clientSecret, protectedPath } = sandbox.vendors.dvinci;
    sandbox.vendors.dvinci.reset();
    await nodeRed.deploy([
      { id: 'tab', type: 'tab', label: 'Old' },
      {
        id: 'login',
        type: 'vendor-auth',
        vendor: 'dvinci',
        baseUrl,
        credentials: { clientId, clientSecret },
      },
      {
        id: 'inject',
        type: 'inject',
        z: 'tab',
        props: [],
        repeat: '',
        crontab: '',
        x: 150,
        y: 100,
        wires: [['request']],
      },
      {
        id: 'request',
        type: 'vendor-auth-request',
        z: 'tab',
        auth: 'login',
        url: protectedPath,
        // As the core http request node had it long ago.
        paytoqs: true,
        x: 350,
        y: 100,
        wires: [['debug']],
      },
      {
        id: 'debug',
        type: 'debug',
        z: 'tab',
        active: true,
        tosidebar: true,
        x: 550,
        y: 100,
        wires: [],
      },
    ]);
    const editor = await Editor.open(browser, nodeRed);
    try {
      await editor.inject(0);
      await editor.debugMessages(1);
      assert.equal(sandbox.vendors.dvinci.stats().apiRequestsByStatus['200'], 1);
      await editor.openNode(1);
      assert.equal(await editor.page.locator('#node-input-method').inputValue(), 'GET');
      assert.equal(await editor.page.locator('#node-input-paytoqs').inputValue(), 'query');
      await editor.click('#node-input-btn-auth-edit, #node-input-lookup-auth');
      await editor.settled();
      await editor.fill('#node-config-input-name', 'Our d.vinci');
      await editor.done();
      await editor.done();
      await editor.deploy();
      const nodes = JSON.parse(await nodeRed.flowFile()) as { id: string; version?: number }[];
      for (const id of ['login', 'request']) {
        assert.equal(nodes.find((node) => node.id === id)?.version, 1, id);
      }
      assert.deepEqual(editor.errors, []);
    } finally {
      await editor.close();
    }
  },
};
