import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { N8nMatrixHost } from '../faults/hosts/n8n';
import type { N8nInstallation } from '../n8n/install';
import { startQueueServices } from '../n8n/queue-services';
import { type Check, exactly } from '../support/checks';
import { ChangingVendor, soakedRow } from './changing-vendor';
import type { Soaked } from './node-red';
import { checksOfStream, flatHeap, stream } from './stream';

/** Two executions of ten items each: more than that, n8n itself does not carry on two cores. */
const ITEMS_A_SECOND = 20;
const ITEMS_OF_AN_EXECUTION = 10;
const WORKERS = 2;
/** n8n loads much of itself when it is first needed. */
const WARM_UP_SECONDS = 10;

interface ToldHeap {
  readonly asked: string;
  readonly heapUsed: number;
  readonly longestStopMs: number;
}

/** n8n in queue mode: a server that takes webhooks and two workers that execute. */
export async function soakN8n(
  installation: N8nInstallation,
  tarball: string,
  seconds: number,
): Promise<Soaked> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vendor-auth-soak-'));
  const row = await soakedRow();
  const vendor = new ChangingVendor(row.vendor);
  const services = await startQueueServices();
  const preload = path.join(__dirname, 'heap-preload.js');
  const host = await N8nMatrixHost.start({
    installation,
    tarball,
    workers: WORKERS,
    env: {
      ...services.env,
      SOAK_HEAP_FOLDER: folder,
      NODE_OPTIONS: `--require ${preload}`,
    },
  });
  const heaps = (asked: string) => heapsOf(host.pids, folder, asked);
  try {
    await host.deploy([row]);
    vendor.start();
    const early = wait(WARM_UP_SECONDS * 1000).then(() => heaps('begin'));
    const counts = await stream(host, row, {
      seconds: seconds + WARM_UP_SECONDS,
      messagesASecond: ITEMS_A_SECOND,
      together: ITEMS_OF_AN_EXECUTION,
    });
    vendor.stop();
    const begin = await early;
    const end = await heaps('end');
    const besides = await host.leaksBesides();
    const checks = [...end].map(([name, { heapUsed }]): Check =>
      flatHeap(`heap of ${name}`, begin.get(name)?.heapUsed ?? 0, heapUsed),
    );
    const stops = [...end.values()].map(({ longestStopMs }) => longestStopMs);
    return {
      host: `n8n, ${String(WORKERS)} workers`,
      figures: {
        ...counts,
        tokenRequests: vendor.tokenRequests,
        failedTokenRequests: vendor.failedTokenRequests,
        apiRequests: vendor.apiRequests,
        heapAtBeginMiB: listOfMib(begin),
        heapAtEndMiB: listOfMib(end),
        longestStopMs: Math.round(Math.max(...stops)),
      },
      checks: [
        ...checksOfStream(counts, vendor, seconds + WARM_UP_SECONDS, WORKERS),
        exactly('leaks besides', 0, besides.length),
        ...checks,
      ],
    };
  } finally {
    await host.stop();
    await services.stop();
    await row.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Asks all processes for their heap, and waits until each has told. */
async function heapsOf(
  pids: ReadonlyMap<string, number>,
  folder: string,
  asked: string,
): Promise<Map<string, ToldHeap>> {
  writeFileSync(path.join(folder, 'asked'), asked);
  const heaps = new Map<string, ToldHeap>();
  for (const [name, pid] of pids)
    heaps.set(name, await toldHeap(path.join(folder, String(pid)), asked));
  return heaps;
}

async function toldHeap(file: string, asked: string): Promise<ToldHeap> {
  for (let tries = 0; tries < 300; tries++) {
    await wait(100);
    try {
      const told = JSON.parse(readFileSync(file, 'utf8')) as ToldHeap;
      if (told.asked === asked) return told;
    } catch {
      // Not written yet, or not to its end.
    }
  }
  throw new Error('A process of n8n does not tell its heap.');
}

function listOfMib(heaps: ReadonlyMap<string, ToldHeap>): string {
  return [...heaps]
    .map(([name, { heapUsed }]) => `${name} ${Math.round(heapUsed / 1048576)}`)
    .join(', ');
}
