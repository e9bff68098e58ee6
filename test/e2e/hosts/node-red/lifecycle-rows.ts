import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { FlowNode } from '../../../../demo/node-red-host';
import type { NodeRedRow } from './rows';
import { plural, type Stage } from './stage';

const MODULE = '@vendor-auth/node-red';

/** Saved by a version that knew no `version` and of the login nothing but what it needs. */
function asSavedLongAgo({ id, type, vendor, baseUrl, credentials }: FlowNode): FlowNode {
  return { id, type, vendor, baseUrl, credentials };
}

export const updateRow: NodeRedRow = {
  row: 'update from an older version with its flow and saved login, and back',
  async run(stage) {
    const { nodeRed, dai } = stage;
    await stage.deploy(stage.freshLogin());
    await nodeRed.upload(stage.olderTarball);
    await stage.restart();
    await stage.deploy(asSavedLongAgo(stage.freshLogin()));
    await stage.manyAtOnce(2);
    for (const [at, tarball] of [stage.tarball, stage.olderTarball, stage.tarball].entries()) {
      await nodeRed.upload(tarball);
      await stage.restart();
      assert.equal(installedVersion(stage), versionOf(tarball));
      await stage.manyAtOnce(2);
      assert.equal(dai.stats().tokenRequests, at + 2);
    }
    return '1 token request after each restart, 2 of 2 answered';
  },
};

export const removalRow: NodeRedRow = {
  row: 'removal: other flows go on, and Node-RED starts without a word about it',
  async run(stage) {
    const { nodeRed } = stage;
    await nodeRed.deploy(BYSTANDER);
    await stage.untilAnswered('bystander');
    const before = stage.dai.stats().tokenRequests;
    await nodeRed.uninstall(MODULE);
    assert.equal((await nodeRed.get('bystander')).text, 'still here');
    await nodeRed.stop();
    const logged = nodeRed.log.length;
    await nodeRed.start();
    await stage.untilAnswered('bystander');
    assert.equal((await nodeRed.get('vendor-auth/stats')).status, 404);
    const since = nodeRed.log.slice(logged);
    assert.doesNotMatch(since, /vendor-auth|agility|missing|error/i);
    const left = ['package.json', '.config.nodes.json', 'flows.json']
      .map((file) => path.join(nodeRed.userDir, file))
      .filter((file) => existsSync(file) && readFileSync(file, 'utf8').includes('vendor-auth'));
    assert.deepEqual(left, []);
    assert.equal(existsSync(path.join(nodeRed.userDir, 'node_modules', MODULE)), false);
    return `${plural(stage.dai.stats().tokenRequests - before, 'token request')}, 0 lines in the log`;
  },
};

const BYSTANDER: readonly FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'Bystander' },
  {
    id: 'in',
    type: 'http in',
    z: 'tab',
    method: 'get',
    url: '/bystander',
    x: 100,
    y: 100,
    wires: [['text']],
  },
  {
    id: 'text',
    type: 'template',
    z: 'tab',
    template: 'still here',
    field: 'payload',
    x: 300,
    y: 100,
    wires: [['out']],
  },
  { id: 'out', type: 'http response', z: 'tab', statusCode: '200', x: 500, y: 100, wires: [] },
];

function installedVersion({ nodeRed }: Stage): string {
  const manifest = path.join(nodeRed.userDir, 'node_modules', MODULE, 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** A tarball is named after its package and version. */
function versionOf(tarball: string): string {
  return /-(\d+\.\d+\.\d+)\.tgz$/.exec(tarball)![1]!;
}
