import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';

import type { FlowNode } from '../../../../demo/node-red-host';
import { sandboxConfiguration } from '../../../../demo/sandbox-configuration';
import type { Sandbox, SandboxVendor } from '../../../../sandbox';
import type { NodeRed } from '../../node-red/node-red';
import { waitUntil } from '../../support/processes';
import { callableFlow, type Route } from './flow';

/** What came of one message. */
export interface Outcome {
  readonly status?: number;
  readonly body?: unknown;
  /** What a Catch node got in its place. */
  readonly error?: string;
}

type VendorWithSecret = Exclude<SandboxVendor, { id: 'agility' }>;

/** A Node-RED with the package, the vendors, and what a row needs to make messages and count. */
export class Stage {
  /** Everything that flows answered, for the search for secrets. */
  readonly answers: string[] = [];
  /** Every secret that was entered here, right or wrong. */
  readonly secrets: string[] = [];
  private deployments = 0;
  private secretsMade = 0;

  constructor(
    readonly nodeRed: NodeRed,
    readonly sandbox: Sandbox,
    readonly tarball: string,
    /** The same package with a lower version. */
    readonly olderTarball: string,
    /** Undefined if this machine has none. */
    readonly browser: Browser | undefined,
  ) {}

  get dai() {
    return this.sandbox.vendors['eggplant-dai'];
  }

  /** A login whose secret is new, so that no token of another row serves it. */
  freshLogin(vendor: VendorWithSecret = this.dai): FlowNode {
    const clientSecret = `Secret ${String(++this.secretsMade)} of ${vendor.id} +/=&%`;
    vendor.reset();
    vendor.set({ clientSecret });
    return this.withSecret(sandboxConfiguration(vendor, 'auth'), clientSecret);
  }

  withSecret(login: FlowNode, clientSecret: string): FlowNode {
    this.secrets.push(clientSecret);
    return { ...login, credentials: { ...(login['credentials'] as object), clientSecret } };
  }

  /** Deploys the routes for a login, and waits until they run. */
  async deploy(login: FlowNode): Promise<void> {
    const ready = `ready/${String(++this.deployments)}`;
    await this.nodeRed.deploy(callableFlow(login, ready));
    await this.untilAnswered(ready);
  }

  async untilAnswered(route: string): Promise<void> {
    const isThere = async () => (await this.nodeRed.get(route)).status === 200;
    await waitUntil(`the flow answers ${route}`, isThere, { timeoutMs: 20_000, everyMs: 25 });
  }

  /** Restarts Node-RED, and waits until what was deployed last runs again. */
  async restart(): Promise<void> {
    await this.nodeRed.stop();
    await this.nodeRed.start();
    await this.untilAnswered(`ready/${String(this.deployments)}`);
  }

  /** Sends one message by a route of the flow. */
  async call(route: Route, message: object): Promise<Outcome> {
    const { text } = await this.nodeRed.post(route, message);
    this.answers.push(text);
    return JSON.parse(text) as Outcome;
  }

  /** Sends a GET for a path below the base URL of Eggplant DAI, or for a whole address. */
  async get(route: Route, address: string): Promise<Outcome> {
    const url = /^https?:/.test(address) ? address : `${this.dai.baseUrl}${address}`;
    return await this.call(route, { url, method: 'GET' });
  }

  /** So many messages at once, by both routes in turn; every one of them must be answered 200. */
  async manyAtOnce(count: number): Promise<void> {
    const outcomes = await Promise.all(
      Array.from({ length: count }, (_, at) =>
        this.get(at % 2 === 0 ? 'request' : 'bearer', this.dai.protectedPath),
      ),
    );
    for (const outcome of outcomes) assert.equal(outcome.status, 200, JSON.stringify(outcome));
  }

  /** Ends a row: the vendor has counted exactly this. */
  counted(tokenRequests: number, apiRequests: number): string {
    const stats = this.dai.stats();
    assert.deepEqual(
      { tokenRequests: stats.tokenRequests, apiRequests: stats.apiRequests },
      { tokenRequests, apiRequests },
    );
    return counts(tokenRequests, apiRequests);
  }
}

export function counts(tokenRequests: number, apiRequests: number): string {
  return `${plural(tokenRequests, 'token request')}, ${plural(apiRequests, 'call')}`;
}

export function plural(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? '' : 's'}`;
}
