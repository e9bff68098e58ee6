import { join } from 'node:path';
import { readdirSync, readFileSync } from 'node:fs';

import { packN8nPackage } from '../../support/packages';
import { withCleanup } from '../../n8n/cleanup';
import { N8nHost } from '../../n8n/host';
import { installN8n } from '../../n8n/install';
import { N8nRest } from '../../n8n/rest';
import type { Workflow } from '../../n8n/workflows';
import { EchoingVendor } from '../echoing-vendor';
import type { Ledger } from '../ledger';
import { type Canary, canaries as makeCanaries, type Plan, plansFor } from '../plans';
import { canaryCredential, credentialOf, importedCredential } from './credentials';
import { Push } from './push';
import { canaryWorkflow, failingWorkflow, vehicleWorkflow } from './workflows';

const HOST = 'n8n';
const AT_A_TIME = 6;

/** Vehicles whose errors also end executions, one for each quoting. */
const ENDS_EXECUTIONS = ['error_description (dvinci)', 'redirect, host', 'Agility: refusal'];

/** The API's answer to the user's own request is the user's data, and n8n keeps it as such. */
function isAnswerOfApi({ vehicle }: Plan): boolean {
  return vehicle.echoes === 'token' && vehicle.vendor !== 'agility' && !vehicle.saysNothing;
}

/**
 * Looks for every planted secret and token in every output of a real n8n.
 *
 * @throws {NotInstallableError} if this machine cannot carry n8n.
 */
export async function huntInN8n(ledger: Ledger): Promise<void> {
  const installation = await installN8n((line) => console.log(line));
  const plans = plansFor();
  const canaries = makeCanaries();
  const everything = [...plans, ...canaries.map(({ plan }) => plan)];
  await withCleanup(async (atTheEnd) => {
    const vendor = await EchoingVendor.start(everything);
    atTheEnd(() => vendor.close());
    const host = await N8nHost.create({ installation, tarball: packN8nPackage() });
    atTheEnd(() => host.remove());
    await host.importCredentials([
      ...everything.map((plan) => importedCredential(plan, vendor)),
      ...canaries.map(canaryCredential),
    ]);
    const server = await host.startServer({ env: { N8N_LOG_LEVEL: 'debug' } });
    atTheEnd(() => server.process.stop());
    const rest = await N8nRest.signIn(server.url, installation);
    const push = await Push.open(server.url, rest);
    const executions = await runEverything(rest, plans, canaries, vendor);
    const { shown, verdicts } = await credentialAnswers(rest, everything, canaries);
    push.close();
    await server.process.stop();

    const told = { isTold: isAnswerOfApi };
    ledger.search(HOST, plans, canaries, [
      { name: 'executions', texts: executions, ...told },
      { name: 'push to the editor', texts: push.frames, ...told },
      { name: 'logs at debug', texts: [host.logs()], ...told },
      { name: 'database files', texts: databaseFiles(host.userFolder), ...told },
      { name: 'credentials as shown', texts: shown },
      { name: 'answers of the credential test', texts: verdicts },
      { name: 'exported workflows', texts: [await host.exportWorkflows()] },
      { name: 'exported credentials', texts: [await encryptedExport(host)] },
    ]);
    for (const { id, vehicle } of plans.filter((plan) => !vendor.hasEchoed(plan))) {
      ledger.mustHold(
        `${HOST}: the vendor brought back the planted text of ${vehicle.name}, ${id}`,
        false,
      );
    }
  });
}

/** Runs every login through n8n's HTTP Request node and ours; answers the executions as the editor gets them. */
async function runEverything(
  rest: N8nRest,
  plans: readonly Plan[],
  canaries: readonly Canary[],
  vendor: EchoingVendor,
): Promise<string[]> {
  const vehicles = new Set(plans.map(({ vehicle }) => vehicle));
  const workflows: Workflow[] = [
    ...[...vehicles].map((vehicle) =>
      vehicleWorkflow(
        vehicle.name,
        plans.filter((plan) => plan.vehicle === vehicle),
        vendor,
      ),
    ),
    ...plans
      .filter(({ vehicle }) => ENDS_EXECUTIONS.includes(vehicle.name))
      .map((plan) => failingWorkflow(plan, vendor)),
    vehicleWorkflow(
      'canaries of vendors',
      canaries.map(({ plan }) => plan),
      vendor,
    ),
    canaryWorkflow(canaries),
  ];
  await atATime(workflows, async (workflow) => {
    await rest.run(await rest.createWorkflow(workflow), Push.REF);
  });
  const list = await rest.call<unknown>('GET', '/rest/executions');
  return [...rest.seenExecutionTexts, JSON.stringify(list)];
}

async function credentialAnswers(
  rest: N8nRest,
  plans: readonly Plan[],
  canaries: readonly Canary[],
): Promise<{ shown: string[]; verdicts: string[] }> {
  const shown = [JSON.stringify(await rest.call<unknown>('GET', '/rest/credentials'))];
  const verdicts: string[] = [];
  const show = async (id: string) =>
    await rest.call<{ data: object }>('GET', `/rest/credentials/${id}?includeData=true`);
  // One after the other: n8n mixes up tests that run at the same time, and finds no node for some.
  for (const plan of plans) {
    const credential = credentialOf(plan);
    const answer = await show(credential.id);
    shown.push(JSON.stringify(answer));
    const verdict = await rest.call<unknown>('POST', '/rest/credentials/test', {
      credentials: { ...credential, data: answer.data },
    });
    verdicts.push(JSON.stringify(verdict));
  }
  for (const { id } of canaries) shown.push(JSON.stringify(await show(`named-${id}`)));
  return { shown, verdicts };
}

/** Credentials as n8n exports them unless told otherwise. */
async function encryptedExport(host: N8nHost): Promise<string> {
  const file = join(host.userFolder, 'exported-credentials.json');
  const { exitCode, stderr } = await host.command([
    'export:credentials',
    '--all',
    `--output=${file}`,
  ]);
  if (exitCode !== 0) throw new Error(`n8n export:credentials failed:\n${stderr}`);
  return readFileSync(file, 'utf8');
}

/** What a copy of the disk would show; `searchForLeaks` of the n8n part looks at them as bytes. */
function databaseFiles(userFolder: string): string[] {
  const folder = join(userFolder, '.n8n');
  return readdirSync(folder)
    .filter((name) => name.startsWith('database.sqlite'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

async function atATime<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
    }),
  );
}
