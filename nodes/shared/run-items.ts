import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { codeOf, nodeError } from './node-error';

/** What comes of an item: one output item, or as many as a list has. */
export type Work = (itemIndex: number) => Promise<IDataObject | IDataObject[]>;

/**
 * Makes the output of each input item, one after the other and paired with it. With Continue On
 * Fail, an item that fails carries its error on, or goes to the node's error output.
 *
 * @param kept - what an item keeps when it fails, such as what it was about
 */
export async function runItems(
  context: IExecuteFunctions,
  work: Work,
  kept: (itemIndex: number) => IDataObject = () => ({}),
): Promise<INodeExecutionData[][]> {
  const output: INodeExecutionData[] = [];
  for (const itemIndex of context.getInputData().keys()) {
    output.push(...(await runItem(context, itemIndex, work, kept)));
  }
  return [output];
}

async function runItem(
  context: IExecuteFunctions,
  itemIndex: number,
  work: Work,
  kept: (itemIndex: number) => IDataObject,
): Promise<INodeExecutionData[]> {
  const pairedItem = { item: itemIndex };
  try {
    const made = [await work(itemIndex)].flat();
    return made.map((json) => ({ json, pairedItem }));
  } catch (thrown) {
    const error = nodeError(thrown, context.getNode(), itemIndex);
    if (!context.continueOnFail()) throw error;
    const hint = error.description ?? '';
    if (context.getNode().onError === 'continueErrorOutput') {
      return [{ json: forErrorOutput(error.message, hint), pairedItem }];
    }
    const told = { error: error.message, hint, ...codeOf(thrown) };
    return [{ json: { ...keptOf(kept, itemIndex), ...told }, pairedItem }];
  }
}

/**
 * n8n takes an item for failed, and sends it to the node's error output, only if it has these members and no
 * others. It adds those of the item that came in.
 */
function forErrorOutput(error: string, hint: string): IDataObject {
  return hint === '' ? { error } : { error, message: hint };
}

/** An expression that cannot be worked out has failed the item already, and must not fail its failure. */
function keptOf(kept: (itemIndex: number) => IDataObject, itemIndex: number): IDataObject {
  try {
    return kept(itemIndex);
  } catch {
    return {};
  }
}
