import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serialize } from 'node:v8';
import type { NodeAPI, NodeRedApp } from 'node-red';
import { type FlowNode, NodeRedHost } from '../../../demo/node-red-host';

/**
 * Node-RED in a process of its own, driven by its parent's messages. Jest's sandbox cannot host it: core
 * nodes load ES modules at run time.
 */
export interface ChildOptions {
  readonly nodeRedModule: 'node-red' | 'node-red-4';
  readonly packageDir: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A message that reached a node, or a status that a node showed. */
export interface Observation {
  readonly nodeId: string;
  readonly msg: Record<string, unknown>;
}

/** What the parent may ask for. */
export interface ChildCalls {
  deploy(flows: readonly FlowNode[]): Promise<void>;
  /** Lets nodes receive messages, in this order, all before any of them is handled. */
  receive(messages: readonly { nodeId: string; msg: object }[]): void;
  /** What reached that node since it was last asked, when it is at least so many messages. */
  arrivals(nodeId: string, atLeast: number): Promise<Observation['msg'][]>;
  /** All statuses since it was last asked. */
  statuses(): Observation[];
  /** Everything that was logged, from `info` on. */
  logs(): { level: string; text: string }[];
  /** The texts of the files in the user directory that Node-RED wrote. */
  writtenFiles(): string[];
  /** Timers and sockets that are there just now; the server's own listening aside. */
  activeResources(): string[];
  stop(): Promise<void>;
}

const LEVELS: Record<number, string> = { 20: 'error', 30: 'warn', 40: 'info' };

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2]!) as ChildOptions;
  const userDir = mkdtempSync(path.join(tmpdir(), 'vendor-auth-node-red-'));
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- which version is known only now
  const nodeRed = require(options.nodeRedModule) as NodeRedApp;
  const logs: { level: string; text: string }[] = [];
  const host = await NodeRedHost.start({
    nodeRed,
    userDir,
    packageDir: options.packageDir,
    settings: {
      disableEditor: true,
      flowFile: 'flows.json',
      logging: {
        console: { level: 'off' },
        captured: {
          level: 'info',
          handler: () => (entry: { level: number; msg: unknown }) =>
            logs.push({ level: LEVELS[entry.level] ?? String(entry.level), text: textOf(entry) }),
        },
      },
      ...options.settings,
    },
  });

  const arrived = new Map<string, Observation['msg'][]>();
  const wishes: { nodeId: string; atLeast: number; resolve: () => void }[] = [];
  const statuses: Observation[] = [];
  const fulfil = () => {
    for (const wish of wishes.splice(0)) {
      if ((arrived.get(wish.nodeId)?.length ?? 0) >= wish.atLeast) wish.resolve();
      else wishes.push(wish);
    }
  };
  nodeRed.hooks.add('onReceive.observed', (event: ReceiveEvent) => {
    const list = arrived.get(event.destination.id) ?? [];
    arrived.set(event.destination.id, list);
    list.push(observed(event.msg, nodeRed.util.cloneMessage));
    fulfil();
  });
  nodeRed.runtime.events.on('node-status', (event: { id: string; status: object }) => {
    statuses.push({ nodeId: event.id, msg: { ...event.status } });
  });

  // Missing from the types of what Node-RED gives to those who embed it.
  const nodes = nodeRed.nodes as unknown as Pick<NodeAPI['nodes'], 'getNode'>;
  const calls: ChildCalls = {
    deploy: (flows) => host.deploy(flows),
    receive(messages) {
      for (const { nodeId, msg } of messages) {
        const node = nodes.getNode(nodeId);
        if (!node) throw new Error(`There is no node ${nodeId}.`);
        node.receive(msg as never);
      }
    },
    async arrivals(nodeId, atLeast) {
      await new Promise<void>((resolve) => {
        wishes.push({ nodeId, atLeast, resolve });
        fulfil();
      });
      const list = arrived.get(nodeId) ?? [];
      arrived.delete(nodeId);
      return list;
    },
    statuses: () => statuses.splice(0),
    logs: () => logs,
    writtenFiles: () =>
      ['flows.json', 'flows_cred.json', '.config.runtime.json', '.config.nodes.json'].flatMap(
        (name) => {
          try {
            return [readFileSync(path.join(userDir, name), 'utf8')];
          } catch {
            return [];
          }
        },
      ),
    activeResources: () => process.getActiveResourcesInfo(),
    async stop() {
      await host.stop();
      rmSync(userDir, { recursive: true, force: true });
    },
  };

  process.on('message', ({ id, call, args }: Request) => {
    const perform = async () => await (calls[call] as (...args: unknown[]) => unknown)(...args);
    perform().then(
      (result) => {
        process.send!({ id, result });
        if (call === 'stop') process.disconnect();
      },
      (error: unknown) => process.send!({ id, error: String(error) }),
    );
  });
  // Whoever started this is gone, or done with it.
  process.on('disconnect', () => {
    rmSync(userDir, { recursive: true, force: true });
    process.exit();
  });
  process.send!({ ready: host.url });
}

/**
 * A copy that can go to the parent. What cannot be copied is named in `uncloned`; the message itself
 * stays as it is.
 */
function observed(
  msg: Observation['msg'],
  clone: (value: Observation['msg']) => Observation['msg'],
): Observation['msg'] {
  const copy: Observation['msg'] = {};
  const uncloned: string[] = [];
  for (const name of Object.keys(msg)) {
    if (name === 'req' || name === 'res') {
      copy[name] = 'there';
      continue;
    }
    try {
      const { value } = clone({ value: msg[name] });
      copy[name] = canBeSent(value) ? value : 'not to be sent to the parent';
    } catch {
      uncloned.push(name);
    }
  }
  return uncloned.length === 0 ? copy : { ...copy, uncloned };
}

function canBeSent(value: unknown): boolean {
  try {
    return serialize(value).length > 0;
  } catch {
    return false;
  }
}

interface ReceiveEvent {
  readonly destination: { readonly id: string };
  readonly msg: Observation['msg'];
}

interface Request {
  readonly id: number;
  readonly call: keyof ChildCalls;
  readonly args: unknown[];
}

function textOf({ msg }: { msg: unknown }): string {
  if (msg instanceof Error) return `${msg.message}\n${msg.stack}`;
  return typeof msg === 'string' ? msg : JSON.stringify(msg);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exit(1);
});
