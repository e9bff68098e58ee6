import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { npm } from '../../../tools/npm';
import { projectRoot } from '../support/project';

/** Redis' own client. No context store for Redis is in every registry, so a small one is built on it. */
const CLIENT = 'redis@5';

/**
 * Installs the client into a folder of the build, once.
 *
 * @returns the folder of the package, or undefined if no registry answers
 */
export function installRedisClient(): string | undefined {
  const folder = path.join(projectRoot, 'build', 'e2e', 'redis-client');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
  try {
    npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', CLIENT], folder);
  } catch {
    return undefined;
  }
  return path.join(folder, 'node_modules', 'redis');
}

/**
 * The text of a context store for Redis as Node-RED wants one: `open`, `close`, `get`, `set`, `keys`,
 * `delete` and `clean`, with values as JSON below `scope:key`. It reconnects by itself, and a call fails at
 * once while there is no connection.
 */
export function redisStoreModule(client: string): string {
  return `'use strict';
const { createClient } = require(${JSON.stringify(client)});
module.exports = function ({ port }) {
  const redis = createClient({
    socket: { host: '127.0.0.1', port, reconnectStrategy: () => 200 },
    disableOfflineQueue: true,
  });
  redis.on('error', () => undefined);
  const later = (promise, done) => promise.then((value) => done(null, value), done);
  const read = async (scope, key) => JSON.parse((await redis.get(scope + ':' + key)) ?? 'null') ?? undefined;
  return {
    open: async () => void (await redis.connect()),
    close: async () => redis.destroy(),
    get: (scope, key, done) => later(read(scope, key), done),
    set: (scope, key, value, done) =>
      later(redis.set(scope + ':' + key, JSON.stringify(value)), (error) => done && done(error)),
    keys: (scope, done) => later(redis.keys(scope + ':*'), done),
    delete: async () => undefined,
    clean: async () => undefined,
  };
};
`;
}
