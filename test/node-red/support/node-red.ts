import { type ChildProcess, fork } from 'node:child_process';
import { buildPackage } from './build-package';
import type { ChildCalls, ChildOptions } from './child';

type Remote<TCalls> = {
  [Name in keyof TCalls]: TCalls[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

export interface RemoteNodeRed extends Remote<ChildCalls> {
  readonly url: string;
  /** Everything that the process wrote to its standard streams. */
  output(): string;
}

export interface NodeRedOptions extends Partial<Pick<ChildOptions, 'nodeRedModule' | 'settings'>> {
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a Node-RED with the package in a process of its own; `stop` ends it. */
export async function startNodeRed(options: NodeRedOptions = {}): Promise<RemoteNodeRed> {
  const { packageDir, childScript } = await buildPackage();
  const childOptions: ChildOptions = {
    nodeRedModule: options.nodeRedModule ?? 'node-red',
    packageDir,
    ...(options.settings && { settings: options.settings }),
  };
  const child = fork(childScript, [JSON.stringify(childOptions)], {
    silent: true,
    serialization: 'advanced',
    execArgv: [],
    env: { ...process.env, ...options.env },
  });
  return connect(child);
}

async function connect(child: ChildProcess): Promise<RemoteNodeRed> {
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      const error = new Error(`Node-RED's process ended with exit code ${code}.\n${output}`);
      for (const { reject } of pending.values()) reject(error);
      pending.clear();
      resolve();
    });
  });
  const url = await new Promise<string>((resolve, reject) => {
    pending.set(0, { resolve: resolve, reject });
    child.on('message', (message: { id?: number; ready?: string; [key: string]: unknown }) => {
      if (message.ready !== undefined) {
        pending.delete(0);
        resolve(message.ready);
        return;
      }
      const waiting = pending.get(message.id!);
      pending.delete(message.id!);
      if (message['error'] === undefined) waiting?.resolve(message['result']);
      else waiting?.reject(new Error(message['error'] as string));
    });
  });
  let lastId = 0;
  const call = (name: keyof ChildCalls, args: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++lastId;
      pending.set(id, { resolve, reject });
      child.send({ id, call: name, args });
    });
  const remote = (name: keyof ChildCalls) =>
    ((...args: unknown[]) => call(name, args)) as RemoteNodeRed[typeof name];
  return {
    url,
    output: () => output,
    deploy: remote('deploy'),
    receive: remote('receive'),
    arrivals: remote('arrivals'),
    statuses: remote('statuses'),
    logs: remote('logs'),
    writtenFiles: remote('writtenFiles'),
    activeResources: remote('activeResources'),
    stop: async () => {
      await call('stop', []);
      await exited;
    },
  } as RemoteNodeRed;
}
