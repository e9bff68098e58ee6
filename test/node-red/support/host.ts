import type { FlowNode } from '../../../demo/node-red-host';
import { sandboxConfiguration, secretFieldOf } from '../../../demo/sandbox-configuration';
import { type Sandbox, type SandboxVendor, startSandbox } from '../../../sandbox';
import { type NodeRedOptions, type RemoteNodeRed, startNodeRed } from './node-red';

/** A Node-RED and the vendors, for all tests of one file. */
export interface Host {
  readonly sandbox: Sandbox;
  readonly nodeRed: RemoteNodeRed;
}

export function useHost(options: NodeRedOptions = {}): Host {
  let sandbox: Sandbox;
  let nodeRed: RemoteNodeRed;
  beforeAll(async () => {
    sandbox = await startSandbox();
    nodeRed = await startNodeRed(options);
  }, 120_000);
  afterAll(async () => {
    await nodeRed?.stop();
    await sandbox?.close();
  });
  return {
    get sandbox() {
      return sandbox;
    },
    get nodeRed() {
      return nodeRed;
    },
  };
}

type VendorWithSecret = Exclude<SandboxVendor, { id: 'agility' }>;

let secretsMade = 0;

/**
 * A configuration, `auth`, for a client whose secret is new. Node-RED keeps tokens beyond one test, but
 * none for a secret that it has never seen.
 */
export function freshLogin(vendor: VendorWithSecret, more: object = {}): FlowNode {
  const clientSecret = `Secret ${++secretsMade} of ${vendor.id} +/=&%`;
  vendor.reset();
  vendor.set({ clientSecret });
  const configuration = sandboxConfiguration(vendor, 'auth');
  return {
    ...configuration,
    ...more,
    credentials: {
      ...(configuration['credentials'] as object),
      [secretFieldOf(vendor.id)]: clientSecret,
    },
  };
}

/** The one message that reaches a node next. */
export async function nextArrival(nodeRed: RemoteNodeRed, nodeId: string) {
  const [first] = await nodeRed.arrivals(nodeId, 1);
  return first!;
}
