import assert from 'node:assert/strict';

import { loginsOf } from '../logins';
import type { Scenario } from './world';

/** Restarts Node-RED with access control for these scenarios; the last one takes it away again. */
export const permissionScenarios: readonly Scenario[] = [
  {
    says: 'without the permission, nobody can test or see counts',
    async run({ nodeRed, sandbox }) {
      await nodeRed.stop();
      await nodeRed.start(['flows.read', 'flows.write', 'nodes.read', 'settings.read']);
      const { tokenRequests } = sandbox.vendors.dvinci.stats();
      const body = { id: '', vendor: 'dvinci', fields: loginsOf(sandbox)[2]!.fields };
      assert.equal((await nodeRed.post('vendor-auth/test', body)).status, 401);
      assert.equal((await nodeRed.get('vendor-auth/stats')).status, 401);
      assert.equal(sandbox.vendors.dvinci.stats().tokenRequests, tokenRequests);
    },
  },
  {
    says: 'who may only read sees counts and cannot test',
    async run({ nodeRed, sandbox }) {
      await nodeRed.stop();
      await nodeRed.start(['read']);
      assert.equal((await nodeRed.get('vendor-auth/stats')).status, 200);
      const login = loginsOf(sandbox).find(({ vendor }) => vendor === 'agility')!;
      const body = { id: '', vendor: login.vendor, fields: login.fields };
      assert.equal((await nodeRed.post('vendor-auth/test', body)).status, 401);
    },
  },
  {
    says: 'with the permission alone, testing works',
    async run({ nodeRed, sandbox }) {
      await nodeRed.stop();
      await nodeRed.start(['vendor-auth.write', 'vendor-auth.read']);
      const login = loginsOf(sandbox).find(({ vendor }) => vendor === 'agility')!;
      const body = { id: '', vendor: login.vendor, fields: login.fields };
      const { status, text } = await nodeRed.post('vendor-auth/test', body);
      assert.equal(status, 200);
      assert.equal((JSON.parse(text) as { verdict: string }).verdict, 'accepted');
      await nodeRed.stop();
      await nodeRed.start();
    },
  },
];
