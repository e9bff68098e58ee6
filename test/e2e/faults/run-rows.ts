import { setTimeout as wait } from 'node:timers/promises';

import { CATALOGUE } from './catalogue';
import type { Fault, Side } from './catalogue/fault';
import type { MatrixHost } from './hosts/matrix-host';
import { Measurement, type RowResult } from './measure';
import { Row, type RowOptions } from './row';
import type { Certificates } from './server/certificates';

/** So many rows run at a time, beside those that wait out a timeout and do nothing. */
const BUSY_ROWS_AT_ONCE = 16;
/** For ends that come twice, the second one late. */
const SETTLING_MS = 1_500;

export interface RowPlan extends Pick<RowOptions, 'kind' | 'fault' | 'side'> {}

/** Every fault at each endpoint that it can have, in the table's order. */
export function planRows(isWanted: (plan: RowPlan) => boolean): RowPlan[] {
  const sidesOf = ({ sides }: Fault): readonly Side[] => sides ?? ['token', 'api'];
  return CATALOGUE.flatMap(({ title, faults }) =>
    faults.flatMap((fault) => sidesOf(fault).map((side) => ({ kind: title, fault, side }))),
  ).filter(isWanted);
}

export interface RowsOfHost {
  readonly results: readonly RowResult[];
  /** Planted secrets and tokens in what belongs to no row. */
  readonly leaks: readonly string[];
  readonly longestStopMs: number | undefined;
}

/**
 * Measures all rows in one host's process. If that process ends, each half of the rows is measured once
 * more in a process of its own, and so on, until it is known which row it was.
 */
export async function runRows(
  plans: readonly RowPlan[],
  startHost: () => Promise<MatrixHost>,
  certificates: Certificates,
  addressOf: (plan: RowPlan) => string | undefined = () => undefined,
): Promise<RowsOfHost> {
  const rows: Row[] = [];
  for (const plan of plans) {
    const address = addressOf(plan);
    rows.push(
      await Row.prepare({ ...plan, certificates, ...(address !== undefined && { address }) }),
    );
  }
  const host = await startHost();
  try {
    await host.deploy(rows);
    const measurements = rows.map((row) => new Measurement(host, row));
    await measureAll(rows, measurements);
    if (host.death !== undefined && plans.length > 1) {
      console.log(`         ${host.name} ${host.death}; looking for the row that did it`);
    } else {
      await wait(SETTLING_MS);
      const results = measurements.map((measurement) => measurement.result());
      const isAlive = host.death === undefined;
      return {
        results,
        leaks: isAlive ? await host.leaksBesides() : [],
        longestStopMs: isAlive ? await host.longestStopMs() : undefined,
      };
    }
  } finally {
    await host.stop();
    await Promise.all(rows.map((row) => row.close()));
  }
  return await runInHalves(plans, startHost, certificates, addressOf);
}

async function runInHalves(
  plans: readonly RowPlan[],
  ...rest: [() => Promise<MatrixHost>, Certificates, (plan: RowPlan) => string | undefined]
): Promise<RowsOfHost> {
  const middle = Math.ceil(plans.length / 2);
  const first = await runRows(plans.slice(0, middle), ...rest);
  const second = await runRows(plans.slice(middle), ...rest);
  return {
    results: [...first.results, ...second.results],
    leaks: [...first.leaks, ...second.leaks],
    longestStopMs: Math.max(first.longestStopMs ?? 0, second.longestStopMs ?? 0),
  };
}

/** Those that wait out a timeout begin first and all at once; the others take turns. */
async function measureAll(
  rows: readonly Row[],
  measurements: readonly Measurement[],
): Promise<void> {
  const isWaiting = ({ fault, side }: Row) => side === 'token' && fault.takesTokenTimeout === true;
  const waiting = measurements.filter((_, index) => isWaiting(rows[index] as Row));
  const busy = measurements.filter((_, index) => !isWaiting(rows[index] as Row));
  const lane = async () => {
    for (let next = busy.shift(); next !== undefined; next = busy.shift()) await next.run();
  };
  await Promise.all([
    ...waiting.map((measurement) => measurement.run()),
    ...Array.from({ length: BUSY_ROWS_AT_ONCE }, lane),
  ]);
}
