/** Recipes of `examples/n8n`: as they are imported, and filled in, with what the vendor counted. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { exampleNames, filledIn, isRecipe, readExample } from '../../../../demo/example-workflows';
import { typeOfVendor } from '../../../../demo/n8n-credentials';
import { callsInDocs } from '../../../support/recipe-calls';
import { atLeast, atMost, type Check, equal, exactly, says } from '../../support/checks';
import type { Report } from '../report';
import type { Outcome, Stage } from '../stage';
import type { VendorCase } from '../vendor-cases';
import type { Workflow } from '../workflows';
import type { RecipeContext, RecipeRun } from './recipe-run';
import { TEST_RUN_RUNS } from './test-run-recipes';

export const RECIPE_TITLE = 'recipe';
/** What a value begins with that somebody must replace. */
const TO_BE_ENTERED = 'enter a';

const RUNS: readonly RecipeRun[] = [
  ...TEST_RUN_RUNS,
  {
    recipe: 'agility-stories',
    values: () => ({ where: "Status.Name='None'", pageSize: 2 }),
    checks: async (_context, outcome) => [
      equal(
        'stories',
        'Reset the password, Change the address, Pay',
        outcome
          .items('Stories')
          .map(({ name }) => String(name))
          .join(', '),
      ),
    ],
  },
  {
    recipe: 'agility-defect',
    values: () => ({ project: '0' }),
    checks: async (_context, outcome) => [
      says('updated', ['Defect:', 'The fire is out.'], textOf(outcome, 'Update the defect')),
    ],
  },
  {
    recipe: 'ddi-central-cname-and-zone',
    values: ({ folder }) => ({ zoneId: '11', zoneFile: join(folder, 'zone') }),
    checks: async ({ folder }) => [
      says(
        'the zone',
        ['www2.example.com. 3600 IN CNAME server.example.com.'],
        await readFile(join(folder, 'zone'), 'utf8'),
      ),
    ],
  },
  {
    recipe: 'dvinci-new-applications',
    async checks(_context, outcome) {
      // A second output shows what was discarded.
      const [kept] =
        outcome.record.data.resultData.runData['New applications']?.[0]?.data?.main ?? [];
      return [
        exactly('applications', 1, kept?.length ?? 0),
        says('the application', ['7001'], JSON.stringify(kept)),
      ];
    },
  },
  {
    recipe: 'dvinci-status-and-attachments',
    values: () => ({ application: '7001', newStatus: '2' }),
    checks: async (_context, outcome) => [
      says('the attachments', ['9001'], textOf(outcome, 'Attachments')),
    ],
  },
  {
    recipe: 'dvinci-status-and-attachments',
    says: 'there is no such status',
    values: () => ({ application: '7001', newStatus: '99' }),
    calls: 1,
    fails: 'The application status does not exist',
  },
  {
    recipe: 'client-credentials-all-pages',
    values: () => ({ path: '/sandbox/items' }),
    checks: async (_context, outcome) => [exactly('items', 6, outcome.succeeded('Items'))],
  },
  {
    recipe: 'client-credentials-post-json',
    values: () => ({ path: '/sandbox/echo' }),
    checks: async (_context, outcome) => [
      says('sent', ['application/json', '"POST"', 'name'], textOf(outcome, 'POST')),
    ],
  },
  {
    recipe: 'client-credentials-post-json',
    says: 'the token is withdrawn before',
    values: () => ({ path: '/sandbox/echo' }),
    async start({ stage, vendorCase }, workflow) {
      await stage.runWorkflow({ ...workflow, id: '' });
      vendorCase.vendor.expire();
      return await stage.runWorkflow(workflow);
    },
    isRejected: true,
    checks: async (_context, outcome) => [exactly('items', 1, outcome.succeeded('POST'))],
  },
  {
    recipe: 'client-credentials-upload-a-file',
    values: ({ folder }) => ({ path: '/sandbox/echo', file: join(folder, 'a.txt') }),
    async start({ stage, folder }, workflow) {
      await writeFile(join(folder, 'a.txt'), 'the content of the file');
      return await stage.runWorkflow(workflow);
    },
    checks: async (_context, outcome) => [
      says(
        'sent',
        ['multipart/form-data', 'a.txt', 'the content of the file'],
        textOf(outcome, 'Upload'),
      ),
    ],
  },
];

/** Runs every recipe: first as it stands, then in each way that it can go. */
export async function checkRecipes(
  stage: Stage,
  cases: readonly VendorCase[],
  report: Report,
): Promise<void> {
  const recipes = exampleNames().filter((name) => isRecipe(readExample(name)));
  const untried = recipes.filter((name) => !RUNS.some(({ recipe }) => recipe === name));
  report.add({
    row: `${RECIPE_TITLE}: all are run`,
    vendor: 'all',
    checks: [equal('not run', '', untried.join())],
  });
  const folder = join(stage.host.userFolder, '.n8n-files');
  await mkdir(folder, { recursive: true });
  const contextOf = (name: string): RecipeContext => {
    const text = JSON.stringify(readExample(name));
    const vendorCase = cases.find(({ vendor }) => text.includes(`"${typeOfVendor(vendor.id)}"`));
    if (vendorCase === undefined) throw new Error(`${name} uses no credential of ours.`);
    return { stage, vendorCase, folder };
  };
  for (const name of recipes) {
    if (!JSON.stringify(readExample(name)).includes(TO_BE_ENTERED)) continue;
    const context = contextOf(name);
    await report.measure(`${RECIPE_TITLE}: ${name}, nothing entered`, context.vendorCase.id, () =>
      checkFirstClick(context, name),
    );
  }
  for (const run of RUNS) {
    const context = contextOf(run.recipe);
    const title = [`${RECIPE_TITLE}: ${run.recipe}`, ...(run.says ? [run.says] : [])].join(', ');
    await report.measure(title, context.vendorCase.id, () => checkRun(context, run));
  }
}

/** As imported, a recipe has no credential, and one that changes something sends nothing with one either. */
async function checkFirstClick(context: RecipeContext, name: string): Promise<Check[]> {
  const { stage } = context;
  const imported = await stage.runWorkflow({ ...readExample(name), id: '' });
  const { vendor } = context.vendorCase;
  const workflow = await withLogin(context, name, {});
  const outcome = await stage.runWorkflow({ ...workflow, id: '' });
  const { tokenRequests, apiRequests } = vendor.stats();
  return [
    says('as imported', ['Enter ', 'Nothing was '], imported.message()),
    says('with a credential', ['Enter ', 'Nothing was '], outcome.message()),
    exactly('token requests', 0, tokenRequests),
    exactly('requests to the API', 0, apiRequests),
  ];
}

async function checkRun(context: RecipeContext, run: RecipeRun): Promise<Check[]> {
  const { stage, vendorCase, folder } = context;
  await writeFile(join(folder, 'report.xml'), '');
  const workflow = await withLogin(context, run.recipe, run.values?.(context) ?? {});
  const { vendor } = vendorCase;
  vendor.set({ ...run.settings });
  const start = run.start ?? (() => stage.runWorkflow({ ...workflow, id: '' }));
  const outcome = await start(context, { ...workflow, id: '' });
  const [tokens, calls] = callsInDocs(run.recipe).split(' + ').map(Number);
  const { tokenRequests, apiRequests, rejectedTokens } = vendor.stats();
  return [
    run.fails === undefined
      ? equal('ends with', 'success', outcome.message() || outcome.record.status)
      : says('fails with', [run.fails], outcome.message()),
    ...(run.isRejected
      ? [
          exactly('token requests', 2, tokenRequests),
          atLeast('answers 401', 1, rejectedTokens),
          atMost('answers 401', 3, rejectedTokens),
        ]
      : [
          exactly('token requests', tokens ?? 0, tokenRequests),
          ...(run.calls === 'any'
            ? []
            : [exactly('requests to the API', run.calls ?? calls ?? 0, apiRequests)]),
        ]),
    ...((await run.checks?.(context, outcome)) ?? []),
  ];
}

/** The recipe with a login that no process has a token for. */
async function withLogin(
  { stage, vendorCase }: RecipeContext,
  name: string,
  values: Record<string, unknown>,
): Promise<Workflow> {
  const fields = vendorCase.fields(stage.freshSecret(vendorCase));
  const { id, name: called } = await stage.credential(vendorCase, fields);
  return filledIn(readExample(name), stage.sandbox, () => ({ id, name: called }), values);
}

function textOf(outcome: Outcome, node: string): string {
  return JSON.stringify(outcome.items(node));
}
