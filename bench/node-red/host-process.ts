import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { FlowNode } from '../../demo/node-red-host';

/** What the process that hosts Node-RED is started with. */
export interface HostOptions {
  readonly packageDir: string;
  /** Folders with nodes of other packages. */
  readonly nodesDirs: readonly string[];
  readonly flows: readonly FlowNode[];
}

export interface HostProcess {
  readonly url: string;
  /** Processor time that the process has taken so far. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

/** A real Node-RED with these flows in a process of its own, so that it has a processor to itself. */
export async function startHostProcess(options: HostOptions): Promise<HostProcess> {
  const child = fork(path.join(__dirname, 'host.js'), [JSON.stringify(options)]);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await urlFrom(child);
  return {
    url,
    cpuMs: () =>
      new Promise((resolve) => {
        child.once('message', (message) => resolve(message as number));
        child.send('cpu');
      }),
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}

function urlFrom(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as string));
    child.once('exit', (exitCode) => {
      reject(new Error(`Node-RED ended with code ${exitCode} before its flows ran.`));
    });
  });
}
