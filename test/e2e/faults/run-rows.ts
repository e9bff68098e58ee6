import { setTimeout as wait } from 'node:timers/promises';

import { CATALOGUE } from './catalogue';
import type { Fault, Side } from './catalogue/fault';
import type { MatrixHost } from './hosts/matrix-host';
import type { RowResult } from './judge';
import { Measurement } from './measure';
import { Row, type RowOptions } from './row';
import type { Certificates } from './server/certificates';

/** For ends that come twice, the second one late. */
const SETTLING_MS = 1_500;

export type RowPlan = Pick<RowOptions, 'kind' | 'fault' | 'side'>;

/** Every fault at each endpoint that it can have, in the table's order. */
export function planRows(isWanted: (plan: RowPlan) => boolean): RowPlan[] {
  const sidesOf = ({ sides }: Fault): readonly Side[] => sides ?? ['token', 'api'];
  return CATALOGUE.flatMap(({ title, faults }) =>
    faults.flatMap((fault) => sidesOf(fault).map((side) => ({ kind: title, fault, side }))),
  ).filter(isWanted);
}

/** Where and how rows are measured. */
export interface Bench {
  readonly startHost: () => Promise<MatrixHost>;
  readonly certificates: Certificates;
  /** So many rows run at a time, beside those that wait out a timeout and do nothing. */
  readonly busyRowsAtOnce: number;
  readonly addressOf?: (plan: RowPlan) => string | undefined;
}

export interface RowsOfHost {
  readonly results: readonly RowResult[];
  /** Planted secrets and tokens in what belongs to no row. */
  readonly leaks: readonly string[];
  readonly longestStopMs: number | undefined;
}

/**
 * Measures all rows in one host's process. If that process ends, the rows that had begun and not ended
 * are suspects: each half of them is measured once more in a process of its own, and so on, until it is
 * known which row it was. Rows that had not begun go on in a new process.
 */
export async function runRows(plans: readonly RowPlan[], bench: Bench): Promise<RowsOfHost> {
  const { certificates } = bench;
  if (plans.length === 0) return { results: [], leaks: [], longestStopMs: undefined };
  const rows: Row[] = [];
  for (const plan of plans) {
    const address = bench.addressOf?.(plan);
    rows.push(
      await Row.prepare({ ...plan, certificates, ...(address !== undefined && { address }) }),
    );
  }
  const host = await bench.startHost();
  const measurements = rows.map((row) => new Measurement(host, row));
  const inState = (state: Measurement['state']) =>
    plans.filter((_, index) => measurements[index]?.state === state);
  const again = (some: readonly RowPlan[]) => runRows(some, bench);
  let done: RowsOfHost;
  try {
    await host.deploy(rows);
    await measureAll(rows, measurements, host, bench.busyRowsAtOnce);
    await wait(SETTLING_MS);
    const isAlive = host.death === undefined;
    const isCulprit = plans.length === 1;
    done = {
      results: measurements
        .filter(({ state }) => state === 'done' || isCulprit)
        .map((measurement) => measurement.result()),
      leaks: isAlive ? await host.leaksBesides() : [],
      longestStopMs: isAlive ? await host.longestStopMs() : undefined,
    };
    if (isAlive || isCulprit) return done;
    console.log(`         ${host.name} ${host.death}; looking for the row that did it`);
  } finally {
    await host.stop();
    await Promise.all(rows.map((row) => row.close()));
  }
  const suspects = inState('running');
  const middle = Math.ceil(suspects.length / 2);
  const parts = [
    done,
    await again(suspects.slice(0, middle)),
    await again(suspects.slice(middle)),
    await again(inState('not begun')),
  ];
  return {
    results: parts.flatMap(({ results }) => results),
    leaks: parts.flatMap(({ leaks }) => leaks),
    longestStopMs: Math.max(...parts.map(({ longestStopMs }) => longestStopMs ?? 0)),
  };
}

/** Those that wait out a timeout begin first and all at once; the others take turns. */
async function measureAll(
  rows: readonly Row[],
  measurements: readonly Measurement[],
  host: MatrixHost,
  busyRowsAtOnce: number,
): Promise<void> {
  const isWaiting = (index: number) => {
    const row = rows[index];
    return row?.side === 'token' && row.fault.takesTokenTimeout === true;
  };
  const waiting = measurements.filter((_, index) => isWaiting(index));
  const busy = measurements.filter((_, index) => !isWaiting(index));
  const lane = async () => {
    while (host.death === undefined) {
      const next = busy.shift();
      if (next === undefined) return;
      await next.run();
    }
  };
  await Promise.all([
    ...waiting.map((measurement) => measurement.run()),
    ...Array.from({ length: busyRowsAtOnce }, lane),
  ]);
}
