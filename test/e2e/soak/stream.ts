import { setTimeout as wait } from 'node:timers/promises';

import type { MatrixHost, Message } from '../faults/hosts/matrix-host';
import type { Row } from '../faults/row';
import { atLeast, atMost, type Check, exactly } from '../support/checks';
import type { ChangingVendor } from './changing-vendor';

/** For an API that hangs. */
const API_TIMEOUT_MS = 2_000;
/** After the last message, until all have ended. */
const SETTLING_MS = 60_000;

export interface Pace {
  readonly seconds: number;
  readonly messagesASecond: number;
  /** So many are sent together. */
  readonly together: number;
}

/** What a stream of messages has come to. */
export interface StreamCounts {
  readonly sent: number;
  readonly answered: number;
  readonly failed: number;
  readonly lost: number;
  readonly doubled: number;
  readonly leaks: number;
  readonly longestWaitMs: number;
}

/** Sends what is due at each tick, so that a late tick does not thin out the stream. */
export async function stream(host: MatrixHost, row: Row, pace: Pace): Promise<StreamCounts> {
  const { seconds, messagesASecond, together } = pace;
  const total = seconds * messagesASecond;
  const probes: string[] = [];
  const startMs = performance.now();
  while (probes.length < total && host.death === undefined) {
    await wait((1000 * together) / messagesASecond);
    const due = Math.min(total, ((performance.now() - startMs) / 1000) * messagesASecond);
    while (probes.length + together <= due + 1 && probes.length < total) {
      const messages = Array.from({ length: together }, (): Message => {
        const probe = `${row.id}-${String(probes.length + 1)}`;
        const route = host.routes[probes.length % host.routes.length] ?? 'request';
        probes.push(probe);
        return { probe, route, timeoutMs: API_TIMEOUT_MS };
      });
      host.send(row, messages);
    }
  }
  await settle(host, probes);
  return count(host, probes);
}

async function settle(host: MatrixHost, probes: readonly string[]): Promise<void> {
  const deadlineMs = performance.now() + SETTLING_MS;
  const isOpen = () => probes.some((probe) => host.endingsOf(probe).length === 0);
  while (isOpen() && host.death === undefined && performance.now() < deadlineMs) await wait(200);
  // For ends that come twice, the second one late.
  await wait(2_000);
}

function count(host: MatrixHost, probes: readonly string[]): StreamCounts {
  const endings = probes.map((probe) => host.endingsOf(probe));
  const all = endings.flat();
  return {
    sent: probes.length,
    answered: all.filter(({ isEcho }) => isEcho).length,
    failed: all.filter(({ isEcho }) => !isEcho).length,
    lost: endings.filter((ends) => ends.length === 0).length,
    doubled: endings.filter((ends) => ends.length > 1).length,
    leaks: all.reduce((sum, { leaks }) => sum + leaks.length, 0),
    longestWaitMs: Math.round(Math.max(0, ...all.map(({ waitMs }) => waitMs))),
  };
}

/** What every soak promises, whatever the host. */
export function checksOfStream(
  counts: StreamCounts,
  vendor: ChangingVendor,
  seconds: number,
  processes: number,
): Check[] {
  return [
    exactly('messages that end once', counts.sent, counts.sent - counts.lost - counts.doubled),
    exactly('leaks', 0, counts.leaks),
    atMost('token requests', vendor.mostTokenRequests(seconds, processes), vendor.tokenRequests),
    // Most seconds have a fault, and some of the holds last longer than theirs.
    atLeast('messages that succeed', Math.round(counts.sent / 10), counts.answered),
  ];
}

/** Heap after a collection, at a quarter of the time and at the end: flat but for what a cache may hold. */
export function flatHeap(what: string, beginBytes: number, endBytes: number): Check {
  const mib = (bytes: number) => Math.round(bytes / 1024 / 1024);
  return atMost(`${what} in MiB`, mib(beginBytes * 1.2) + 8, mib(endBytes));
}
