import autocannon from 'autocannon';
import { medianOf, type Measurement } from '../measurement';
import { ROUTES, type Route } from './flows';

const CONNECTIONS = 10;
const WARM_UP_SECONDS = 1;
const RUN_SECONDS = 2;
/** One after the other for each route in turn, so that a slow moment of the machine hits all alike. */
const ROUNDS = 3;
const ANSWER_TIMEOUT_MS = 10_000;

/** How many requests a second Node-RED answers on each route. */
export async function measureThroughput(hostUrl: string): Promise<Measurement[]> {
  const routes: readonly Route[] = Object.values(ROUTES);
  for (const route of routes) {
    await assertAnswers(hostUrl, route);
    await requestsPerSecond(hostUrl, route, WARM_UP_SECONDS);
  }
  const runs = new Map<Route, number[]>(routes.map((route) => [route, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [route, values] of runs) {
      values.push(await requestsPerSecond(hostUrl, route, RUN_SECONDS));
    }
  }
  return [...runs].map(([{ what }, values]) => ({
    group: `Node-RED, http in → … → http response, ${CONNECTIONS} connections (median of ${ROUNDS})`,
    what,
    unit: 'requests/s',
    ...medianOf(values),
  }));
}

/** A flow that fails answers nothing, and the load on it would be that of nothing. */
async function assertAnswers(hostUrl: string, { path, what }: Route): Promise<void> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const { ok, status } = await fetch(`${hostUrl}${path}`, { signal }).catch(() => {
    throw new Error(`${what}: the flow does not answer.`);
  });
  if (!ok) throw new Error(`${what}: the flow answers ${status}.`);
}

async function requestsPerSecond(
  hostUrl: string,
  { path, what }: Route,
  duration: number,
): Promise<number> {
  const options = { url: `${hostUrl}${path}`, connections: CONNECTIONS, duration };
  const { requests, errors, non2xx } = await autocannon(options);
  if (errors + non2xx > 0) {
    throw new Error(`${what}: ${errors + non2xx} of ${requests.total} requests failed.`);
  }
  return requests.average;
}
