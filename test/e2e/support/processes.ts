import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProcessOptions {
  cwd?: string;
  /** The whole environment of the child; nothing is inherited beyond what is in here. */
  env: NodeJS.ProcessEnv;
  /** User and group the child runs as, where it refuses to be root. */
  uid?: number;
  gid?: number;
  /** Told every line that the child writes, as it comes. */
  onLine?: (line: string) => void;
}

export interface FinishedProcess {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** A server of ours: a process group that is ended by its id and nothing else. */
export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  /** Everything written so far, standard output and standard error in one. */
  output(): string;
  /** Resolves once the process has ended, with its exit code, or null after a signal. */
  readonly ended: Promise<number | null>;
  /** Asks politely, and after `graceMs` no longer politely. Resolves when the process is gone. */
  stop(graceMs?: number): Promise<void>;
}

const unfinished = new Set<ChildProcess>();

/**
 * Makes SIGINT and SIGTERM end everything that was started here: in their own process groups, servers
 * would outlive an interrupted run. Whoever waits for one of them goes on; after a grace of 5 s this
 * process ends as well.
 */
export function endWithEverythingStarted(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      for (const child of unfinished) signalGroup(child, 'SIGTERM');
      const end = () => {
        for (const child of unfinished) signalGroup(child, 'SIGKILL');
        process.exit(130);
      };
      setTimeout(end, 5000).unref();
    });
  }
}

/** Runs a command to its end. A non-zero exit code is an answer, not an error. */
export async function runToEnd(
  command: string,
  args: string[],
  options: ProcessOptions & { timeoutMs: number },
): Promise<FinishedProcess> {
  const child = start(command, args, options);
  const stdout = collect(child, 'stdout', options.onLine);
  const stderr = collect(child, 'stderr', options.onLine);
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), options.timeoutMs);
  try {
    const exitCode = await exitOf(child);
    return { exitCode: exitCode ?? -1, stdout: stdout(), stderr: stderr() };
  } finally {
    clearTimeout(timer);
  }
}

/** As `runToEnd`, but a non-zero exit code is an error with the end of what was written. */
export async function runOrFail(
  command: string,
  args: string[],
  options: ProcessOptions & { timeoutMs: number },
): Promise<FinishedProcess> {
  const finished = await runToEnd(command, args, options);
  if (finished.exitCode !== 0) {
    const tail = `${finished.stdout}\n${finished.stderr}`.trim().slice(-3000);
    throw new Error(
      `${command} ${args.join(' ')} ended with code ${String(finished.exitCode)}:\n${tail}`,
    );
  }
  return finished;
}

/** Starts a server; the caller waits for its readiness and stops it. */
export function startServer(
  name: string,
  command: string,
  args: string[],
  options: ProcessOptions,
): RunningProcess {
  const child = start(command, args, options);
  const stdout = collect(child, 'stdout', options.onLine);
  const stderr = collect(child, 'stderr', options.onLine);
  const ended = exitOf(child);
  // A failed start is reported by whoever waits for readiness, not as an unhandled rejection.
  ended.catch(() => undefined);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    name,
    pid: child.pid ?? -1,
    output: () => stdout() + stderr(),
    ended,
    async stop(graceMs = 15_000) {
      if (hasEnded()) return;
      signalGroup(child, 'SIGTERM');
      await Promise.race([ended, delay(graceMs, undefined, { ref: false })]);
      // The group may outlive its leader (n8n's task runner), so it is always swept.
      signalGroup(child, 'SIGKILL');
      await ended.catch(() => null);
    },
  };
}

/** Waits until `condition` holds; fails after `timeoutMs`, or at once if the server ended. */
export async function waitUntil(
  what: string,
  condition: () => Promise<boolean>,
  options: { timeoutMs: number; everyMs?: number; server?: RunningProcess },
): Promise<void> {
  const deadlineMs = Date.now() + options.timeoutMs;
  let isGone = false;
  void options.server?.ended.then(
    () => (isGone = true),
    () => (isGone = true),
  );
  while (Date.now() < deadlineMs) {
    if (await condition()) return;
    if (isGone) break;
    await delay(options.everyMs ?? 100);
  }
  const tail = options.server ? `\n${options.server.output().slice(-3000)}` : '';
  throw new Error(
    isGone ? `The server ended before ${what}.${tail}` : `Waited in vain for ${what}.${tail}`,
  );
}

/** A port of the loopback interface that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function start(command: string, args: string[], options: ProcessOptions): ChildProcess {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  unfinished.add(child);
  child.once('close', () => unfinished.delete(child));
  return child;
}

function collect(
  child: ChildProcess,
  channel: 'stdout' | 'stderr',
  onLine?: (line: string) => void,
): () => string {
  const chunks: string[] = [];
  let unfinished = '';
  child[channel]?.setEncoding('utf8').on('data', (chunk: string) => {
    chunks.push(chunk);
    if (!onLine) return;
    const lines = (unfinished + chunk).split('\n');
    unfinished = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  return () => chunks.join('');
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve(exitCode));
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is already gone.
  }
}
