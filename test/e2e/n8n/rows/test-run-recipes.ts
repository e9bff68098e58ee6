/** The recipes that run a test of Eggplant DAI, in each way in which it can end. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { equal, says } from '../../support/checks';
import { waitUntil } from '../../support/processes';
import { Outcome, type Stage } from '../stage';
import type { Workflow } from '../workflows';
import type { RecipeContext, RecipeRun } from './recipe-run';

const WAITS = 'eggplant-dai-run-a-test';
const HOOK = 'eggplant-dai-run-a-test-webhook';

const dai = ({ stage, folder }: RecipeContext) => ({
  testConfigId: stage.sandbox.vendors['eggplant-dai'].testConfigId,
  reportFile: join(folder, 'report.xml'),
  firstPauseSeconds: 0.05,
  longestPauseSeconds: 0.2,
});
const reportHolds = async ({ folder }: RecipeContext, text: string) => {
  const report = await readFile(join(folder, 'report.xml'), 'utf8');
  return [says('the report', [text], report)];
};
const noReport = async ({ folder }: RecipeContext) => {
  const report = await readFile(join(folder, 'report.xml'), 'utf8').catch(() => '');
  return [equal('the report', '', report)];
};

export const TEST_RUN_RUNS: readonly RecipeRun[] = [
  {
    recipe: WAITS,
    values: dai,
    settings: { runSeconds: 0 },
    checks: (context) => reportHolds(context, 'failures="0"'),
  },
  {
    recipe: WAITS,
    says: 'the token is withdrawn while it waits',
    values: (context) => ({ ...dai(context), firstPauseSeconds: 0.5 }),
    settings: { runSeconds: 0.2 },
    async start({ stage, vendorCase }, workflow) {
      const isStarted = async () => '201' in vendorCase.vendor.stats().apiRequestsByStatus;
      const [outcome] = await Promise.all([
        stage.runWorkflow(workflow),
        waitUntil('the run is started', isStarted, { timeoutMs: 20_000 }).then(() =>
          vendorCase.vendor.expire(),
        ),
      ]);
      return outcome;
    },
    isRejected: true,
  },
  {
    recipe: WAITS,
    says: 'two at a time',
    values: dai,
    settings: { runSeconds: 0.3 },
    async start({ stage }, workflow) {
      const both = await Promise.all([stage.runWorkflow(workflow), stage.runWorkflow(workflow)]);
      const ids = both.map((outcome) => String(outcome.items('Result of this run').at(-1)?.['id']));
      if (ids[0] === ids[1]) throw new Error(`Both took the result ${ids[0]} for theirs.`);
      return both[1];
    },
    calls: 'any',
  },
  {
    recipe: WAITS,
    says: 'the test fails',
    values: dai,
    settings: { runSeconds: 0, runOutcome: 'FAILED' },
    fails: 'The test did not pass: FAILED.',
    checks: (context) => reportHolds(context, '<failure'),
  },
  {
    recipe: WAITS,
    says: 'the test is cancelled',
    values: dai,
    settings: { runSeconds: 0, runOutcome: 'CANCELLED' },
    calls: 3,
    fails: 'The test did not pass: CANCELLED.',
    checks: noReport,
  },
  {
    recipe: WAITS,
    says: 'the test never ends',
    values: (context) => ({ ...dai(context), looks: 4 }),
    settings: { runOutcome: 'never' },
    calls: 6,
    fails: 'has not ended after 4 looks: RUNNING.',
    checks: noReport,
  },
  {
    recipe: WAITS,
    says: 'the start fails',
    values: dai,
    settings: { failedStarts: 1 },
    // With the test call, which tells that the token was not the reason.
    calls: 3,
    fails: 'not able to process your request',
    checks: async (context) => {
      const starts = Object.entries(context.vendorCase.vendor.stats().apiRequestsByPath)
        .filter(([path]) => path.includes('/task_instances/'))
        .map(([, count]) => count);
      return [equal('starts', '1', starts.join()), ...(await noReport(context))];
    },
  },
  {
    recipe: HOOK,
    values: dai,
    start: calledByDai,
    checks: (context) => reportHolds(context, 'failures="0"'),
  },
  {
    recipe: HOOK,
    says: 'the test fails',
    values: dai,
    settings: { runOutcome: 'FAILED' },
    start: calledByDai,
    fails: 'The test did not pass: FAILED.',
    checks: (context) => reportHolds(context, '<failure'),
  },
  {
    recipe: HOOK,
    says: 'somebody else calls and names a run',
    values: dai,
    settings: { runOutcome: 'never' },
    start: calledWith((started) => ({ ...started, status: 'PASSED' })),
    calls: 2,
    fails: 'names no run of this test config that has ended',
    checks: noReport,
  },
  {
    recipe: HOOK,
    says: 'somebody else calls and names none',
    values: dai,
    settings: { runOutcome: 'never' },
    start: calledWith(() => ({ status: 'PASSED' })),
    calls: 2,
    fails: 'names no run of this test config that has ended',
    checks: noReport,
  },
];

/** Publishes the recipe, starts a run by hand, and waits for the execution that DAI's call starts. */
async function calledByDai(context: RecipeContext, workflow: Workflow): Promise<Outcome> {
  return await whilePublished(context, workflow, async (id, webhookUrl) => {
    const { vendor } = context.vendorCase;
    vendor.set({ webhookUrl, runSeconds: 0.5 });
    await context.stage.rest.run(id);
  });
}

/** The same, but DAI does not call: somebody does, who knows what the start was answered. */
function calledWith(claimOf: (started: object) => object): NonNullable<RecipeRun['start']> {
  return (context, workflow) =>
    whilePublished(context, workflow, async (id, webhookUrl) => {
      const started = new Outcome(await context.stage.rest.run(id), context.stage.shownTexts);
      await fetch(webhookUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(claimOf(started.items('Start')[0] ?? {})),
      });
    });
}

async function whilePublished(
  { stage }: RecipeContext,
  workflow: Workflow,
  act: (workflowId: string, webhookUrl: string) => Promise<void>,
): Promise<Outcome> {
  const { rest } = stage;
  const id = await rest.createWorkflow(workflow);
  const webhookUrl = await rest.publishWorkflow(id, 'webhook/dai-run-ended');
  try {
    await act(id, webhookUrl);
    let called: string | undefined;
    await waitUntil(
      'the webhook starts an execution',
      async () => (called = await executionByWebhook(stage, id)) !== undefined,
      { timeoutMs: 20_000 },
    );
    return new Outcome(await rest.waitForExecution(called!), stage.shownTexts);
  } finally {
    await rest.call('POST', `/rest/workflows/${id}/deactivate`, {});
  }
}

async function executionByWebhook({ rest }: Stage, workflowId: string) {
  const filter = encodeURIComponent(JSON.stringify({ workflowId }));
  const { results } = await rest.call<{ results: { id: string; mode: string }[] }>(
    'GET',
    `/rest/executions?filter=${filter}`,
  );
  return results.find(({ mode }) => mode === 'webhook')?.id;
}
