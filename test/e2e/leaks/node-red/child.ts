/**
 * A Node-RED in a process of its own, whose outputs are written down at their source: forked by
 * `host.ts`, it obeys its messages.
 */
import type { NodeAPI, NodeRedApp } from 'node-red';

import { type FlowNode, NodeRedHost } from '../../../../demo/node-red-host';
import { everythingOf } from '../../../support/everything-of';

export interface ChildOptions {
  readonly nodeRedModule: string;
  readonly packageDir: string;
  readonly userDir: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface Sent {
  readonly nodeId: string;
  readonly msg: object;
}

/** What is written down in the process itself, where nothing is lost by being written out. */
export interface Observed {
  /** Whole messages, as the nodes behind ours got them. */
  readonly messages: string[];
  /** Those with what the API answered on them. */
  readonly answers: string[];
  /** The errors that nodes ended messages with. */
  readonly errors: string[];
  readonly statuses: string[];
  readonly logs: string[];
}

export interface ChildCalls {
  deploy(flows: readonly FlowNode[]): Promise<void>;
  /** Sends messages to nodes and resolves when as many have ended. */
  send(messages: readonly Sent[]): Promise<void>;
  observed(): Observed;
  /** Throws everything that nodes have thrown where nobody catches it. */
  crash(): void;
}

interface HookEvent {
  readonly destination?: { readonly id: string };
  readonly node?: { readonly id: string };
  readonly msg: unknown;
  readonly error?: unknown;
}

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '') as ChildOptions;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- which version is known only now
  const nodeRed = require(options.nodeRedModule) as NodeRedApp;
  const observed: Record<keyof Observed, Set<string>> = {
    messages: new Set(),
    answers: new Set(),
    errors: new Set(),
    statuses: new Set(),
    logs: new Set(),
  };
  const note = (channel: keyof Observed, value: unknown) => {
    for (const text of everythingOf(value)) observed[channel].add(text);
  };
  const host = await NodeRedHost.start({
    nodeRed,
    userDir: options.userDir,
    packageDir: options.packageDir,
    settings: {
      ...options.settings,
      logging: {
        console: { level: 'trace', metrics: false, audit: true },
        written: {
          level: 'trace',
          metrics: false,
          audit: true,
          // The time makes each entry another one.
          handler: () => (entry: object) => note('logs', { ...entry, timestamp: 0 }),
        },
      },
    },
  });

  const thrown: unknown[] = [];
  let ended = 0;
  let wish: { readonly atLeast: number; readonly resolve: () => void } | undefined;
  nodeRed.hooks.add('onReceive.leaks', ({ destination, msg }: HookEvent) => {
    if (destination?.id.startsWith('sink-')) note('messages', msg);
    if (destination?.id.startsWith('strip-')) note('answers', msg);
  });
  nodeRed.hooks.add('onComplete.leaks', ({ node, error }: HookEvent) => {
    if (!/^(request|bearer|revoke|planted)-/.test(node?.id ?? '')) return;
    if (error !== undefined && error !== null) {
      thrown.push(error);
      note('errors', error);
    }
    ended += 1;
    if (wish !== undefined && ended >= wish.atLeast) wish.resolve();
  });
  nodeRed.runtime.events.on('node-status', (event: unknown) => note('statuses', event));

  // Missing from the types of what Node-RED gives to those who embed it.
  const nodes = nodeRed.nodes as unknown as Pick<NodeAPI['nodes'], 'getNode'>;
  const calls: ChildCalls = {
    deploy: (flows) => host.deploy(flows),
    async send(messages) {
      const atLeast = ended + messages.length;
      const allEnded = new Promise<void>((resolve) => (wish = { atLeast, resolve }));
      for (const { nodeId, msg } of messages) nodes.getNode(nodeId).receive(msg as never);
      await allEnded;
    },
    observed: () => ({
      messages: [...observed.messages],
      answers: [...observed.answers],
      errors: [...observed.errors],
      statuses: [...observed.statuses],
      logs: [...observed.logs],
    }),
    crash() {
      setImmediate(() => {
        throw new AggregateError(thrown, 'Nobody caught these.');
      });
    },
  };
  process.on('message', ({ id, call, args }: { id: number; call: string; args: unknown[] }) => {
    const perform = calls[call as keyof ChildCalls] as (...given: unknown[]) => unknown;
    Promise.resolve()
      .then(() => perform(...args))
      .then(
        (result) => process.send!({ id, result }),
        (error: unknown) => process.send!({ id, error: String((error as Error).stack) }),
      );
  });
  process.on('disconnect', () => process.exit());
  process.send!({ ready: host.url });
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exit(1);
});
