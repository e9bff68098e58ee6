import { exampleAt, exampleNames, isRecipe, readExample } from '../../../../demo/example-workflows';
import { type Check, equal } from '../../support/checks';
import type { Report } from '../report';
import type { Outcome, Stage } from '../stage';
import type { Workflow } from '../workflows';

export const EXAMPLE_TITLE = 'the example workflow runs as it stands';

/** Imports and runs every example of `examples/n8n`, with the demo's credentials in place. */
export async function checkExamples(stage: Stage, report: Report): Promise<void> {
  // Recipes have rows of their own.
  for (const name of exampleNames().filter((one) => !isRecipe(readExample(one)))) {
    await report.measure(EXAMPLE_TITLE, name, async () => {
      for (const vendor of Object.values(stage.sandbox.vendors)) vendor.reset();
      const workflow = exampleAt(stage.sandbox, name);
      const filledIn = JSON.parse(
        JSON.stringify(workflow).replace(TO_BE_ENTERED, 'Grant:1020'),
      ) as Workflow;
      return [
        ...(await checksOfFirstClick(stage, workflow)),
        ...checksOf(await stage.runWorkflow(filledIn)),
      ];
    });
  }
}

/** What an example that cannot be undone holds in place of a value of somebody's own. */
const TO_BE_ENTERED = 'enter a grant number';

/** Before anything is entered, such an example changes nothing. */
async function checksOfFirstClick(stage: Stage, workflow: Workflow): Promise<Check[]> {
  if (!JSON.stringify(workflow).includes(TO_BE_ENTERED)) return [];
  // n8n takes each id once, and the one of the file is for the run that counts.
  const outcome = await stage.runWorkflow({ ...workflow, id: '' });
  const { apiRequestsByStatus } = stage.sandbox.vendors.agility.stats();
  return [
    equal('first click: items on error branches', '1', String(outcome.items('Not revoked').length)),
    equal('first click: items beside them', '0', String(outcome.items('Revoked').length)),
    equal('first click: requests', '{}', JSON.stringify(apiRequestsByStatus)),
  ];
}

function checksOf(outcome: Outcome): Check[] {
  return [
    equal('ends with', 'success', outcome.message() || outcome.record.status),
    ...nodesThatFailed(outcome),
  ];
}

/** An error branch ends an execution with success; what came out of it must still be nothing. */
function nodesThatFailed(outcome: Outcome): Check[] {
  return [equal('items on error branches', '0', String(outcome.items('Not revoked').length))];
}
