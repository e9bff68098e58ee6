import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixedPort } from '../fixed-port';
import { startAnswering } from '../server-process';
import { KeycloakAdmin } from './admin';
import { realmFiles, type ClientLogin } from './realms';

/** Half a minute on a machine that has nothing else to do. */
const START_TIMEOUT_MS = 240_000;
const administrator = { username: 'admin', password: 'of-this-run-only' };

export interface Keycloak {
  /** Without a path: Keycloak's own addresses begin with `/auth`, as DAI's do. */
  readonly origin: string;
  readonly admin: KeycloakAdmin;
  stop(): Promise<void>;
}

/** Starts Keycloak on 127.0.0.1 with the realms of this test, and nothing kept from another run. */
export async function startKeycloak(home: string, main: ClientLogin): Promise<Keycloak> {
  const imports = join(home, 'data', 'import');
  await rm(imports, { recursive: true, force: true });
  await mkdir(imports, { recursive: true });
  for (const file of realmFiles(main)) {
    await writeFile(join(imports, `${file.realm}-realm.json`), JSON.stringify(file));
  }
  const port = await fixedPort();
  const origin = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m',
    // It runs for a minute: quick starting counts, not speed after hours.
    JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1',
    KC_BOOTSTRAP_ADMIN_USERNAME: administrator.username,
    KC_BOOTSTRAP_ADMIN_PASSWORD: administrator.password,
  };
  const args = [join(home, 'bin', 'kc.sh'), ...startOptions(port)];
  const server = await startAnswering(
    'Keycloak',
    { command: 'bash', args, options: { cwd: home, env } },
    { origin, path: '/auth/realms/eggplant', member: 'realm', timeoutMs: START_TIMEOUT_MS },
  );
  const admin = new KeycloakAdmin(`${origin}/auth`, administrator);
  return { origin, admin, stop: () => server.stop() };
}

function startOptions(port: number): string[] {
  return [
    'start-dev',
    '--import-realm',
    '--db=dev-mem',
    '--cache=local',
    '--http-host=127.0.0.1',
    `--http-port=${port}`,
    // Where DAI has its Keycloak.
    '--http-relative-path=/auth',
  ];
}
