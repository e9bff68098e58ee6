import { N8nHost, type RunningN8n } from '../../n8n/host';
import type { N8nInstallation } from '../../n8n/install';
import { sqliteFiles } from '../../n8n/leaks';
import { N8nRest } from '../../n8n/rest';
import type { RunningProcess } from '../../support/processes';
import { plantedIn } from '../planted';
import type { Row } from '../row';
import { ProxyFront } from '../server/proxy-front';
import { type Ending, Endings, type MatrixHost, type Message } from './matrix-host';
import { credentialOf, fieldsOf, workflowOf } from './n8n-workflow';

/** n8n stores the whole workflow with each execution: few rows share one. */
const ROWS_OF_A_WORKFLOW = 12;
/** More than any row needs. */
const ANSWER_WITHIN_MS = 120_000;

export interface N8nOptions {
  readonly installation: N8nInstallation;
  readonly tarball: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Workers that execute what the server only takes, in queue mode. */
  readonly workers?: number;
}

/** A row's webhook, and which branch behind it is the row's. */
interface Branch {
  readonly address: string;
  readonly output: number;
}

/** An n8n server, where each row is a branch with an HTTP Request node and a credential of its own. */
export class N8nMatrixHost implements MatrixHost {
  readonly name = 'n8n';
  readonly routes = ['item'] as const;
  readonly steadyMessages = 2;
  readonly watchEveryMs = 750;
  death: string | undefined;
  private readonly endings = new Endings();
  private readonly branches = new Map<string, Branch>();
  private running: RunningN8n | undefined;
  private workers: RunningProcess[] = [];
  private rest: N8nRest | undefined;

  private constructor(
    private readonly options: N8nOptions,
    private readonly host: N8nHost,
    private readonly front: ProxyFront,
  ) {}

  static async start(options: N8nOptions): Promise<N8nMatrixHost> {
    const { installation, tarball } = options;
    const front = await ProxyFront.start();
    const extraEnv = {
      ...options.env,
      HTTP_PROXY: front.url,
      HTTPS_PROXY: front.url,
      NO_PROXY: '127.0.0.1,localhost',
    };
    const host = await N8nHost.create({ installation, tarball, extraEnv });
    return new N8nMatrixHost(options, host, front);
  }

  get pid(): number {
    return this.running?.process.pid ?? -1;
  }

  /** By name, the server's process and those of its workers. */
  get pids(): ReadonlyMap<string, number> {
    const workers = this.workers.map(({ name, pid }) => [name, pid] as const);
    return new Map([['server', this.pid], ...workers]);
  }

  async deploy(rows: readonly Row[]): Promise<void> {
    for (const { vendor, proxy } of rows) {
      if (proxy === undefined) continue;
      for (const url of [vendor.tokenUrl, vendor.baseUrl]) this.front.route(url, proxy.url);
    }
    await this.host.importCredentials(
      rows.map((row) => ({ ...credentialOf(row), data: fieldsOf(row) })),
    );
    await this.startServer();
    for (let first = 0; first < rows.length; first += ROWS_OF_A_WORKFLOW) {
      await this.publish(rows.slice(first, first + ROWS_OF_A_WORKFLOW));
    }
  }

  /** Starts the server, or starts it again after its end. */
  async startServer(): Promise<void> {
    // The same port again: that is where the webhooks are called.
    const port = this.running && Number(new URL(this.running.url).port);
    const running = await this.host.startServer(port === undefined ? {} : { port });
    this.running = running;
    this.death = undefined;
    void running.process.ended.then((code) => {
      this.death = `ended with ${String(code)}: ${running.process.output().slice(-300)}`;
    });
    this.rest = await N8nRest.signIn(running.url, this.options.installation);
    const names = Array.from(
      { length: this.options.workers ?? 0 },
      (_, index) => `worker ${index}`,
    );
    this.workers = await Promise.all(names.map((name) => this.host.startWorker(name)));
  }

  send(row: Row, messages: readonly Message[]): void {
    void this.execute(row, messages);
  }

  endingsOf(probe: string): readonly Ending[] {
    return this.endings.of(probe);
  }

  /** n8n answers for each item itself. */
  handedBack(): number {
    return 0;
  }

  async changeSecret(row: Row): Promise<void> {
    const clientSecret = `planted-new-secret-${row.id}`;
    await this.rest?.updateCredential(credentialOf(row), { clientSecret });
  }

  /** Deletes the row's credential, as a person does. */
  async deleteLogin(row: Row): Promise<void> {
    await this.rest?.call('DELETE', `/rest/credentials/${credentialOf(row).id}`);
  }

  async leaksBesides(): Promise<string[]> {
    const places = [{ name: 'logs', text: this.host.logs() }, ...sqliteFiles(this.host.userFolder)];
    return places.flatMap(({ name, text }) => plantedIn(text).map((found) => `${name}: ${found}`));
  }

  async longestStopMs(): Promise<undefined> {
    return undefined;
  }

  async stop(): Promise<void> {
    for (const each of [...this.workers, this.running?.process]) await each?.stop();
    await this.front.close();
    await this.host.remove();
  }

  private async publish(rows: readonly Row[]): Promise<void> {
    if (this.rest === undefined) throw new Error('The server comes before its workflows.');
    const path = `matrix-${rows[0]?.id ?? ''}`;
    const id = await this.rest.createWorkflow(workflowOf(path, rows));
    const address = await this.rest.publishWorkflow(id, `webhook/${path}`);
    rows.forEach((row, output) => this.branches.set(row.id, { address, output }));
  }

  /** Each execution is one call of the webhook, and each of its items one message. */
  private async execute(row: Row, messages: readonly Message[]): Promise<void> {
    const branch = this.branches.get(row.id);
    if (branch === undefined) throw new Error(`There is no branch for ${row.id}.`);
    const items = messages.map(({ probe }) => ({ output: branch.output, url: row.urlOf(probe) }));
    const startMs = performance.now();
    let status: number;
    let text: string;
    try {
      const response = await fetch(branch.address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ items }),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      status = response.status;
      text = await response.text();
    } catch {
      // The server ended, or never answered: these messages have no end.
      return;
    }
    const waitMs = performance.now() - startMs;
    this.noteEnds(messages, status, text, waitMs);
  }

  private noteEnds(
    messages: readonly Message[],
    status: number,
    text: string,
    waitMs: number,
  ): void {
    const ends = status === 200 ? itemsOf(text) : undefined;
    messages.forEach(({ probe }, index) => {
      const item = ends?.[index];
      // An execution that failed as a whole took its items along, on n8n's way for errors.
      if (ends !== undefined && item === undefined) return;
      const isFailure = item === undefined || 'error' in item;
      const body = item?.['body'] as { probe?: unknown } | undefined;
      this.endings.add({
        probe,
        end: isFailure ? 'failed' : 'answered',
        status: item === undefined ? status : (item['statusCode'] as number | undefined),
        isEcho: body?.probe === probe,
        waitMs,
        leaks: plantedIn(item === undefined ? text : JSON.stringify(item)),
      });
    });
    // More ends than messages: the first of them ended twice.
    if (ends !== undefined && ends.length > messages.length) {
      const [first] = messages;
      const again = first && this.endings.of(first.probe)[0];
      if (again) this.endings.add(again);
    }
  }
}

function itemsOf(text: string): Record<string, unknown>[] {
  try {
    const items = JSON.parse(text) as unknown;
    return Array.isArray(items) ? (items as Record<string, unknown>[]) : [];
  } catch {
    return [];
  }
}
