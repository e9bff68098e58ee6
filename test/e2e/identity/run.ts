/**
 * `npm run e2e -- identity`: the core against real identity servers of the makes that the vendors
 * use, and the sandbox's answers beside theirs. The sandbox is our reading of the vendors' pages; a
 * Keycloak and a Django OAuth toolkit read nothing but their own code.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { selfSignedCertificate } from '../../../sandbox/certificate';
import type { FieldHost } from '../field/hosts/field-host';
import { FieldN8n } from '../field/hosts/n8n';
import { FieldNodeRed, unpackNodeRedPackage } from '../field/hosts/node-red';
import { installN8n, NotInstallableError } from '../n8n/install';
import { VERSIONS } from '../node-red/node-red';
import type { Check } from '../support/checks';
import { packN8nPackage } from '../support/packages';
import { projectRoot } from '../support/project';
import { installDjango } from './django/install';
import { djangoSections } from './django/sections';
import { startDjango, type BodyFormat } from './django/server';
import { installKeycloak } from './keycloak/install';
import { hostSections } from './keycloak/host-sections';
import { keycloakSections } from './keycloak/sections';
import { type Keycloak, startKeycloak } from './keycloak/server';
import { NotRunnable } from './not-runnable';
import { runSection, type Section } from './section';
import { stopServers } from './server-process';

/** The sandbox on a clock that can be put forward. */
interface TimedSandbox {
  readonly sandbox: Sandbox;
  putForward(seconds: number): void;
}

async function startTimedSandbox(): Promise<TimedSandbox> {
  let aheadMs = 0;
  const sandbox = await startSandbox({ clock: { nowMs: () => performance.now() + aheadMs } });
  return { sandbox, putForward: (seconds) => void (aheadMs += seconds * 1000) };
}

async function runSections(sections: Section[]): Promise<Check[]> {
  const checks: Check[] = [];
  for (const section of sections) checks.push(...(await runSection(section)));
  return checks;
}

async function testKeycloak(folder: string, { sandbox }: TimedSandbox): Promise<Check[]> {
  const home = await installKeycloak(folder);
  const keycloak = await startKeycloak(home, sandbox.vendors['eggplant-dai']);
  try {
    const checks = await runSections(keycloakSections(keycloak, sandbox));
    for (const start of Object.values(HOSTS)) checks.push(...(await runHost(keycloak, start)));
    return checks;
  } finally {
    await keycloak.stop();
  }
}

/** The hosts in which a client's keys and certificates are tried, each with the packed package. */
const HOSTS = {
  nodeRed: async () => await FieldNodeRed.start(VERSIONS[0], await unpackNodeRedPackage()),
  n8n: async () =>
    await FieldN8n.create(await installN8n((line) => console.log(line)), packN8nPackage()),
};

/** What a host cannot carry is left out, loudly. */
const leftOut: string[] = [];

async function runHost(keycloak: Keycloak, start: () => Promise<FieldHost>): Promise<Check[]> {
  let host: FieldHost;
  try {
    host = await start();
  } catch (error) {
    if (!(error instanceof NotInstallableError)) throw error;
    leftOut.push(`NOT RUN: Keycloak and n8n. ${error.message}`);
    return [];
  }
  try {
    return await runSections(await hostSections(keycloak, host));
  } finally {
    await host.stop();
  }
}

async function testDjango(folder: string, timed: TimedSandbox): Promise<Check[]> {
  const programs = await installDjango(folder);
  const checks: Check[] = [];
  for (const bodyFormat of ['json', 'form'] as const) {
    checks.push(...(await testDjangoReading(bodyFormat, programs, folder, timed)));
  }
  return checks;
}

async function testDjangoReading(
  bodyFormat: BodyFormat,
  programs: string,
  folder: string,
  { sandbox, putForward }: TimedSandbox,
): Promise<Check[]> {
  const { clientId, clientSecret } = sandbox.vendors['ddi-central'];
  const clients = { clientId, clientSecret, otherClientId: 'of-another-grant' };
  const certificate = await selfSignedCertificate();
  const django = await startDjango({ programs, folder, bodyFormat, certificate }, clients);
  const expireSandboxTokens = () => putForward(1801);
  try {
    return await runSections(
      djangoSections({ django, bodyFormat, clients, certificate, sandbox, expireSandboxTokens }),
    );
  } finally {
    await django.stop();
  }
}

/** What `npm run e2e` takes for a part that this machine cannot carry. */
const NOT_RUN_EXIT_CODE = 77;

const SERVERS = { keycloak: testKeycloak, django: testDjango };

/** @param wanted - names of servers; none means all */
async function main(wanted: string[]): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stopServers().finally(() => process.exit(1)));
  }
  const timed = await startTimedSandbox();
  const checks: Check[] = [];
  const notRun: string[] = [];
  try {
    for (const [name, test] of Object.entries(SERVERS)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const folder = join(projectRoot, 'build', 'identity', name);
      await mkdir(folder, { recursive: true });
      try {
        checks.push(...(await test(folder, timed)));
      } catch (error) {
        if (!(error instanceof NotRunnable)) throw error;
        notRun.push(`NOT RUN: ${name}. ${error.message}`);
      }
    }
  } finally {
    await stopServers();
    await timed.sandbox.close();
  }
  notRun.push(...leftOut);
  const failed = checks.filter(({ holds }) => !holds).length;
  const servers = `${notRun.length} parts not run`;
  for (const line of notRun) console.log(`\n${line}`);
  console.log(`\n${checks.length - failed} checks hold, ${failed} do not, ${servers}`);
  if (failed > 0) process.exitCode = 1;
  else if (notRun.length > 0) process.exitCode = NOT_RUN_EXIT_CODE;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
