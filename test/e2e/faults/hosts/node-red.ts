import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { FlowNode } from '../../../../demo/node-red-host';
import type { Version } from '../../node-red/node-red';
import { plantedIn } from '../planted';
import type { Row } from '../row';
import { injectionOf, loginId, nodesOf, surroundings } from './node-red-flows';
import { type Ending, Endings, type MatrixHost, type Message } from './matrix-host';
import type {
  Besides,
  ChildOptions,
  DeploymentType,
  Injection,
  Order,
  Reply,
  Report,
} from './child-protocol';

export interface NodeRedOptions {
  readonly version: Version;
  readonly packageDir: string;
  /** Environment beyond this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** A user directory that outlives the process; without it there is one that does not. */
  readonly userDir?: string;
  readonly nodeOptions?: readonly string[];
}

/** A Node-RED in a process of its own, with a login and both kinds of request for each row. */
export class NodeRedMatrixHost implements MatrixHost {
  readonly routes = ['request', 'bearer'] as const;
  readonly steadyMessages = 4;
  readonly watchEveryMs = 250;
  readonly name: string;
  death: string | undefined;
  private endings = new Endings();
  private readonly failures = new Map<string, number>();
  private readonly replies = new Map<number, (reply: Reply) => void>();
  private orders = 0;
  private output = '';
  private flows: FlowNode[] = [];

  private constructor(
    private readonly options: NodeRedOptions,
    private readonly userDir: string,
    private readonly child: ChildProcess,
  ) {
    this.name = `Node-RED ${options.version.name}`;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    child.once('exit', (code, signal) => this.died(String(signal ?? code)));
  }

  static async start(options: NodeRedOptions): Promise<NodeRedMatrixHost> {
    const userDir = options.userDir ?? mkdtempSync(path.join(tmpdir(), 'vendor-auth-faults-'));
    const childOptions: ChildOptions = {
      nodeRedModule: options.version.module,
      packageDir: options.packageDir,
      userDir,
    };
    const child = fork(path.join(__dirname, 'node-red-child.js'), [JSON.stringify(childOptions)], {
      silent: true,
      execArgv: ['--expose-gc', ...(options.nodeOptions ?? [])],
      env: { ...process.env, ...options.env },
    });
    const host = new NodeRedMatrixHost(options, userDir, child);
    await host.ready();
    return host;
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  /** All that the process wrote to its standard streams. */
  get written(): string {
    return this.output;
  }

  /** Takes over what another process of the same Node-RED has seen and been given. */
  inherit(earlier: NodeRedMatrixHost): void {
    this.endings = earlier.endings;
    this.flows = earlier.flows;
  }

  /** Whether a node of that id runs. */
  async has(nodeId: string): Promise<boolean> {
    return (await this.order({ do: 'has', nodeId })) as boolean;
  }

  async deploy(rows: readonly Row[]): Promise<void> {
    await this.deployFlows([...surroundings(), ...rows.flatMap(nodesOf)], 'full');
  }

  async deployFlows(flows: FlowNode[], type: DeploymentType): Promise<void> {
    // As the editor does: credentials go along where they were entered just now, and nowhere else.
    this.flows = flows.map(({ credentials, ...node }) => {
      void credentials;
      return node;
    });
    await this.order({ do: 'deploy', flows, type });
  }

  /** The flows as they were deployed last. */
  get deployed(): readonly FlowNode[] {
    return this.flows;
  }

  send(row: Row, messages: readonly Message[]): void {
    this.inject(messages.map((message) => injectionOf(row, message))).catch((error: unknown) => {
      // What a process that ended has not taken is lost, and told as such.
      if (this.death === undefined) console.error(error);
    });
  }

  /** Puts messages into nodes of whatever flows are deployed. */
  async inject(injections: readonly Injection[]): Promise<void> {
    await this.order({ do: 'send', injections });
  }

  endingsOf(probe: string): readonly Ending[] {
    return this.endings.of(probe);
  }

  handedBack(probe: string): number {
    return this.failures.get(probe) ?? 0;
  }

  async changeSecret(row: Row): Promise<void> {
    const { clientId } = row.vendor;
    const credentials = { clientId, clientSecret: `planted-new-secret-${row.id}` };
    const changed = this.flows.map((node) =>
      node.id === loginId(row) ? { ...node, credentials } : node,
    );
    await this.deployFlows(changed, 'nodes');
  }

  async leaksBesides(): Promise<string[]> {
    const { leaks } = await this.besides();
    return [...leaks, ...plantedIn(this.output).map((found) => `standard streams: ${found}`)];
  }

  async longestStopMs(): Promise<number> {
    return (await this.besides()).longestStopMs;
  }

  async memory(): Promise<NodeJS.MemoryUsage> {
    return (await this.order({ do: 'memory' })) as NodeJS.MemoryUsage;
  }

  async stop(): Promise<void> {
    if (this.death === undefined) {
      const gone = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
      this.child.kill('SIGKILL');
      await gone;
    }
    if (this.options.userDir === undefined) rmSync(this.userDir, { recursive: true, force: true });
  }

  private async besides(): Promise<Besides> {
    return (await this.order({ do: 'besides' })) as Besides;
  }

  private order(order: Order): Promise<unknown> {
    if (this.death !== undefined) return Promise.reject(new Error(this.death));
    const id = ++this.orders;
    return new Promise((resolve, reject) => {
      this.replies.set(id, ({ error, result }) => {
        if (error === undefined) resolve(result);
        else reject(new Error(error));
      });
      this.child.send({ id, order });
    });
  }

  private async ready(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.child.once('exit', () => reject(new Error(`Node-RED did not start.\n${this.output}`)));
      this.child.on('message', (report: Report) => {
        if ('ready' in report) resolve();
        else if ('ending' in report) this.endings.add(report.ending);
        else if ('handedBack' in report) this.noteFailure(report.handedBack);
        else this.replies.get(report.reply)?.(report);
      });
    });
  }

  private noteFailure(probe: string): void {
    this.failures.set(probe, this.handedBack(probe) + 1);
  }

  private died(how: string): void {
    this.death = `ended with ${how}: ${lastError(this.output)}`;
    for (const [reply, answer] of this.replies) answer({ reply, error: this.death });
  }
}

/** The line of an output that names what ended the process. */
function lastError(output: string): string {
  const lines = output.split('\n').filter((line) => /^\S*(Error|Exception)\b/.test(line));
  return (lines.at(-1) ?? output.slice(-200)).slice(0, 200);
}
