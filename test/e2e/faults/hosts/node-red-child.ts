/**
 * A real Node-RED in a process of its own, for the fault matrix and the soak. Its parent sends what to
 * do as messages, and is sent every end of a message. Nothing here keeps the process alive against
 * Node-RED's will, and nothing catches what Node-RED does not.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';

import type { NodeAPI, NodeMessage, NodeRedApp } from 'node-red';

import { type FlowNode, NodeRedHost } from '../../../../demo/node-red-host';
import { plantedIn } from '../planted';
import type {
  Besides,
  ChildOptions,
  DeploymentType,
  Injection,
  Order,
  Report,
} from './child-protocol';
import type { Ending } from './matrix-host';

interface ReceiveEvent {
  readonly destination: { readonly id: string };
  readonly msg: ProbeMessage;
}

interface CompleteEvent {
  readonly msg: ProbeMessage;
  readonly error?: unknown;
  readonly node: { readonly node: { readonly type: string } };
}

interface ProbeMessage {
  readonly probe?: string;
  readonly route?: string;
  readonly statusCode?: number | string;
  readonly payload?: unknown;
  /** What a Catch node adds. */
  readonly error?: { readonly message: string };
  readonly headers?: Record<string, unknown>;
}

const delays = monitorEventLoopDelay({ resolution: 5 });
const sentAtMs = new Map<string, number>();
const leaks: string[] = [];

function report(message: Report): void {
  process.send?.(message);
}

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '') as ChildOptions;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- which version is known only now
  const nodeRed = require(options.nodeRedModule) as NodeRedApp;
  const host = await NodeRedHost.start({
    nodeRed,
    userDir: options.userDir,
    packageDir: options.packageDir,
    settings: {
      disableEditor: true,
      flowFile: 'flows.json',
      logging: {
        console: { level: 'off' },
        searched: {
          level: 'info',
          handler: () => (entry: { msg: unknown }) => search('log', entry.msg),
        },
      },
    },
  });
  nodeRed.runtime.events.on('node-status', (event: object) => search('status', event));
  nodeRed.hooks.add('onReceive.ended', ({ destination, msg }: ReceiveEvent) => {
    if (destination.id === 'answers') reportEnding('answered', msg);
    if (destination.id === 'caught') reportEnding('failed', msg);
  });
  nodeRed.hooks.add('onComplete.ended', ({ msg, error, node }: CompleteEvent) => {
    const isOurs = node.node.type.startsWith('vendor-auth');
    if (error && isOurs && msg.probe !== undefined) report({ handedBack: msg.probe });
  });
  delays.enable();
  process.on('message', ({ id, order }: { id: number; order: Order }) => {
    obey(order, host, options).then(
      (result) => report({ reply: id, result }),
      (error: unknown) => report({ reply: id, error: String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
  report({ ready: host.url });
}

async function obey(order: Order, host: NodeRedHost, options: ChildOptions): Promise<unknown> {
  switch (order.do) {
    case 'deploy':
      return await deploy(host, order.flows, order.type);
    case 'has':
      return nodesOf(host.nodeRed).getNode(order.nodeId) !== null;
    case 'send':
      return send(host.nodeRed, order.injections);
    case 'besides':
      searchFiles(options.userDir);
      search('flows', await (await fetch(`${host.url}/flows`)).text());
      return { leaks, longestStopMs: longestStopMs() } satisfies Besides;
    case 'memory':
      return await memoryAfterCollection();
  }
}

let longestStopSoFarMs = 0;

function longestStopMs(): number {
  longestStopSoFarMs = Math.max(longestStopSoFarMs, delays.max / 1e6);
  return longestStopSoFarMs;
}

/** The collection that is asked for is none of the host's own stops. */
async function memoryAfterCollection(): Promise<NodeJS.MemoryUsage> {
  longestStopMs();
  delays.disable();
  globalThis.gc?.();
  await wait(50);
  globalThis.gc?.();
  delays.reset();
  delays.enable();
  return process.memoryUsage();
}

function send(nodeRed: NodeRedApp, injections: readonly Injection[]): void {
  for (const { nodeId, msg, probe } of injections) {
    sentAtMs.set(probe, performance.now());
    nodesOf(nodeRed)
      .getNode(nodeId)
      .receive(msg as NodeMessage);
  }
}

/** Missing from the types of what Node-RED gives to those who embed it. */
function nodesOf({ nodes }: NodeRedApp): Pick<NodeAPI['nodes'], 'getNode'> {
  return nodes as unknown as Pick<NodeAPI['nodes'], 'getNode'>;
}

function reportEnding(end: Ending['end'], msg: ProbeMessage): void {
  const { probe, payload, statusCode: status, error } = msg;
  if (probe === undefined) return;
  const nowMs = performance.now();
  const waitMs = nowMs - (sentAtMs.get(probe) ?? nowMs);
  // Nothing here may grow with the number of messages.
  sentAtMs.delete(probe);
  const isEcho = (payload as { probe?: unknown } | undefined)?.probe === probe;
  const says = error?.message ?? '';
  report({ ending: { probe, end, status, says, isEcho, waitMs, leaks: leaksOf(msg) } });
}

/** What the bearer node is there for is the one token that a message may carry. */
function leaksOf(msg: ProbeMessage): string[] {
  if (msg.route !== 'bearer') return plantedIn(textOf(msg));
  const { authorization, ...headers } = msg.headers ?? {};
  void authorization;
  return plantedIn(textOf({ ...msg, headers }));
}

function search(where: string, value: unknown): void {
  for (const found of plantedIn(textOf(value))) leaks.push(`${where}: ${found}`);
}

function searchFiles(userDir: string): void {
  for (const name of readdirSync(userDir)) {
    if (name.endsWith('.json')) search(name, readFileSync(path.join(userDir, name), 'utf8'));
  }
}

/** A text that holds what a person, a log or another node could get to see of it. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return inspect(value, {
    depth: 8,
    showHidden: true,
    maxStringLength: 20_000,
    maxArrayLength: 200,
    breakLength: Infinity,
  });
}

let deploying: Promise<unknown> = Promise.resolve();

/** One deployment after the other, each until its flows run: Node-RED answers before they do. */
async function deploy(
  host: NodeRedHost,
  flows: readonly FlowNode[],
  type: DeploymentType,
): Promise<void> {
  const mine = deploying.then(() => deployNow(host, flows, type));
  deploying = mine.catch(() => undefined);
  await mine;
}

async function deployNow(
  host: NodeRedHost,
  flows: readonly FlowNode[],
  type: DeploymentType,
): Promise<void> {
  const { events } = host.nodeRed.runtime;
  const startedRevisions = new Set<string>();
  let wake = (): void => undefined;
  const note = ({ config: { rev } }: { config: { rev: string } }) => {
    startedRevisions.add(rev);
    wake();
  };
  events.on('flows:started', note);
  try {
    const response = await fetch(`${host.url}/flows`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'node-red-api-version': 'v2',
        'node-red-deployment-type': type,
      },
      body: JSON.stringify({ flows }),
    });
    if (!response.ok) throw new Error(`Node-RED refused the flows: ${await response.text()}`);
    const { rev } = (await response.json()) as { rev: string };
    while (!startedRevisions.has(rev)) await new Promise<void>((resolve) => (wake = resolve));
  } finally {
    events.off('flows:started', note);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exit(1);
});
