import { existsSync, globSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort, runOrFail, runToEnd, startServer, waitUntil } from '../support/processes';

/** What n8n's queue mode needs beside itself: a database and a queue, both on loopback. */
export interface QueueServices {
  /** Environment that makes n8n use them. */
  readonly env: NodeJS.ProcessEnv;
  /** The whole database as text: what an intruder would find there. */
  dumpDatabase(): Promise<string>;
  stop(): Promise<void>;
}

const USER = 'n8n';
const PASSWORD = 'end-to-end';
const SYSTEM_ENV = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };

/**
 * By default, n8n drops a job from the queue as it finishes. The main process then never learns of one
 * that a worker finished before it began to wait, and leaves its webhook unanswered: about one
 * execution in some thousands, when tokens are at hand and executions short (n8n-io/n8n#30392).
 */
const KEEP_FINISHED_JOBS = {
  N8N_EXECUTIONS_QUEUE_KEEP_LAST_COMPLETED: '1000',
  N8N_EXECUTIONS_QUEUE_KEEP_LAST_FAILED: '1000',
};

/** What is missing for queue mode on this machine, in words; undefined if nothing is. */
export function missingForQueueMode(): string | undefined {
  const missing = [
    postgresBinaries() ? undefined : 'PostgreSQL (Debian package postgresql)',
    redisBinary() ? undefined : 'Redis (Debian package redis-server)',
  ].filter((each) => each !== undefined);
  return missing.length === 0 ? undefined : `Not installed: ${missing.join(' and ')}.`;
}

/** Starts a PostgreSQL cluster and a Redis server of our own, empty and bounded. */
export async function startQueueServices(): Promise<QueueServices> {
  const postgres = await startPostgres();
  try {
    const redis = await startRedis();
    return {
      env: { ...postgres.env, ...redis.env, ...KEEP_FINISHED_JOBS, EXECUTIONS_MODE: 'queue' },
      dumpDatabase: postgres.dump,
      async stop() {
        await Promise.all([redis.stop(), postgres.stop()]);
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

async function startPostgres() {
  const binaries = postgresBinaries();
  if (!binaries) throw new Error('PostgreSQL is not installed.');
  const folder = await mkdtemp(join(tmpdir(), 'vendor-auth-postgres-'));
  // PostgreSQL refuses to run as root, so root lends it Debian's own user.
  const user: SystemUser | undefined =
    process.getuid?.() === 0 ? systemUser('postgres') : undefined;
  if (user) await chown(folder, user.uid, user.gid);
  const as = { ...user, cwd: folder, env: SYSTEM_ENV, timeoutMs: 60_000 };
  const data = join(folder, 'data');
  await runOrFail(join(binaries, 'initdb'), ['-D', data, '-U', USER, '-A', 'trust', '-N'], as);
  const port = await freePort();
  const options = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder];
  const settings = ['fsync=off', 'synchronous_commit=off', 'max_connections=60'];
  const server = startServer(
    'postgres',
    join(binaries, 'postgres'),
    [...options, ...settings.flatMap((setting) => ['-c', setting])],
    { ...user, cwd: folder, env: SYSTEM_ENV },
  );
  const connection = ['-h', '127.0.0.1', '-p', String(port), '-U', USER];
  await waitUntil(
    'PostgreSQL takes connections',
    async () => {
      const ready = await runToEnd(join(binaries, 'pg_isready'), connection, as);
      return ready.exitCode === 0;
    },
    { timeoutMs: 30_000, server },
  );
  await runOrFail(join(binaries, 'createdb'), [...connection, 'n8n'], as);
  return {
    env: {
      DB_TYPE: 'postgresdb',
      DB_POSTGRESDB_HOST: '127.0.0.1',
      DB_POSTGRESDB_PORT: String(port),
      DB_POSTGRESDB_USER: USER,
      DB_POSTGRESDB_PASSWORD: PASSWORD,
      DB_POSTGRESDB_DATABASE: 'n8n',
    },
    async dump() {
      return (await runOrFail(join(binaries, 'pg_dump'), [...connection, 'n8n'], as)).stdout;
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** A Redis server of our own, empty and bounded, that keeps nothing on the disk. */
export async function startRedis() {
  const binary = redisBinary();
  if (!binary) throw new Error('Redis is not installed.');
  const folder = await mkdtemp(join(tmpdir(), 'vendor-auth-redis-'));
  const port = await freePort();
  const server = startServer(
    'redis',
    binary,
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--maxmemory', '128mb'],
    { cwd: folder, env: SYSTEM_ENV },
  );
  await waitUntil(
    'Redis takes connections',
    async () => server.output().includes('Ready to accept connections'),
    { timeoutMs: 15_000, server },
  );
  return {
    port,
    env: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function postgresBinaries(): string | undefined {
  const [newest] = globSync('/usr/lib/postgresql/*/bin').sort().reverse();
  return newest;
}

export function redisBinary(): string | undefined {
  return ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find((path) => existsSync(path));
}

interface SystemUser {
  uid: number;
  gid: number;
}

function systemUser(name: string): SystemUser {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (!uid || !gid) throw new Error(`There is no system user ${name}.`);
  return { uid: Number(uid), gid: Number(gid) };
}
