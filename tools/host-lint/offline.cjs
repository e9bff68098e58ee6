'use strict';

/**
 * Loaded into node-red-dev before it runs (`node --require`), this answers its questions to the
 * network from what is installed, so that its verdict is the same on every machine and every day:
 *
 * - the versions of Node-RED, and the Node.js that each wants: from the two that we test with
 * - a dependency's own dependencies: from the lock file
 * - other people's packages and the newest versions of dependencies: not known here, so the rules
 *   that ask for them prove nothing, and the caller must not count them (P08, N01, D03)
 */
const { createRequire } = require('node:module');
const path = require('node:path');

const projectDir = path.resolve(__dirname, '..', '..');
const requireAsChecker = createRequire(process.argv[1]);
const installed = (name) => require(path.join(projectDir, 'node_modules', name, 'package.json'));

function nodeRedVersions() {
  const [latest, maintenance] = [installed('node-red'), installed('node-red-4')];
  return {
    'dist-tags': { latest: latest.version, maintenance: maintenance.version },
    versions: { [latest.version]: latest, [maintenance.version]: maintenance },
  };
}

/** By the path of the address: which registry npm is set to is no affair of ours. */
const ANSWERS = {
  '/node-red': nodeRedVersions,
  '/catalogue.json': () => ({ modules: [] }),
};

requireAsChecker('axios').defaults.adapter = async (config) => {
  const answer = ANSWERS[new URL(config.url).pathname];
  if (!answer) throw new Error(`node-red-dev asks for ${config.url}, which has no offline answer.`);
  return { data: answer(), status: 200, statusText: 'OK', headers: {}, config };
};

/** `name@version` of a package and of everything below it, as our lock file has them. */
function dependencyTree(name, found = new Set()) {
  const { packages } = require(path.join(projectDir, 'package-lock.json'));
  const entry = packages[`node_modules/${name}`];
  if (!entry) throw new Error(`${name} is not in package-lock.json: add it as a devDependency.`);
  const id = `${name}@${entry.version}`;
  if (!found.has(id)) {
    found.add(id);
    for (const dependency of Object.keys(entry.dependencies ?? {})) {
      dependencyTree(dependency, found);
    }
  }
  return found;
}

requireAsChecker('npm-remote-ls').ls = (name, _version, _flatten, callback) =>
  callback([...dependencyTree(name)]);

const npmCheck = requireAsChecker.resolve('npm-check');
require.cache[npmCheck] = {
  id: npmCheck,
  filename: npmCheck,
  loaded: true,
  exports: async () => ({ get: () => [] }),
};
