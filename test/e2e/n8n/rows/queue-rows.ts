import { setTimeout as delay } from 'node:timers/promises';

import { atMost, type Check, exactly } from '../../support/checks';
import type { Report } from '../report';
import type { Stage, Traffic } from '../stage';
import type { VendorCase } from '../vendor-cases';
import { requestWorkflow } from '../workflows';
import { echoUrl } from './row';

const EXECUTIONS = 200;
const AT_ONCE = 40;
const STREAM_SECONDS = 30;
const LIFETIME_SECONDS = 4;
const EXECUTIONS_A_SECOND = 2;

/**
 * The rows of queue mode, for cases that do not share a server. One workflow serves them all: each of
 * its executions sends one request to every vendor.
 */
export async function checkQueueRows(
  stage: Stage,
  cases: VendorCase[],
  report: Report,
): Promise<void> {
  await measureTogether(stage, cases, report, {
    title: 'queue mode, 200 executions over two workers, cold',
    drive: (trigger) => burst(trigger, EXECUTIONS),
    checks: (vendorCase, seen, succeeded) => [
      atMost('token requests', vendorCase.requestsTokens ? 2 : 0, seen.tokenRequests),
      exactly('requests to the API', EXECUTIONS, seen.itemRequests),
      exactly('executions that succeed', EXECUTIONS, succeeded.good),
    ],
  });
  await measureTogether(stage, cases, report, {
    title: 'queue mode, 200 executions over two workers, the first stored the token',
    async drive(trigger) {
      const first = await burst(trigger, 1);
      const others = await burst(trigger, EXECUTIONS - 1);
      return { fired: EXECUTIONS, good: first.good + others.good };
    },
    checks: (vendorCase, seen, succeeded) => [
      exactly('token requests', vendorCase.requestsTokens ? 1 : 0, seen.tokenRequests),
      exactly('requests to the API', EXECUTIONS, seen.itemRequests),
      exactly('executions that succeed', EXECUTIONS, succeeded.good),
    ],
  });
  const withLifetime = cases.filter((vendorCase) => vendorCase.requestsTokens);
  await measureTogether(stage, withLifetime, report, {
    title: 'queue mode, 30 s at a 4 s lifetime',
    async drive(trigger) {
      for (const { vendor } of withLifetime) vendor.set({ lifetimeSeconds: LIFETIME_SECONDS });
      return await steadyStream(trigger);
    },
    checks: (_vendorCase, seen, succeeded) => [
      exactly('executions that succeed', succeeded.fired, succeeded.good),
      exactly('answers 401', 0, seen.rejectedTokens),
      atMost('token requests', 2 * WINDOWS, seen.tokenRequests),
    ],
  });
}

/** Each of two workers may refresh in the last fifth of a window, so a window is 4/5 long. */
const WINDOWS = Math.ceil(STREAM_SECONDS / (LIFETIME_SECONDS * 0.8)) + 1;

interface Executions {
  fired: number;
  good: number;
}

/** Runs the workflow once; answers whether all of its requests succeeded. */
type Trigger = () => Promise<boolean>;

interface SharedRow {
  title: string;
  drive(trigger: Trigger): Promise<Executions>;
  checks(vendorCase: VendorCase, seen: Traffic, succeeded: Executions): Check[];
}

/** Drives all vendors once, then judges each by what it has counted. */
async function measureTogether(
  stage: Stage,
  cases: VendorCase[],
  report: Report,
  row: SharedRow,
): Promise<void> {
  let driven: Promise<{ traffic: Traffic[]; succeeded: Executions }> | undefined;
  const driveAll = async () => {
    const trigger = await publish(stage, cases);
    let succeeded: Executions = { fired: 0, good: 0 };
    const traffic = await stage.trafficOfAll(cases, async () => {
      succeeded = await row.drive(trigger);
    });
    return { traffic, succeeded };
  };
  for (const [index, vendorCase] of cases.entries()) {
    await report.measure(row.title, vendorCase.id, async () => {
      const { traffic, succeeded } = await (driven ??= driveAll());
      const seen = traffic[index];
      return seen ? row.checks(vendorCase, seen, succeeded) : [];
    });
  }
}

/** Publishes a workflow with a webhook, on secrets that no process has a token for. */
async function publish(stage: Stage, cases: VendorCase[]): Promise<Trigger> {
  const steps = [];
  for (const vendorCase of cases) {
    const secret = stage.freshSecret(vendorCase);
    const credential = await stage.credential(vendorCase, vendorCase.fields(secret));
    steps.push({ name: vendorCase.id, credential, url: echoUrl(vendorCase) });
  }
  const webhookPath = steps.map(({ credential }) => credential.id).join('-');
  const workflow = requestWorkflow({
    id: '',
    name: `webhook ${webhookPath}`,
    itemCount: 1,
    webhookPath,
    steps,
  });
  const address = await stage.rest.publishWorkflow(
    await stage.rest.createWorkflow(workflow),
    `webhook/${webhookPath}`,
  );
  return async () => {
    // The webhook answers with the last node's items, or 500 if any node failed.
    const response = await fetch(address, { method: 'POST' });
    const text = await response.text();
    if (!response.ok) stage.shownTexts.push(text);
    return response.ok && text.includes('bearerTokenSha256');
  };
}

/** Fires `count` executions, 40 in flight at a time. */
async function burst(trigger: Trigger, count: number): Promise<Executions> {
  let left = count;
  let good = 0;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      if (await trigger()) good += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { fired: count, good };
}

/** Fires executions at a steady pace, however long each takes. */
async function steadyStream(trigger: Trigger): Promise<Executions> {
  const executions: Promise<boolean>[] = [];
  const endMs = Date.now() + STREAM_SECONDS * 1000;
  while (Date.now() < endMs) {
    executions.push(trigger());
    await delay(1000 / EXECUTIONS_A_SECOND);
  }
  const outcomes = await Promise.all(executions);
  return { fired: outcomes.length, good: outcomes.filter(Boolean).length };
}
