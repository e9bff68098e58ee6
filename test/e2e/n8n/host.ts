import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type N8nInstallation, pathWithThisNode } from './install';
import { installPackage } from './package';
import {
  type FinishedProcess,
  freePort,
  type RunningProcess,
  runToEnd,
  startServer,
  waitUntil,
} from '../support/processes';
import type { Workflow } from './workflows';

/** A credential as `n8n import:credentials` takes it: fields in plain text. */
export interface ImportedCredential {
  id: string;
  name: string;
  type: string;
  data: Record<string, unknown>;
}

export interface RunningN8n {
  readonly url: string;
  readonly process: RunningProcess;
}

/** How an execution went, as n8n recorded it. */
export interface ExecutionRecord {
  status: string;
  data: {
    resultData: {
      runData: Record<string, NodeRun[]>;
      error?: ExecutionError;
      lastNodeExecuted?: string;
    };
  };
}

export interface NodeRun {
  error?: ExecutionError;
  data?: { main: ({ json: Record<string, unknown> }[] | null)[] };
}

export interface ExecutionError {
  message: string;
  description?: string | null;
  messages?: string[];
  [member: string]: unknown;
}

/** What a node of an execution handed on, item by item. */
export function itemsOf(record: ExecutionRecord, nodeName: string): Record<string, unknown>[] {
  const runs = record.data.resultData.runData[nodeName] ?? [];
  const outputs = runs.flatMap((run) => run.data?.main ?? []);
  return outputs.flatMap((items) => items ?? []).map((item) => item.json);
}

export interface HostOptions {
  installation: N8nInstallation;
  /** The packed package. */
  tarball: string;
  /** A folder that stays; without one it is a temporary one, gone with `remove`. */
  userFolder?: string;
  /** For every process on it: the database, the queue. */
  extraEnv?: NodeJS.ProcessEnv;
}

/** A user folder with the packed package in it, and the n8n processes that work on it. */
export class N8nHost {
  private readonly outputs: (() => string)[] = [];

  private constructor(
    readonly userFolder: string,
    private readonly installation: N8nInstallation,
    private readonly extraEnv: NodeJS.ProcessEnv,
    private readonly ownsFolder: boolean,
  ) {}

  /**
   * Prepares a user folder with our packed tarball installed.
   */
  static async create(options: HostOptions): Promise<N8nHost> {
    const userFolder = options.userFolder ?? (await mkdtemp(join(tmpdir(), 'vendor-auth-n8n-')));
    await installPackage(userFolder, options.tarball);
    return new N8nHost(
      userFolder,
      options.installation,
      options.extraEnv ?? {},
      options.userFolder === undefined,
    );
  }

  async importCredentials(credentials: ImportedCredential[]): Promise<void> {
    await this.importFile('import:credentials', credentials);
  }

  async importWorkflows(workflows: Workflow[]): Promise<void> {
    // n8n 1.123.0 and 2.0 give none to a workflow that has none, and their database wants one.
    const versioned = workflows.map((workflow) => ({ versionId: randomUUID(), ...workflow }));
    await this.importFile('import:workflow', versioned);
  }

  /** Runs one workflow in a process of its own, as a cron job would. */
  async execute(workflowId: string): Promise<ExecutionRecord> {
    const { stdout, stderr } = await this.command(['execute', `--id=${workflowId}`, '--rawOutput']);
    const record = printedRecord(stdout);
    if (!record) throw new Error(`n8n execute printed no result:\n${stdout}\n${stderr}`);
    return record;
  }

  /** What an administrator gets who exports every credential decrypted. */
  async exportCredentials(): Promise<ImportedCredential[]> {
    const file = join(this.userFolder, 'exported-credentials.json');
    await this.commandOrFail(['export:credentials', '--all', '--decrypted', `--output=${file}`]);
    const exported = JSON.parse(await readFile(file, 'utf8')) as ImportedCredential[];
    await rm(file);
    return exported;
  }

  /** The text of a workflow export: what people share and commit. */
  async exportWorkflows(): Promise<string> {
    const file = join(this.userFolder, 'exported-workflows.json');
    await this.commandOrFail(['export:workflow', '--all', `--output=${file}`]);
    const exported = await readFile(file, 'utf8');
    await rm(file);
    return exported;
  }

  /** Runs an n8n command and remembers what it wrote for the search for leaks. */
  async command(args: string[]): Promise<FinishedProcess> {
    const finished = await runToEnd(process.execPath, [this.installation.bin, ...args], {
      env: await this.environment(),
      timeoutMs: 120_000,
    });
    this.outputs.push(() => finished.stdout + finished.stderr);
    return finished;
  }

  /** Starts the server (`n8n start`) and waits until its REST interface answers. */
  async startServer(options: { port?: number; env?: NodeJS.ProcessEnv } = {}): Promise<RunningN8n> {
    const port = options.port ?? (await freePort());
    const url = `http://127.0.0.1:${String(port)}`;
    const server = await this.startProcess('n8n', ['start'], {
      ...options.env,
      N8N_PORT: String(port),
      WEBHOOK_URL: `${url}/`,
      N8N_EDITOR_BASE_URL: `${url}/`,
    });
    // /healthz answers before the routes exist, and so does a page for every path of theirs.
    await waitUntil('n8n answers', () => answers(`${url}/rest/settings`), {
      timeoutMs: 90_000,
      server,
    });
    return { url, process: server };
  }

  /** Starts a queue worker and waits until it is ready for jobs. */
  async startWorker(name: string, env: NodeJS.ProcessEnv = {}): Promise<RunningProcess> {
    const port = await freePort();
    const worker = await this.startProcess(name, ['worker', '--concurrency=20'], {
      ...env,
      QUEUE_HEALTH_CHECK_ACTIVE: 'true',
      QUEUE_HEALTH_CHECK_PORT: String(port),
    });
    await waitUntil(
      `${name} is ready`,
      () => answers(`http://127.0.0.1:${String(port)}/healthz/readiness`),
      { timeoutMs: 90_000, server: worker },
    );
    return worker;
  }

  /** Everything that any of its processes has written. */
  logs(): string {
    return this.outputs.map((output) => output()).join('\n');
  }

  async remove(): Promise<void> {
    if (this.ownsFolder) await rm(this.userFolder, { recursive: true, force: true, maxRetries: 3 });
  }

  private async startProcess(
    name: string,
    args: string[],
    env: NodeJS.ProcessEnv,
  ): Promise<RunningProcess> {
    const started = startServer(name, process.execPath, [this.installation.bin, ...args], {
      env: { ...(await this.environment()), ...env },
    });
    this.outputs.push(() => started.output());
    return started;
  }

  private async commandOrFail(args: string[]): Promise<void> {
    const finished = await this.command(args);
    if (finished.exitCode !== 0) {
      throw new Error(`n8n ${args.join(' ')} failed:\n${finished.stdout}\n${finished.stderr}`);
    }
  }

  private async importFile(command: string, content: unknown[]): Promise<void> {
    const file = join(this.userFolder, `${command.replace(':', '-')}.json`);
    await writeFile(file, JSON.stringify(content), { mode: 0o600 });
    await this.commandOrFail([command, `--input=${file}`]);
    await rm(file);
    // Both commands end with code 0 when they could not import; only the log tells.
    const output = this.outputs.at(-1)?.() ?? '';
    if (!/Successfully imported/.test(output)) throw new Error(`n8n ${command}:\n${output}`);
  }

  private async environment(): Promise<NodeJS.ProcessEnv> {
    return {
      PATH: pathWithThisNode(),
      HOME: this.userFolder,
      N8N_USER_FOLDER: this.userFolder,
      N8N_ENCRYPTION_KEY: 'end-to-end-encryption-key',
      N8N_LISTEN_ADDRESS: '127.0.0.1',
      N8N_HOST: '127.0.0.1',
      N8N_SECURE_COOKIE: 'false',
      N8N_DIAGNOSTICS_ENABLED: 'false',
      N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
      N8N_TEMPLATES_ENABLED: 'false',
      N8N_PERSONALIZATION_ENABLED: 'false',
      N8N_COMMUNITY_PACKAGES_ALLOW_TOOL_USAGE: 'true',
      N8N_LOG_LEVEL: 'info',
      N8N_RUNNERS_BROKER_PORT: String(await freePort()),
      EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
      EXECUTIONS_DATA_SAVE_ON_ERROR: 'all',
      ...this.extraEnv,
    };
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.json();
    return response.ok;
  } catch {
    return false;
  }
}

/** The record that `n8n execute` prints between log lines and, after a failure, more of them. */
function printedRecord(text: string): ExecutionRecord | undefined {
  for (const [record] of text.matchAll(/^\{\n[^]*?^\}/gm)) {
    try {
      return JSON.parse(record) as ExecutionRecord;
    } catch {
      // Braces of a log line.
    }
  }
  return undefined;
}
