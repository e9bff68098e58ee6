import autocannon from 'autocannon';
import { medianOf, type Measurement } from '../measurement';
import { ROUTES, type Route } from './flows';
import type { HostProcess } from './host-process';

const CONNECTIONS = 10;
const WARM_UP_SECONDS = 1;
const RUN_SECONDS = 2;
/** One after the other for each route in turn, so that a slow moment of the machine hits all alike. */
const ROUNDS = 3;
const ANSWER_TIMEOUT_MS = 10_000;

/** What Node-RED makes of one route for a few seconds. */
interface Run {
  readonly requestsPerSecond: number;
  /** Hardly depends on what else the machine does. */
  readonly cpuMsPerRequest: number;
}

/** How many requests a second Node-RED answers on each route, and what each costs it. */
export async function measureThroughput(host: HostProcess): Promise<Measurement[]> {
  const routes: readonly Route[] = Object.values(ROUTES);
  for (const route of routes) {
    await assertAnswers(host.url, route);
    await load(host, route, WARM_UP_SECONDS);
  }
  const runs = new Map<Route, Run[]>(routes.map((route) => [route, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [route, done] of runs) done.push(await load(host, route, RUN_SECONDS));
  }
  const flow = 'http in → … → http response';
  return [
    ...[...runs].map(([{ what }, done]) => ({
      group: `Node-RED, ${flow}: processor time of one request (median of ${ROUNDS})`,
      what,
      unit: 'ms',
      ...medianOf(done.map(({ cpuMsPerRequest }) => cpuMsPerRequest)),
    })),
    ...[...runs].map(([{ what }, done]) => ({
      group: `Node-RED, ${flow}: ${CONNECTIONS} connections (median of ${ROUNDS})`,
      what,
      unit: 'requests/s',
      ...medianOf(done.map(({ requestsPerSecond }) => requestsPerSecond)),
    })),
  ];
}

/** A flow that fails answers nothing, and the load on it would be that of nothing. */
async function assertAnswers(hostUrl: string, { path, what }: Route): Promise<void> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const { ok, status } = await fetch(`${hostUrl}${path}`, { signal }).catch(() => {
    throw new Error(`${what}: the flow does not answer.`);
  });
  if (!ok) throw new Error(`${what}: the flow answers ${status}.`);
}

async function load(
  host: HostProcess,
  { path, what }: Route,
  durationSeconds: number,
): Promise<Run> {
  const beforeMs = await host.cpuMs();
  const { requests, errors, non2xx } = await autocannon({
    url: `${host.url}${path}`,
    connections: CONNECTIONS,
    duration: durationSeconds,
  });
  if (errors + non2xx > 0) {
    throw new Error(`${what}: ${errors + non2xx} of ${requests.total} requests failed.`);
  }
  return {
    requestsPerSecond: requests.average,
    cpuMsPerRequest: ((await host.cpuMs()) - beforeMs) / requests.total,
  };
}
