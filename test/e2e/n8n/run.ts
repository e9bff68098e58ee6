/**
 * `npm run e2e -- n8n`: installs n8n, puts our packed package into it as n8n's installer does, and
 * measures at the sandbox's vendors what real workflows cost: in processes of their own, in a running
 * server, and in queue mode with two workers. Exit code 0 only if every row was measured and holds.
 */
import { join, resolve } from 'node:path';

import { demoCredentials } from '../../../demo/n8n-credentials';
import { startSandbox } from '../../../sandbox';
import { type AtTheEnd, withCleanup } from './cleanup';
import { N8nHost } from './host';
import { installN8n, type N8nInstallation, NotInstallableError } from './install';
import { type Place, searchFinds, searchForLeaks, sqliteFiles } from './leaks';
import { packPackage } from './package';
import { endWithEverythingStarted } from '../support/processes';
import { projectRoot } from '../support/project';
import { missingForQueueMode, startQueueServices } from './queue-services';
import { Report } from './report';
import { N8nRest } from './rest';
import { checkAgentTools } from './rows/agent-tool-rows';
import { checkCredentialForms } from './rows/dialog-rows';
import { checkExamples } from './rows/example-rows';
import { OWN_NODE_ROWS } from './rows/own-node-rows';
import { checkSecondMain } from './rows/mains-row';
import { checkProcessRows } from './rows/process-rows';
import { checkQueueRows } from './rows/queue-rows';
import { checkRecipes } from './rows/recipe-rows';
import { requestsTokens } from './rows/row';
import { checkNodeSearch } from './rows/search-rows';
import { SERVER_ROWS } from './rows/server-rows';
import {
  externalValues,
  EXTERNAL_SECRET,
  keptAsTyped,
  TYPED_FIELDS_TITLE,
  type TypedCredential,
  useTypedFields,
} from './rows/typed-field-rows';
import { checkWalks } from './rows/walk-rows';
import { Stage } from './stage';
import { type VendorCase, vendorCases, wavesOf } from './vendor-cases';

const REPORT_FILE = join(projectRoot, 'build', 'e2e', 'n8n.json');
/** What a test ends with that its machine cannot carry, wholly or in part. */
const NOT_RUN_EXIT_CODE = 77;
const LEAK_TITLE = 'no secret and no token to be found';

/** What is proven, and in which n8n. */
interface Subject {
  installation: N8nInstallation;
  tarball: string;
}

async function main(): Promise<void> {
  endWithEverythingStarted();
  const tarball = await packedTarball();
  const installation = await installN8n((line) => console.log(line));
  const report = new Report();
  const subject = { installation, tarball };
  await withCleanup((atTheEnd) => inOneProcess(subject, report, atTheEnd));
  const missing = missingForQueueMode();
  if (missing) report.leaveOut('queue mode', missing);
  else await withCleanup((atTheEnd) => inQueueMode(subject, report, atTheEnd));
  const outcome = await report.finish(REPORT_FILE);
  if (outcome === 'fails') process.exitCode = 1;
  if (outcome === 'holds as far as it ran') process.exitCode = NOT_RUN_EXIT_CODE;
}

/** The rows that n8n on SQLite answers: `n8n execute`, then the running server. */
async function inOneProcess(subject: Subject, report: Report, atTheEnd: AtTheEnd): Promise<void> {
  const sandbox = await startSandbox();
  atTheEnd(() => sandbox.close());
  const cases = vendorCases(sandbox);
  const host = await N8nHost.create({ ...subject, extraEnv: externalValues(cases) });
  atTheEnd(() => host.remove());

  const executionTexts = await checkProcessRows(host, cases, report);
  await host.importCredentials(demoCredentials(sandbox));
  const server = await host.startServer({ env: { N8N_LOG_LEVEL: 'debug' } });
  atTheEnd(() => server.process.stop());
  const stage = new Stage(sandbox, host, await N8nRest.signIn(server.url, subject.installation));
  const typed = new Map<VendorCase, TypedCredential>();
  for (const vendorCase of cases) {
    for (const row of [...SERVER_ROWS, ...OWN_NODE_ROWS]) {
      if (row.appliesTo && !row.appliesTo(vendorCase)) continue;
      await report.measure(row.title, vendorCase.id, () => row.check(stage, vendorCase));
    }
    typed.set(vendorCase, await useTypedFields(stage, vendorCase));
  }
  await checkAgentTools(stage, cases, report);
  await checkExamples(stage, report);
  await checkRecipes(stage, cases, report);
  await checkCredentialForms(stage, server.url, cases, report);
  await checkNodeSearch(stage, server.url, report);
  await checkWalks(stage, server.url, cases, report);
  const shown = await stage.rest.shownCredentials();
  await server.process.stop();

  const exported = await host.exportCredentials();
  for (const [vendorCase, each] of typed) {
    const checks = keptAsTyped(each, exported);
    report.add({ row: TYPED_FIELDS_TITLE, vendor: vendorCase.id, checks });
  }
  const places = [
    { name: 'credentials as shown', text: shown },
    { name: 'n8n execute results', text: executionTexts },
    { name: 'sentences shown to people', text: stage.shownTexts.join('\n') },
    { name: 'executions as shown', text: stage.rest.seenExecutionTexts.join('\n') },
    { name: 'exported workflows', text: await host.exportWorkflows() },
    { name: 'logs at level debug', text: host.logs() },
    ...sqliteFiles(host.userFolder),
  ];
  reportLeaks(report, LEAK_TITLE, places, stage, cases);
}

/** The rows that need PostgreSQL, Redis, one main and two workers. */
async function inQueueMode(subject: Subject, report: Report, atTheEnd: AtTheEnd): Promise<void> {
  const sandbox = await startSandbox();
  atTheEnd(() => sandbox.close());
  const services = await startQueueServices();
  atTheEnd(() => services.stop());
  const host = await N8nHost.create({ ...subject, extraEnv: services.env });
  atTheEnd(() => host.remove());
  const server = await host.startServer();
  atTheEnd(() => server.process.stop());
  const workers = await Promise.all(['worker 1', 'worker 2'].map((name) => host.startWorker(name)));
  atTheEnd(() => Promise.all(workers.map((worker) => worker.stop())));

  const stage = new Stage(sandbox, host, await N8nRest.signIn(server.url, subject.installation));
  const cases = vendorCases(sandbox);
  for (const together of wavesOf(cases)) await checkQueueRows(stage, together, report);
  const requesting = cases.filter(requestsTokens);
  await checkSecondMain(stage, subject.installation, requesting.slice(0, 2), report);
  const places = [
    { name: 'database dump', text: await services.dumpDatabase() },
    { name: 'sentences shown to people', text: stage.shownTexts.join('\n') },
    { name: 'logs of main and workers', text: host.logs() },
  ];
  reportLeaks(report, `queue mode, ${LEAK_TITLE}`, places, stage, cases);
}

function reportLeaks(
  report: Report,
  row: string,
  places: Place[],
  stage: Stage,
  cases: VendorCase[],
): void {
  const controls = places
    .filter(({ name }) => /^(executions|database dump|exported workflows)/.test(name))
    .map((place) => searchFinds(place, cases[0]?.vendor.baseUrl ?? ''));
  const needles = [...stage.needles(cases), EXTERNAL_SECRET];
  const checks = [...searchForLeaks(places, needles), ...controls];
  report.add({ row, vendor: 'all', checks });
}

/**
 * What is tested is what would be published, so it is packed anew; or it is the tarball that
 * `$VENDOR_AUTH_N8N_TARBALL` names, to prove one that exists already.
 */
async function packedTarball(): Promise<string> {
  const given = process.env['VENDOR_AUTH_N8N_TARBALL'];
  if (given) return resolve(given);
  console.log('packing the package');
  return await packPackage();
}

main().catch((error: unknown) => {
  if (error instanceof NotInstallableError) {
    console.error(`NOT RUN: n8n. ${error.message}`);
    process.exitCode = NOT_RUN_EXIT_CODE;
    return;
  }
  console.error(error);
  process.exitCode = 1;
});
