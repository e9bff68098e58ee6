import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Agility } from '../../../nodes/agility/Agility.node';
import { VendorToken } from '../../../nodes/vendorToken/VendorToken.node';
import { PACKAGE_NAME } from '../../e2e/n8n/package';
import { shippedTypes } from '../support/n8n-process';

const NODES_FOLDER = join(__dirname, '..', '..', '..', 'nodes');

interface Codex {
  readonly node: string;
  readonly categories: string[];
  readonly alias: string[];
  readonly resources: { primaryDocumentation?: unknown; credentialDocumentation?: unknown };
}

const NODES = [new Agility(), new VendorToken()].map(({ description }) => description);
const CODEX_FILES = filesOf('.node.json');

function filesOf(ending: string): string[] {
  const names = readdirSync(NODES_FOLDER, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith(ending)).map((name) => join(NODES_FOLDER, name));
}

/** As n8n loads it: a file without `resources` throws there, and the node loses its aliases. */
function load(file: string): Codex {
  const codex = JSON.parse(readFileSync(file, 'utf8')) as Codex;
  const { primaryDocumentation, credentialDocumentation } = codex.resources;
  return { ...codex, resources: { primaryDocumentation, credentialDocumentation } };
}

function codexOf(nodeName: string): Codex {
  const all = CODEX_FILES.map(load);
  return all.find(({ node }) => node === `${PACKAGE_NAME}.${nodeName}`) as Codex;
}

/** The nodes whose name or alias holds the words: more than n8n asks, which takes scattered letters as well. */
function nodesFoundBy(words: string): string[] {
  const found = NODES.filter(({ displayName, name }) =>
    [displayName, ...codexOf(name).alias].some((text) => text.toLowerCase().includes(words)),
  );
  return found.map(({ name }) => name);
}

function credentialsFoundBy(words: string): string[] {
  const found = shippedTypes().filter(({ displayName }) =>
    displayName.toLowerCase().includes(words),
  );
  return found.map(({ name }) => name);
}

test('every node has a codex file that n8n can load, with its own name in it', () => {
  const ofNode = (file: string, ending: string) => basename(file, ending);
  expect(CODEX_FILES.map((file) => ofNode(file, '.node.json')).sort()).toEqual(
    filesOf('.node.ts')
      .map((file) => ofNode(file, '.node.ts'))
      .sort(),
  );
  expect(NODES.map(({ name }) => codexOf(name).node)).toHaveLength(CODEX_FILES.length);
  for (const file of CODEX_FILES) {
    const { categories, alias } = load(file);
    expect(categories).not.toHaveLength(0);
    expect(alias).not.toHaveLength(0);
    expect(new Set(alias).size).toBe(alias.length);
  }
});

test.each([
  ['eggplant', ['vendorToken'], ['eggplantDaiApi']],
  ['dai', ['vendorToken'], ['eggplantDaiApi']],
  ['ddi', ['vendorToken'], ['ddiCentralApi']],
  ['ddi central', ['vendorToken'], ['ddiCentralApi']],
  ['manageengine', ['vendorToken'], ['ddiCentralApi']],
  ['d.vinci', ['vendorToken'], ['dvinciApi']],
  ['dvinci', ['vendorToken'], []],
  ['agility', ['agility', 'vendorToken'], ['agilityApi']],
  ['digital.ai', ['agility', 'vendorToken'], ['agilityApi']],
  ['versionone', ['agility'], []],
  ['oauth', ['vendorToken'], []],
  ['oauth2', ['vendorToken'], []],
  ['bearer', ['agility', 'vendorToken'], []],
  ['token', ['agility', 'vendorToken'], []],
  ['access token', ['agility', 'vendorToken'], []],
  ['revoke', ['agility'], []],
  ['client credentials', ['vendorToken'], ['clientCredentialsApi']],
])('searching n8n for “%s” shows the right nodes and credentials', (words, nodes, credentials) => {
  expect(nodesFoundBy(words)).toEqual(nodes);
  expect(credentialsFoundBy(words)).toEqual(credentials);
});
