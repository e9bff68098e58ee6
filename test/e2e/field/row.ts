import { setTimeout as delay } from 'node:timers/promises';

import { says, type Check } from '../support/checks';
import type { Bound, Calls, Condition, Expectation, Scene, Seen } from './condition';
import { ExampleVendor } from './example-vendor';
import type { FieldHost, Login, Outcome, Route } from './hosts/field-host';

/** A condition on one route of a host, with a vendor and a login of its own. */
export interface Row {
  readonly condition: Condition;
  readonly route: Route;
  readonly vendor: ExampleVendor;
  readonly login: Login;
}

export interface RowResult {
  readonly id: string;
  readonly title: string;
  readonly host: string;
  readonly route: Route;
  /** Undefined if the row could not be measured; the one check then says why. */
  readonly seen: Seen | undefined;
  readonly checks: readonly Check[];
}

export async function prepare(condition: Condition, route: Route, nth: number): Promise<Row> {
  const vendor = await ExampleVendor.start(condition.vendor);
  const { baseUrl, tokenUrl, clientId, clientSecret } = vendor.facts;
  const textbook = { baseUrl, tokenUrl, clientId, clientSecret };
  // Without a test call, n8n learns of no refusal.
  const ofHost: Record<string, string> = route === 'item' ? { checkPath: 'api/me' } : {};
  const login: Login = {
    id: `${condition.id.toLowerCase()}-${nth}-${route}`,
    route,
    fields: { ...textbook, ...ofHost, ...condition.fields?.(vendor.facts) },
    nodeHeaders: condition.nodeHeaders ?? {},
    tenants: condition.tenants ?? [],
  };
  return { condition, route, vendor, login };
}

/** Plays the condition and holds what the vendor counted against what is expected. */
export async function measure(row: Row, host: FieldHost): Promise<RowResult> {
  const { condition, route, vendor } = row;
  const { id, title } = condition;
  const result = { id, title, host: host.name, route };
  try {
    const outcomes: Outcome[] = [];
    await condition.play(sceneOf(row, host, outcomes), route);
    const seen = seenIn(await vendor.stats(), outcomes);
    return { ...result, seen, checks: checksOf(condition.expected(route), seen) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const check = { what: 'is measured', expected: 'no error', seen: why, holds: false };
    return { ...result, seen: undefined, checks: [check] };
  }
}

function sceneOf({ condition, vendor, login }: Row, host: FieldHost, outcomes: Outcome[]): Scene {
  let made = 0;
  const call = async (count: number, calls: Calls = {}) => {
    const { method = 'GET', path = 'sandbox/echo' } = calls;
    const base = login.fields['baseUrl'];
    const tenants = calls.ofTenants
      ? (condition.tenants ?? [])
      : Array<undefined>(count).fill(undefined);
    const batch = tenants.map((tenant) => {
      const probe = `${login.id}-${++made}`;
      return { probe, method, tenant, url: `${String(base)}/${path}?probe=${probe}` };
    });
    outcomes.push(...(await host.call(login, batch)));
  };
  return {
    call,
    async stream(seconds, everySeconds) {
      const startMs = performance.now();
      const all: Promise<void>[] = [];
      for (let nth = 0; nth * everySeconds < seconds; nth++) {
        await delay(Math.max(0, startMs + nth * everySeconds * 1000 - performance.now()));
        const one = call(1);
        // It is awaited below, and must not end the process before.
        one.catch(() => undefined);
        all.push(one);
      }
      await Promise.all(all);
    },
    wait: async (seconds) => await delay(seconds * 1000),
    expire: () => vendor.expire(),
    set: (settings) => vendor.set(settings),
    check: () => host.check(login),
  };
}

function seenIn(stats: Awaited<ReturnType<ExampleVendor['stats']>>, outcomes: Outcome[]): Seen {
  const failed = outcomes.filter(({ isFailure }) => isFailure).length;
  return {
    tokenRequests: stats.tokenRequests,
    calls: stats.apiRequests - stats.testCalls,
    testCalls: stats.testCalls,
    dead: stats.expiredTokensSeen + stats.unknownTokensSeen,
    withdrawn: stats.withdrawnTokensSeen,
    tooNew: stats.tooNewTokensSeen,
    withoutToken: stats.missingTokens,
    sentTwice: stats.repeatedRequests,
    answered: outcomes.length - failed,
    failed,
    outcomes,
  };
}

function checksOf({ says: words = [], ...expected }: Expectation, seen: Seen): Check[] {
  const bounds = {
    dead: 0,
    withoutToken: 0,
    withdrawn: 0,
    tooNew: 0,
    sentTwice: 0,
    testCalls: 0,
    failed: 0,
    ...expected,
  } satisfies Partial<Record<keyof Seen, Bound>>;
  const checks = Object.entries(bounds).map(([name, bound]) =>
    within(WORDS[name as keyof typeof bounds], bound, seen[name as keyof typeof bounds]),
  );
  const failures = seen.outcomes.filter(({ isFailure }) => isFailure);
  const told = words.length === 0 ? [] : [...new Set(failures.map((failure) => failure.says))];
  return [...checks, ...told.map((text) => says('the error', [...words], text))];
}

const WORDS = {
  tokenRequests: 'token requests',
  calls: 'calls',
  testCalls: 'test calls',
  dead: 'calls with a dead token',
  withdrawn: 'calls with a withdrawn token',
  tooNew: 'calls with a token that is too new',
  withoutToken: 'calls without a token',
  sentTwice: 'requests sent twice',
  answered: 'calls that were answered',
  failed: 'calls that failed',
} as const;

function within(what: string, bound: Bound, count: number): Check {
  const [least, most] = typeof bound === 'number' ? [bound, bound] : bound;
  const expected = least === most ? String(least) : `${String(least)} to ${String(most)}`;
  return { what, expected, seen: String(count), holds: count >= least && count <= most };
}
