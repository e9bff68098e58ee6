import { readFileSync } from 'node:fs';
import path from 'node:path';

import { compilerOptions } from '../../tsconfig.json';
import { readManifest } from '../../tools/packages/manifest';
import { NODE_RED_HOSTS } from '../e2e/hosts/node-red/hosts';

const projectDir = path.resolve(__dirname, '../..');
const manifest = readManifest(path.join(projectDir, 'node-red'));
const nodeFloor = floor(manifest.engines!['node']!);
const nodeRedFloor = floor((manifest['node-red'] as { version: string }).version);

/** The version behind `>=`, which is all that the manifest may say: palettes take nothing else. */
function floor(range: string): string {
  return /^>=(\d+\.\d+\.\d+)$/.exec(range)![1]!;
}

function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, 'en', { numeric: true }) >= 0;
}

describe('the oldest Node-RED and Node.js that the package takes', () => {
  test('are no newer than the oldest that people run', () => {
    expect(isAtLeast('3.1.0', nodeRedFloor)).toBe(true);
    expect(isAtLeast('20.18.1', nodeFloor)).toBe(true);
  });

  test('are taken by what the package depends on', () => {
    const undici = readManifest(path.join(projectDir, 'node_modules', 'undici'));
    expect(isAtLeast(nodeFloor, floor(undici.engines!['node']!))).toBe(true);
    expect(Object.keys(manifest.dependencies!)).toEqual(['undici']);
  });

  test('are in the matrix together, as is every line of Node-RED on Node.js 24', () => {
    expect(NODE_RED_HOSTS).toContainEqual(
      expect.objectContaining({ nodeRed: nodeRedFloor, node: nodeFloor }),
    );
    for (const line of ['3.1', '4.0', '4.1', '5']) {
      const nodes = NODE_RED_HOSTS.filter(({ nodeRed }) => nodeRed.startsWith(`${line}.`));
      const majors = nodes.map(({ node }) => node.split('.')[0]);
      expect(majors).toEqual(expect.arrayContaining([line === '5' ? '22' : '20', '24']));
    }
  });

  test('let in every host of the matrix', () => {
    for (const { nodeRed, node } of NODE_RED_HOSTS) {
      expect([nodeRed, isAtLeast(nodeRed, nodeRedFloor)]).toEqual([nodeRed, true]);
      expect([node, isAtLeast(node, nodeFloor)]).toEqual([node, true]);
    }
  });

  test('understand what the sources are compiled to', () => {
    // Node.js 20 knows all of ES2023, and of ES2024 only parts.
    expect(compilerOptions).toMatchObject({ target: 'ES2023', lib: ['ES2023'] });
  });

  test.each(['README.md', 'node-red/README.md', 'SECURITY.md'])('are what %s says', (page) => {
    const text = readFileSync(path.join(projectDir, page), 'utf8');
    expect(text).toContain('Node-RED 3.1, 4.0, 4.1 and 5');
    if (page !== 'README.md') expect(text).toContain(`Node.js ${nodeFloor}`);
    expect(text).not.toMatch(/Node-RED 4\.1 and 5 \||Node\.js 22\.9, which/);
  });
});

describe('the palette manager', () => {
  test.each([
    'eggplant',
    'dai',
    'ddi',
    'd.vinci',
    'dvinci',
    'agility',
    'oauth',
    'bearer',
    'token',
    'revoke',
    'client credentials',
  ])('finds the package by “%s” in its keywords', (words) => {
    // It looks in name, keywords and types, joined, for what somebody types.
    expect((manifest['keywords'] as string[]).join(',')).toContain(words);
  });
});
