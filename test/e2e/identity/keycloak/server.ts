import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Certificate, selfSignedCertificate } from '../../../../sandbox/certificate';
import { RSA_CERTIFICATE } from '../../../core/support/keys';
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
  /** The same server on TLS, where it asks for a client certificate. */
  readonly tlsOrigin: string;
  /** Of that server, PEM. */
  readonly caCertificate: string;
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
  const tlsPort = await fixedPort();
  const certificate = await selfSignedCertificate();
  const files = await certificateFiles(home, certificate);
  const origin = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m',
    // It runs for a minute: quick starting counts, not speed after hours.
    JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1',
    KC_BOOTSTRAP_ADMIN_USERNAME: administrator.username,
    KC_BOOTSTRAP_ADMIN_PASSWORD: administrator.password,
  };
  const args = [join(home, 'bin', 'kc.sh'), ...startOptions(port), ...tlsOptions(tlsPort, files)];
  const server = await startAnswering(
    'Keycloak',
    { command: 'bash', args, options: { cwd: home, env } },
    { origin, path: '/auth/realms/eggplant', member: 'realm', timeoutMs: START_TIMEOUT_MS },
  );
  const admin = new KeycloakAdmin(`${origin}/auth`, administrator);
  const tlsOrigin = `https://127.0.0.1:${tlsPort}`;
  const { certificatePem: caCertificate } = certificate;
  return { origin, tlsOrigin, caCertificate, admin, stop: () => server.stop() };
}

interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
  /** Of the clients that are known by a certificate. */
  readonly authority: string;
}

async function certificateFiles(home: string, own: Certificate): Promise<CertificateFiles> {
  const inData = (name: string) => join(home, 'data', name);
  const files = {
    certificate: inData('server.pem'),
    key: inData('server-key.pem'),
    authority: inData('client-authority.pem'),
  };
  await writeFile(files.certificate, own.certificatePem);
  await writeFile(files.key, own.privateKeyPem, { mode: 0o600 });
  await writeFile(files.authority, RSA_CERTIFICATE);
  return files;
}

function tlsOptions(port: number, files: CertificateFiles): string[] {
  return [
    `--https-port=${port}`,
    `--https-certificate-file=${files.certificate}`,
    `--https-certificate-key-file=${files.key}`,
    '--https-client-auth=request',
    `--truststore-paths=${files.authority}`,
  ];
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
