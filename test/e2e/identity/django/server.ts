import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Certificate } from '../../../../sandbox/certificate';
import { projectRoot } from '../../support/project';
import { runOrFail } from '../../support/processes';
import { fixedPort } from '../fixed-port';
import { sendRaw } from '../raw-request';
import { startAnswering } from '../server-process';

const START_TIMEOUT_MS = 60_000;
const project = join(projectRoot, 'test', 'e2e', 'identity', 'django', 'project');

/** How the toolkit reads the body of a token request: a setting of the whole server. */
export type BodyFormat = 'form' | 'json';

export interface DjangoClients {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Has the same secret, but is meant for another grant. */
  readonly otherClientId: string;
}

export interface Django {
  readonly origin: string;
  /** How many requests reached the token endpoint since the start. */
  tokenRequests(): Promise<number>;
  /** Moves the end of every token into the past. */
  expireTokens(): Promise<void>;
  /** Forgets every token. */
  withdrawTokens(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts Django on 127.0.0.1, on TLS with that certificate and an empty database. */
export async function startDjango(
  options: {
    readonly programs: string;
    readonly folder: string;
    readonly bodyFormat: BodyFormat;
    readonly certificate: Certificate;
  },
  clients: DjangoClients,
): Promise<Django> {
  const { programs, bodyFormat, certificate } = options;
  const folder = join(options.folder, bodyFormat);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const [certificateFile, keyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  await writeFile(certificateFile, certificate.certificatePem);
  await writeFile(keyFile, certificate.privateKeyPem, { mode: 0o600 });
  const env = {
    ...process.env,
    PYTHONPATH: project,
    PYTHONDONTWRITEBYTECODE: '1',
    IDENTITY_DATABASE: join(folder, 'database.sqlite3'),
    IDENTITY_BODY_FORMAT: bodyFormat,
    IDENTITY_CLIENT_ID: clients.clientId,
    IDENTITY_OTHER_CLIENT_ID: clients.otherClientId,
    IDENTITY_CLIENT_SECRET: clients.clientSecret,
  };
  const prepare = [join(project, 'prepare.py')];
  await runOrFail(join(programs, 'python'), prepare, { env, timeoutMs: START_TIMEOUT_MS });

  const port = await fixedPort();
  const origin = `https://127.0.0.1:${port}`;
  const args = [
    // As long as a web server in front of it would keep connections; its own two seconds are so few
    // that it closes some just as they are used again.
    ...['--keep-alive', '75'],
    ...['--bind', `127.0.0.1:${port}`, '--workers', '1', '--threads', '8', '--no-control-socket'],
    ...['--certfile', certificateFile, '--keyfile', keyFile, 'wsgi:application'],
  ];
  const server = await startAnswering(
    'Django',
    { command: join(programs, 'gunicorn'), args, options: { cwd: folder, env } },
    { origin, path: '/_control/stats', member: 'tokenRequests', timeoutMs: START_TIMEOUT_MS },
  );
  const control = (name: string, method: 'GET' | 'POST') =>
    sendRaw(origin, { method, path: `/_control/${name}` });
  return {
    origin,
    tokenRequests: async () =>
      ((await control('stats', 'GET')).body as { tokenRequests: number }).tokenRequests,
    expireTokens: async () => void (await control('expire', 'POST')),
    withdrawTokens: async () => void (await control('withdraw', 'POST')),
    stop: () => server.stop(),
  };
}
