import { setTimeout as wait } from 'node:timers/promises';

import { NodeRedMatrixHost } from '../faults/hosts/node-red';
import type { Version } from '../node-red/node-red';
import { atLeast, type Check, exactly } from '../support/checks';
import { ChangingVendor, soakedRow } from './changing-vendor';
import { checksOfStream, flatHeap, stream } from './stream';

const MESSAGES_A_SECOND = 200;
/** The shortest hold after a failed token request (rule T6), less what a timer may be off. */
const SHORTEST_PAUSE_MS = 950;

export interface Soaked {
  readonly host: string;
  /** Everything that was counted, for a machine. */
  readonly figures: Readonly<Record<string, number | string>>;
  readonly checks: readonly Check[];
}

export async function soakNodeRed(
  version: Version,
  packageDir: string,
  seconds: number,
): Promise<Soaked> {
  const row = await soakedRow();
  const vendor = new ChangingVendor(row.vendor);
  const host = await NodeRedMatrixHost.start({ version, packageDir });
  try {
    await host.deploy([row]);
    vendor.start();
    const early = wait((seconds * 1000) / 4).then(() => host.memory());
    const counts = await stream(host, row, {
      seconds,
      messagesASecond: MESSAGES_A_SECOND,
      together: 2,
    });
    vendor.stop();
    const [begin, end] = [await early, await host.memory()];
    const besides = await host.leaksBesides();
    const longestStopMs = Math.round(await host.longestStopMs());
    const shortestPauseMs = Math.round(vendor.shortestPauseMs);
    return {
      host: host.name,
      figures: {
        ...counts,
        tokenRequests: vendor.tokenRequests,
        failedTokenRequests: vendor.failedTokenRequests,
        apiRequests: vendor.apiRequests,
        shortestPauseMs,
        heapAtQuarterMiB: Math.round(begin.heapUsed / 1048576),
        heapAtEndMiB: Math.round(end.heapUsed / 1048576),
        rssAtEndMiB: Math.round(end.rss / 1048576),
        longestStopMs,
      },
      checks: [
        ...checksOfStream(counts, vendor, seconds, 1),
        exactly('leaks besides', 0, besides.length),
        atLeast('ms after a failed token request', SHORTEST_PAUSE_MS, shortestPauseMs),
        flatHeap('heap', begin.heapUsed, end.heapUsed),
      ],
    };
  } finally {
    await host.stop();
    await row.close();
  }
}
