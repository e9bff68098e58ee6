/**
 * `npm run e2e -- node-red-stream`: 50 messages a second for a minute through a real Node-RED, half of
 * them by vendor-auth-bearer and the core http request node, half by vendor-auth-request, against a
 * vendor whose tokens live two seconds. `-- seconds` as an argument runs it shorter.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import nodeRed, { type NodeAPI } from 'node-red';

import { NodeRedHost } from '../../../demo/node-red-host';
import { sandboxConfiguration } from '../../../demo/sandbox-configuration';
import { startSandbox } from '../../../sandbox';
import { stageNodeRedPackage } from '../../../tools/packages/node-red';
import { bearerNode, flowOf, httpRequestNode, requestNode } from '../../node-red/support/flows';

const SECONDS = Number(process.argv[2] ?? 60);
const MESSAGES_PER_SECOND = 50;
const LIFETIME_SECONDS = 2;
/** A refresh is due when a fifth of the lifetime is left. */
const WINDOW_SECONDS = LIFETIME_SECONDS * 0.8;
const IDLE_SECONDS = 5;

interface Counts {
  sent: number;
  answered: number;
  failed: number;
}

async function main(): Promise<void> {
  const sandbox = await startSandbox();
  const vendor = sandbox.vendors['eggplant-dai'];
  vendor.set({ lifetimeSeconds: LIFETIME_SECONDS });
  const userDir = mkdtempSync(path.join(tmpdir(), 'vendor-auth-stream-'));
  const packageDir = await stageNodeRedPackage(process.cwd());
  const host = await NodeRedHost.start({
    nodeRed,
    userDir,
    packageDir,
    settings: { disableEditor: true },
  });
  try {
    await host.deploy(
      flowOf(
        sandboxConfiguration(vendor, 'auth'),
        bearerNode('auth'),
        httpRequestNode(vendor.baseUrl + vendor.protectedPath),
        requestNode('auth', vendor.protectedPath),
      ),
    );
    const counts = countArrivals();
    await stream(counts);
    await settle(counts);
    const busy = vendor.stats();
    await wait(IDLE_SECONDS * 1000);
    const idleTokenRequests = vendor.stats().tokenRequests - busy.tokenRequests;

    const windows = Math.ceil(SECONDS / WINDOW_SECONDS) + 1;
    const found = { ...counts, tokenRequests: busy.tokenRequests, windows, idleTokenRequests };
    console.log(JSON.stringify({ ...found, rejectedTokens: busy.rejectedTokens }));
    judge('every message was answered', counts.answered === counts.sent && counts.failed === 0);
    judge('the API saw no expired token', busy.rejectedTokens === 0 && busy.missingTokens === 0);
    judge('no more token requests than windows', busy.tokenRequests <= windows);
    judge('no token request while idle', idleTokenRequests === 0);
  } finally {
    await host.stop();
    await sandbox.close();
    rmSync(userDir, { recursive: true, force: true });
  }
}

function countArrivals(): Counts {
  const counts: Counts = { sent: 0, answered: 0, failed: 0 };
  nodeRed.hooks.add('onReceive.counted', (event: ReceiveEvent) => {
    if (event.destination.id === 'caught') counts.failed += 1;
    if (event.destination.id !== 'answers') return;
    if (event.msg.statusCode === 200) counts.answered += 1;
    else counts.failed += 1;
  });
  return counts;
}

interface ReceiveEvent {
  readonly destination: { readonly id: string };
  readonly msg: { readonly statusCode?: number };
}

/** Sends what is due at each tick, so that a late tick does not thin out the stream. */
async function stream(counts: Counts): Promise<void> {
  // Missing from the types of what Node-RED gives to those who embed it.
  const nodes = nodeRed.nodes as unknown as Pick<NodeAPI['nodes'], 'getNode'>;
  const startMs = performance.now();
  const total = SECONDS * MESSAGES_PER_SECOND;
  for (;;) {
    await wait(1000 / MESSAGES_PER_SECOND);
    const due = ((performance.now() - startMs) / 1000) * MESSAGES_PER_SECOND;
    while (counts.sent < Math.min(due, total)) {
      nodes.getNode(counts.sent % 2 === 0 ? 'bearer' : 'request').receive({ payload: '' });
      counts.sent += 1;
    }
    if (counts.sent === total) return;
  }
}

/** Waits until every message has ended, or for ten seconds. */
async function settle(counts: Counts): Promise<void> {
  for (let tries = 0; tries < 100 && counts.answered + counts.failed < counts.sent; tries++) {
    await wait(100);
  }
}

function judge(claim: string, holds: boolean): void {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${claim}`);
  if (!holds) process.exitCode = 1;
}

main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  // Node-RED leaves timers of its own behind.
  .finally(() => process.exit());
