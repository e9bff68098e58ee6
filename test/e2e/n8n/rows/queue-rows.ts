import { setTimeout as delay } from 'node:timers/promises';

import { atMost, type Check, exactly } from '../checks';
import type { Stage } from '../stage';
import type { VendorCase } from '../vendor-cases';
import { requestWorkflow } from '../workflows';
import { echoUrl } from './row';

export const COLD_BURST_TITLE = 'queue mode, 200 executions over two workers, cold';
export const STORED_TITLE = 'queue mode, 200 executions over two workers, one token stored';
export const SHORT_LIFETIME_TITLE = 'queue mode, 30 s at a 4 s lifetime';

const EXECUTIONS = 200;
const AT_ONCE = 40;
const STREAM_SECONDS = 30;
const LIFETIME_SECONDS = 4;
const EXECUTIONS_A_SECOND = 1.5;

/** A published workflow of one vendor: each call of its webhook is one execution of one item. */
export interface QueueTrigger {
  vendorCase: VendorCase;
  /** Runs it; answers whether the item succeeded. */
  fire(): Promise<boolean>;
}

/** Publishes a workflow with a webhook, on a secret that no process has a token for. */
export async function publish(stage: Stage, vendorCase: VendorCase): Promise<QueueTrigger> {
  const secret = stage.freshSecret(vendorCase);
  const credential = await stage.credential(vendorCase, vendorCase.fields(secret));
  const webhookPath = `${vendorCase.id}-${credential.id}`;
  const workflow = requestWorkflow({
    id: '',
    name: credential.name,
    itemCount: 1,
    webhookPath,
    steps: [{ name: 'Call', credential, url: echoUrl(vendorCase) }],
  });
  const address = await stage.rest.publishWorkflow(
    await stage.rest.createWorkflow(workflow),
    `webhook/${webhookPath}`,
  );
  return {
    vendorCase,
    async fire() {
      const response = await fetch(address, { method: 'POST' });
      const text = await response.text();
      if (!response.ok) stage.shownTexts.push(text);
      return response.ok && text.includes('bearerTokenSha256');
    },
  };
}

/** 200 executions at once, none of which finds a token. */
export async function checkColdBurst(stage: Stage, trigger: QueueTrigger): Promise<Check[]> {
  let succeeded = 0;
  const seen = await stage.traffic(trigger.vendorCase, async () => {
    succeeded = await burst(trigger, EXECUTIONS);
  });
  const most = trigger.vendorCase.requestsTokens ? 2 : 0;
  return [
    atMost('token requests', most, seen.tokenRequests),
    exactly('requests to the API', EXECUTIONS, seen.itemRequests),
    exactly('executions that succeed', EXECUTIONS, succeeded),
  ];
}

/** One execution stores the token; the other worker is to find it there. */
export async function checkStoredToken(stage: Stage, trigger: QueueTrigger): Promise<Check[]> {
  let succeeded = 0;
  const seen = await stage.traffic(trigger.vendorCase, async () => {
    succeeded = await burst(trigger, 1);
    succeeded += await burst(trigger, EXECUTIONS - 1);
  });
  return [
    exactly('token requests', trigger.vendorCase.requestsTokens ? 1 : 0, seen.tokenRequests),
    exactly('requests to the API', EXECUTIONS, seen.itemRequests),
    exactly('executions that succeed', EXECUTIONS, succeeded),
  ];
}

/** A steady stream for all vendors at a time, with tokens that live 4 s. */
export async function checkShortLifetime(
  stage: Stage,
  triggers: QueueTrigger[],
): Promise<{ vendorCase: VendorCase; checks: Check[] }[]> {
  return await Promise.all(
    triggers.map(async (trigger) => {
      const { vendorCase } = trigger;
      vendorCase.vendor.set({ lifetimeSeconds: LIFETIME_SECONDS });
      const fired: Promise<boolean>[] = [];
      const seen = await stage.traffic(vendorCase, async () => {
        const endMs = Date.now() + STREAM_SECONDS * 1000;
        while (Date.now() < endMs) {
          fired.push(trigger.fire());
          await delay(1000 / EXECUTIONS_A_SECOND);
        }
        await Promise.all(fired);
      });
      const succeeded = (await Promise.all(fired)).filter(Boolean).length;
      return {
        vendorCase,
        checks: [
          exactly('executions that succeed', fired.length, succeeded),
          exactly('answers 401', 0, seen.rejectedTokens),
          atMost('token requests', 2 * windows(), seen.tokenRequests),
        ],
      };
    }),
  );
}

/** Each of two workers may refresh in the last fifth of a window, so a window is 4/5 long. */
function windows(): number {
  return Math.ceil(STREAM_SECONDS / (LIFETIME_SECONDS * 0.8)) + 1;
}

/** Fires `count` executions, 40 in flight at a time, and counts the good ones. */
async function burst(trigger: QueueTrigger, count: number): Promise<number> {
  let left = count;
  let succeeded = 0;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      if (await trigger.fire()) succeeded += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return succeeded;
}
