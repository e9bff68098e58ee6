import { startSandbox } from '../../../sandbox';
import { type AtTheEnd, withCleanup } from '../n8n/cleanup';
import { N8nHost } from '../n8n/host';
import { type N8nInstallation, requestNodeVersion } from '../n8n/install';
import { type Place, searchFinds, searchForLeaks, sqliteFiles } from '../n8n/leaks';
import { packPackage } from '../n8n/package';
import { N8nRest } from '../n8n/rest';
import { checkCredentialForm } from '../n8n/rows/dialog-rows';
import { everyFieldCredential, everyFieldKept, useEveryField } from '../n8n/rows/every-field-row';
import { revokeGrants } from '../n8n/rows/own-node-rows';
import { checkProcessRows, COLD_TITLE } from '../n8n/rows/process-rows';
import type { Row } from '../n8n/rows/row';
import {
  apiFailures,
  expiredSinceLastRun,
  foreignOrigin,
  redirectToForeignOrigin,
  selfSignedCertificate,
  tokenWithdrawn,
  withdrawnWithoutRepetition,
  wrongSecretThenCorrected,
} from '../n8n/rows/server-rows';
import { Stage } from '../n8n/stage';
import { type VendorCase, vendorCases, wavesOf } from '../n8n/vendor-cases';
import { chromiumPath, NO_CHROMIUM } from '../support/browser';
import type { Check } from '../support/checks';
import {
  installationOf,
  MATRIX_N8NS,
  presentN8n,
  SHORT_N8NS,
  type MatrixN8n,
} from './n8n-versions';
import type { HostChoice, HostRow } from './row';

const TITLES = {
  cold: 'cold: ten items, one token request',
  nextProcess: 'the next process: token stored, or one request',
  withdrawn: 'token withdrawn',
  wrongSecret: 'wrong secret, then corrected',
  foreignOrigin: 'a foreign origin gets nothing',
  redirect: 'a redirect to a foreign origin loses the token',
  certificate: 'self-signed: CA Certificate, credential test',
  failures: '403, 404 and 500 not repeated',
  pagination: 'pagination, Never Error, upload after expiry',
  revoke: 'Agility: revoke a grant',
  form: 'form opened in Chromium, tested, a wrong secret saved',
  expressions: 'expressions in every field kept',
  leaks: 'leak search',
} as const;
type Title = (typeof TITLES)[keyof typeof TITLES];

/** The vendor whose login the rows of a running server use. */
const CASE = 'dvinci';

/** What a version takes at most on a machine with two processors. */
const SECONDS = { install: 240, rows: 240 };

/**
 * The rows of each n8n that was chosen, in the order of the matrix. One that is not installed, and not to be,
 * gets rows that were not run, with the reason. A short run begins with the most telling ones, and leaves out
 * what lies between two others, is not there or takes more time than is left.
 */
export async function n8nHostRows(
  report: (line: string) => void,
  choice: HostChoice,
): Promise<HostRow[]> {
  const { isShort } = choice;
  const chosen = (isShort ? SHORT_N8NS : MATRIX_N8NS).filter((n8n) => choice.isWanted(name(n8n)));
  const tarball = await packPackage();
  const rows: HostRow[] = [];
  const leaveOut = (n8n: MatrixN8n, why: string) => report(`LEFT OUT: ${name(n8n)}: ${why}`);
  for (const n8n of chosen) {
    const { installs, remainingSeconds } = choice;
    const installSeconds = presentN8n(n8n.version) === undefined && installs ? SECONDS.install : 0;
    if (remainingSeconds() < installSeconds + SECONDS.rows) {
      leaveOut(n8n, `it may take ${installSeconds + SECONDS.rows} seconds, more than are left`);
      continue;
    }
    const installation = await installationOf(n8n, installs, report);
    if (typeof installation === 'string' && isShort) {
      leaveOut(n8n, installation);
      continue;
    }
    const measured = new MeasuredRows(name(n8n), report);
    if (typeof installation === 'string') measured.leaveOut(installation);
    else await measured.run(() => measureRows({ n8n, installation, tarball }, measured));
    rows.push(...measured.rows());
  }
  for (const n8n of isShort ? MATRIX_N8NS.filter((each) => !SHORT_N8NS.includes(each)) : []) {
    if (choice.isWanted(name(n8n))) leaveOut(n8n, 'it lies between two others');
  }
  return rows;
}

function name({ version }: MatrixN8n): string {
  return `n8n ${version}`;
}

interface Subject {
  readonly n8n: MatrixN8n;
  readonly installation: N8nInstallation;
  readonly tarball: string;
}

async function measureRows(subject: Subject, measured: MeasuredRows): Promise<void> {
  await withCleanup((atTheEnd) => measureIn(subject, measured, atTheEnd));
}

async function measureIn(
  { n8n, installation, tarball }: Subject,
  measured: MeasuredRows,
  atTheEnd: AtTheEnd,
): Promise<void> {
  const sandbox = await startSandbox();
  atTheEnd(() => sandbox.close());
  const cases = vendorCases(sandbox);
  const host = await N8nHost.create({ installation, tarball });
  atTheEnd(() => host.remove());
  const { storesTokens } = n8n;
  const typeVersion = requestNodeVersion(installation);

  const [firstWave = []] = wavesOf(cases);
  const executions = await checkProcessRows(
    host,
    firstWave,
    {
      measure: (row, vendor, checks) =>
        measured.measure(row === COLD_TITLE ? TITLES.cold : TITLES.nextProcess, checks, vendor),
    },
    { storesTokens, secondTitle: TITLES.nextProcess, requestNodeVersion: typeVersion },
  );
  await host.importCredentials(cases.map(everyFieldCredential));
  const before = everyFieldKept('as imported', cases, await host.exportCredentials());
  await measured.measure(TITLES.expressions, async () => before);

  const server = await host.startServer({ env: { N8N_LOG_LEVEL: 'debug' } });
  atTheEnd(() => server.process.stop());
  const rest = await N8nRest.signIn(server.url, installation);
  const stage = new Stage(sandbox, host, rest, typeVersion);
  const inServer = async (title: Title, row: Row, id: string) => {
    const vendorCase = cases.find((each) => each.id === id) as VendorCase;
    await measured.measure(title, () => row.check(stage, vendorCase));
  };
  await inServer(
    TITLES.withdrawn,
    storesTokens ? tokenWithdrawn : withdrawnWithoutRepetition,
    CASE,
  );
  await inServer(TITLES.wrongSecret, wrongSecretThenCorrected, CASE);
  await inServer(TITLES.foreignOrigin, foreignOrigin, CASE);
  await inServer(TITLES.redirect, redirectToForeignOrigin, CASE);
  await inServer(TITLES.certificate, selfSignedCertificate, 'ddi-central');
  await inServer(TITLES.failures, apiFailures, CASE);
  await inServer(TITLES.pagination, expiredSinceLastRun, CASE);
  await inServer(TITLES.revoke, revokeGrants, 'agility');
  const executable = chromiumPath();
  const usual = cases.find(({ id }) => id === CASE);
  if (executable === undefined || usual === undefined) measured.notRunHere(NO_CHROMIUM);
  else {
    const inForm = () => checkCredentialForm(stage, server.url, usual, executable);
    await measured.measure(TITLES.form, inForm);
  }
  for (const vendorCase of cases) {
    const use = () => useEveryField(stage, vendorCase, storesTokens);
    await measured.measure(TITLES.expressions, use, vendorCase.id);
  }
  const shown = await rest.shownCredentials();
  await server.process.stop();
  const after = everyFieldKept('after all that', cases, await host.exportCredentials());
  await measured.measure(TITLES.expressions, async () => after);

  const places: Place[] = [
    { name: 'credentials as shown', text: shown },
    { name: 'n8n execute results', text: executions },
    { name: 'sentences shown to people', text: stage.shownTexts.join('\n') },
    { name: 'executions as shown', text: rest.seenExecutionTexts.join('\n') },
    { name: 'exported workflows', text: await host.exportWorkflows() },
    { name: 'logs at level debug', text: host.logs() },
    ...sqliteFiles(host.userFolder),
  ];
  const control = searchFinds(places[3] as Place, cases[0]?.vendor.baseUrl ?? '');
  const searched = [...searchForLeaks(places, stage.needles(cases)), control];
  await measured.measure(TITLES.leaks, async () => searched);
}

/** Collects the checks of each row of one host. */
class MeasuredRows {
  private readonly checks = new Map<Title, Check[]>();
  private notRun = 'not measured';
  private endedEarly = false;

  constructor(
    private readonly host: string,
    private readonly report: (line: string) => void,
  ) {}

  /** Why a row that was not measured was not. */
  notRunHere(reason: string): void {
    this.notRun = reason;
  }

  leaveOut(reason: string): void {
    this.notRunHere(reason);
    this.report(`NOT RUN: ${this.host}. ${reason}`);
  }

  /** Runs all rows. What ends them early fails them all: nobody knows what they would have come to. */
  async run(rows: () => Promise<void>): Promise<void> {
    this.report(`${this.host}:`);
    try {
      await rows();
    } catch (error) {
      this.endedEarly = true;
      const message = error instanceof Error ? error.message : String(error);
      this.report(`  FAILED ended early: ${message}`);
      this.notRun = `ended early: ${message.split('\n', 1)[0] ?? ''}`;
    }
  }

  /** Adds checks to a row; an error is a check that does not hold. */
  async measure(title: Title, checks: () => Promise<Check[]>, of = ''): Promise<void> {
    const found = await checks().catch((error: unknown) => [unmeasured(error)]);
    const named = found.map((check) =>
      of === '' ? check : { ...check, what: `${of}, ${check.what}` },
    );
    this.checks.set(title, [...(this.checks.get(title) ?? []), ...named]);
    const failed = named.filter(({ holds }) => !holds);
    const name = of === '' ? title : `${title}, ${of}`;
    this.report(`  ${failed.length === 0 ? 'ok    ' : 'FAILED'} ${name}: ${summary(named)}`);
    for (const { what, expected, seen } of failed) {
      this.report(`         ${what}: expected ${expected}, seen ${seen}`);
    }
  }

  rows(): HostRow[] {
    return Object.values(TITLES).map((row) => {
      const checks = this.checks.get(row);
      if (checks === undefined || checks.length === 0) {
        const holds = this.endedEarly ? false : undefined;
        return { host: this.host, row, holds, seen: this.notRun };
      }
      const holds = !this.endedEarly && checks.every((check) => check.holds);
      return { host: this.host, row, holds, seen: summary(checks) };
    });
  }
}

function unmeasured(error: unknown): Check {
  const seen = error instanceof Error ? error.message : String(error);
  return { what: 'could not be measured', expected: 'a measurement', seen, holds: false };
}

/** How many token requests and requests the vendor counted; else how many checks hold. */
function summary(checks: readonly Check[]): string {
  const counts = checks.filter(
    ({ what, seen }) => /requests|calls/.test(what) && /^\d+$/.test(seen),
  );
  const holding = `${checks.filter(({ holds }) => holds).length} of ${checks.length} checks hold`;
  if (counts.length === 0) return holding;
  const sum = (word: RegExp) =>
    counts
      .filter(({ what }) => word.test(what))
      .reduce((total, { seen }) => total + Number(seen), 0);
  return `${holding}; token requests ${sum(/token requests/)}, other requests ${sum(/(?<!token )requests|calls/)}`;
}
