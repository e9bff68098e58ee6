import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

import { projectRoot } from '../../support/project';
import type { ChildCalls, ChildOptions } from './child';

const CALL_TIMEOUT_MS = 90_000;

/** The `child.ts` of one Node-RED version, as seen from outside. */
export class ObservedNodeRed {
  private output = '';
  private lastId = 0;
  private readonly pending = new Map<
    number,
    { resolve(value: unknown): void; reject(error: Error): void }
  >();
  readonly ended: Promise<void>;
  url = '';

  private constructor(
    private readonly child: ChildProcess,
    readonly userDir: string,
  ) {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    child.on('message', (message: { id?: number; result?: unknown; error?: string }) => {
      const waiting = this.pending.get(message.id ?? 0);
      this.pending.delete(message.id ?? 0);
      if (message.error === undefined) waiting?.resolve(message.result ?? message);
      else waiting?.reject(new Error(message.error));
    });
    this.ended = new Promise((resolve) => {
      child.once('exit', (code) => {
        const error = new Error(`Node-RED ended with ${code}:\n${this.output.slice(-3000)}`);
        for (const { reject } of this.pending.values()) reject(error);
        this.pending.clear();
        resolve();
      });
    });
  }

  static async start(
    name: string,
    options: Omit<ChildOptions, 'userDir'>,
  ): Promise<ObservedNodeRed> {
    const userDir = path.join(projectRoot, 'build', 'e2e', `leaks-node-red-${name}`);
    rmSync(userDir, { recursive: true, force: true });
    mkdirSync(userDir, { recursive: true });
    const reports = ['--report-uncaught-exception', `--report-directory=${userDir}`];
    const child = fork(
      path.join(__dirname, 'child.js'),
      [JSON.stringify({ ...options, userDir })],
      { silent: true, serialization: 'advanced', execArgv: reports },
    );
    const nodeRed = new ObservedNodeRed(child, userDir);
    const ready = await nodeRed.answer(0);
    nodeRed.url = (ready as { ready: string }).ready;
    return nodeRed;
  }

  async call<Name extends keyof ChildCalls>(
    name: Name,
    ...args: Parameters<ChildCalls[Name]>
  ): Promise<Awaited<ReturnType<ChildCalls[Name]>>> {
    const id = ++this.lastId;
    const answer = this.answer(id);
    this.child.send({ id, call: name, args });
    return (await answer) as Awaited<ReturnType<ChildCalls[Name]>>;
  }

  /** All that the process wrote to its standard streams so far. */
  written(): string {
    return this.output;
  }

  async get(route: string): Promise<string> {
    const headers = { accept: 'application/json' };
    return await (await fetch(`${this.url}/${route}`, { headers })).text();
  }

  async post(route: string, body: object): Promise<string> {
    const response = await fetch(`${this.url}/${route}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return await response.text();
  }

  /** The content of every file below the user directory whose name fits, installed modules aside. */
  files(isWanted: (name: string) => boolean): string[] {
    return readdirSync(this.userDir, { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.startsWith('node_modules') && isWanted(name))
      .map((name) => path.join(this.userDir, name))
      .filter((file) => statSync(file).isFile())
      .map((file) => readFileSync(file, 'utf8'));
  }

  /** Ends the process, if it has not ended by itself. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.ended;
    rmSync(this.userDir, { recursive: true, force: true });
  }

  private async answer(id: number): Promise<unknown> {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(id);
        reject(new Error(`Node-RED did not answer in time.\n${this.output.slice(-2000)}`));
      }, CALL_TIMEOUT_MS);
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          how(value);
        };
      this.pending.set(id, { resolve: settle(resolve), reject: settle(reject) });
    });
  }
}
