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
    checks: (vendorCase, seen, outcomes) => [
      atMost('token requests', vendorCase.requestsTokens ? 2 : 0, seen.tokenRequests),
      exactly('requests to the API', EXECUTIONS, seen.itemRequests),
      ...allSucceed(outcomes),
    ],
  });
  await measureTogether(stage, cases, report, {
    title: 'queue mode, 200 executions over two workers, the first stored the token',
    async drive(trigger) {
      const first = await burst(trigger, 1);
      return [...first, ...(await burst(trigger, EXECUTIONS - 1))];
    },
    checks: (vendorCase, seen, outcomes) => [
      exactly('token requests', vendorCase.requestsTokens ? 1 : 0, seen.tokenRequests),
      exactly('requests to the API', EXECUTIONS, seen.itemRequests),
      ...allSucceed(outcomes),
    ],
  });
  const withLifetime = cases.filter((vendorCase) => vendorCase.requestsTokens);
  await measureTogether(stage, withLifetime, report, {
    title: 'queue mode, 30 s at a 4 s lifetime',
    async drive(trigger) {
      for (const { vendor } of withLifetime) vendor.set({ lifetimeSeconds: LIFETIME_SECONDS });
      return await steadyStream(trigger);
    },
    checks: (_vendorCase, seen, outcomes) => [
      ...allSucceed(outcomes),
      exactly('answers 401', 0, seen.rejectedTokens),
      atMost('token requests', 2 * WINDOWS, seen.tokenRequests),
    ],
  });
}

/** Each of two workers may refresh in the last fifth of a window, so a window is 4/5 long. */
const WINDOWS = Math.ceil(STREAM_SECONDS / (LIFETIME_SECONDS * 0.8)) + 1;

/** More than any execution of ours needs on a busy machine. */
const ANSWER_WITHIN_MS = 60_000;

/** How an execution ended: whether all of its requests succeeded, or that n8n never said. */
type Outcome = 'succeeded' | 'failed' | 'unanswered';

function allSucceed(outcomes: Outcome[]): Check[] {
  const count = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length;
  return [
    exactly('executions that succeed', outcomes.length, count('succeeded')),
    exactly('executions that n8n does not answer', 0, count('unanswered')),
  ];
}

/** Runs the workflow once. */
type Trigger = () => Promise<Outcome>;

interface SharedRow {
  title: string;
  drive(trigger: Trigger): Promise<Outcome[]>;
  checks(vendorCase: VendorCase, seen: Traffic, outcomes: Outcome[]): Check[];
}

/** Drives all vendors once, then judges each by what it has counted. */
async function measureTogether(
  stage: Stage,
  cases: VendorCase[],
  report: Report,
  row: SharedRow,
): Promise<void> {
  let driven: Promise<{ traffic: Traffic[]; outcomes: Outcome[] }> | undefined;
  const driveAll = async () => {
    const trigger = await publish(stage, cases);
    let outcomes: Outcome[] = [];
    const traffic = await stage.trafficOfAll(cases, async () => {
      outcomes = await row.drive(trigger);
    });
    return { traffic, outcomes };
  };
  for (const [index, vendorCase] of cases.entries()) {
    await report.measure(row.title, vendorCase.id, async () => {
      const { traffic, outcomes } = await (driven ??= driveAll());
      const seen = traffic[index];
      return seen ? row.checks(vendorCase, seen, outcomes) : [];
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
    try {
      const response = await fetch(address, {
        method: 'POST',
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      // The webhook answers with the last node's items, or 500 if any node failed.
      const text = await response.text();
      if (!response.ok) stage.shownTexts.push(text);
      return response.ok && text.includes('bearerTokenSha256') ? 'succeeded' : 'failed';
    } catch {
      return 'unanswered';
    }
  };
}

/** Fires `count` executions, 40 in flight at a time. */
async function burst(trigger: Trigger, count: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      outcomes.push(await trigger());
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return outcomes;
}

/** Fires executions at a steady pace, however long each takes. */
async function steadyStream(trigger: Trigger): Promise<Outcome[]> {
  const executions: Promise<Outcome>[] = [];
  const endMs = Date.now() + STREAM_SECONDS * 1000;
  while (Date.now() < endMs) {
    executions.push(trigger());
    await delay(1000 / EXECUTIONS_A_SECOND);
  }
  return await Promise.all(executions);
}
