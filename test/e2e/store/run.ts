/**
 * `npm run e2e -- store`: a token in a context store of Node-RED. With the file store, a process is killed
 * while its token is fresh and started again. With Redis, two Node-REDs share a token, one of them is
 * killed, and Redis is stopped under both. Exits 0 only if no more tokens were requested than are due and
 * every message was answered; 77 if this machine has no Redis, once the file store has been shown.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { sandboxConfiguration } from '../../../demo/sandbox-configuration';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { stageNodeRedPackage } from '../../../tools/packages/node-red';
import { redisBinary, startRedis } from '../n8n/queue-services';
import { atMost, equal, exactly, type Check } from '../support/checks';
import { endWithEverythingStarted } from '../support/processes';
import { projectRoot } from '../support/project';
import { installRedisClient, redisStoreModule } from './redis-client';
import { Replica } from './replica';

const MESSAGES = 1_000;
/** Messages of one replica that are under way together. */
const AT_ONCE = 10;
/** Short, so that a run sees several windows; a refresh is due two seconds ahead of the end. */
const LIFETIME_SECONDS = 10;
const SHORTEST_WINDOW_SECONDS = 8;
const WINDOWS_SECONDS = 40;

const results: Check[] = [];

function say(check: Check): void {
  results.push(check);
  const { what, expected, seen, holds } = check;
  console.log(`${holds ? 'ok     ' : 'FAILED '} ${what}: ${seen} (${expected})`);
}

function flowsFor(sandbox: Sandbox, tokenStore: string): object[] {
  const { dvinci } = sandbox.vendors;
  const place = { z: 'tab', x: 100, y: 100 };
  return [
    { id: 'tab', type: 'tab', label: 'Store' },
    { ...sandboxConfiguration(dvinci, 'auth'), tokenStore },
    { ...place, id: 'in', type: 'http in', url: '/call', method: 'get', wires: [['request']] },
    {
      ...place,
      id: 'request',
      type: 'vendor-auth-request',
      auth: 'auth',
      method: 'GET',
      url: dvinci.protectedPath,
      ret: 'txt',
      paytoqs: 'ignore',
      version: 1,
      wires: [['reset']],
    },
    // The answer's own headers are none of the flow's.
    {
      ...place,
      id: 'reset',
      type: 'change',
      rules: [{ t: 'delete', p: 'headers', pt: 'msg' }],
      wires: [['out']],
    },
    { ...place, id: 'out', type: 'http response', wires: [] },
    { ...place, id: 'catch', type: 'catch', scope: null, wires: [['failed']] },
    {
      ...place,
      id: 'failed',
      type: 'change',
      rules: [{ t: 'set', p: 'statusCode', pt: 'msg', to: '599', tot: 'num' }],
      wires: [['out']],
    },
  ];
}

/** Sends so many messages through a replica. Returns how many were not answered well. */
async function send(replica: Replica, count: number, overSeconds = 0): Promise<number> {
  let unanswered = 0;
  let sent = 0;
  const startMs = Date.now();
  const worker = async () => {
    while (sent < count) {
      const nth = sent++;
      const waitMs = (nth / count) * overSeconds * 1000 - (Date.now() - startMs);
      if (waitMs > 0) await delay(waitMs);
      if ((await replica.call().catch(() => 0)) !== 200) unanswered++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return unanswered;
}

async function fileStore(packageDir: string): Promise<void> {
  const sandbox = await startSandbox();
  const dir = path.join(projectRoot, 'build', 'e2e', 'store-files');
  rmSync(dir, { recursive: true, force: true });
  const config = { dir, cache: false };
  const contextStorage = JSON.stringify({ file: { module: 'localfilesystem', config } });
  const replica = await Replica.create(
    'file',
    packageDir,
    contextStorage,
    flowsFor(sandbox, 'file'),
  );
  try {
    const tokens = () => sandbox.vendors.dvinci.stats().tokenRequests;
    say(exactly('file: token requests of a first start', 1, tokens()));
    const file = path.join(dir, 'context', 'global', 'global.json');
    for (let time = 0; time < 50 && !textOf(file).includes('vendor-auth-1:'); time++) {
      await delay(100);
    }
    await replica.kill();
    await replica.start();
    say(exactly('file: messages unanswered after a kill', 0, await send(replica, 100)));
    say(exactly('file: token requests after a kill', 1, tokens()));
    const { clientSecret } = sandbox.vendors.dvinci;
    say(equal('file: the secret in the store', 'no', yesNo(textOf(file).includes(clientSecret))));
  } finally {
    await replica.stop();
    await sandbox.close();
  }
}

async function redisStore(packageDir: string, client: string): Promise<void> {
  const sandbox = await startSandbox();
  const redis = await startRedis();
  const folder = path.join(projectRoot, 'build', 'e2e', 'redis-store');
  mkdirSync(folder, { recursive: true });
  const module = path.join(folder, 'redis-store.js');
  writeFileSync(module, redisStoreModule(client));
  const contextStorage = `{ redis: { module: require(${JSON.stringify(module)}), config: { port: ${redis.port} } } }`;
  const { dvinci } = sandbox.vendors;
  const tokens = () => dvinci.stats().tokenRequests;
  const replicas: Replica[] = [];
  try {
    const flows = flowsFor(sandbox, 'redis');
    const create = (name: string) => Replica.create(name, packageDir, contextStorage, flows);
    replicas.push(...(await Promise.all(['one', 'two'].map(create))));
    const [one, two] = replicas as [Replica, Replica];
    const both = async (count: number, seconds = 0) => {
      const unanswered = await Promise.all([one, two].map((each) => send(each, count, seconds)));
      return unanswered.reduce((sum, each) => sum + each, 0);
    };
    say(exactly('Redis: messages unanswered, 1,000 each', 0, await both(MESSAGES)));
    say(atMost('Redis: token requests of two cold replicas', 2, tokens()));

    let before = tokens();
    await one.kill();
    await one.start();
    say(exactly('Redis: messages unanswered after a kill', 0, await both(100)));
    say(exactly('Redis: token requests after a kill', 0, tokens() - before));

    dvinci.set({ lifetimeSeconds: LIFETIME_SECONDS });
    dvinci.expire();
    await both(20);
    await delay(500);
    before = tokens();
    const startMs = Date.now();
    say(
      exactly('Redis: messages unanswered over windows', 0, await both(MESSAGES, WINDOWS_SECONDS)),
    );
    const windows = Math.ceil((Date.now() - startMs) / 1000 / SHORTEST_WINDOW_SECONDS);
    say(atMost('Redis: token requests, one a window', windows, tokens() - before));

    dvinci.set({ lifetimeSeconds: null });
    dvinci.expire();
    await redis.stop();
    before = tokens();
    say(exactly('Redis stopped: messages unanswered', 0, await both(200)));
    say(atMost('Redis stopped: token requests of two replicas', 2, tokens() - before));
    for (const replica of replicas) {
      const warnings = replica.log.split('does not answer').length - 1;
      say(exactly(`Redis stopped: warnings of replica ${replica.name}`, 1, warnings));
    }
  } finally {
    for (const replica of replicas) await replica.stop();
    await redis.stop();
    await sandbox.close();
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function yesNo(is: boolean): string {
  return is ? 'yes' : 'no';
}

async function main(): Promise<number> {
  endWithEverythingStarted();
  const packageDir = await stageNodeRedPackage(projectRoot);
  await fileStore(packageDir);
  const client = redisBinary() === undefined ? undefined : installRedisClient();
  if (client !== undefined) await redisStore(packageDir, client);
  const failed = results.filter(({ holds }) => !holds).length;
  console.log(`${results.length - failed} hold, ${failed} do not.`);
  if (failed > 0) return 1;
  if (client !== undefined) return 0;
  const what = redisBinary() === undefined ? 'redis-server (Debian)' : 'its client (npm: redis)';
  console.log(`NOT RUN: the part with Redis. Not installed: ${what}.`);
  return 77;
}

main().then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
