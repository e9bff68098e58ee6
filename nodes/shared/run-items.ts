import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { nodeError } from './node-error';

/**
 * Makes one output item of each input item, one after the other and paired with it. With Continue On
 * Fail, an item that fails carries its error on.
 */
export async function runItems(
  context: IExecuteFunctions,
  work: (itemIndex: number) => Promise<IDataObject>,
): Promise<INodeExecutionData[][]> {
  const output: INodeExecutionData[] = [];
  for (const itemIndex of context.getInputData().keys()) {
    output.push(await runItem(context, itemIndex, work));
  }
  return [output];
}

async function runItem(
  context: IExecuteFunctions,
  itemIndex: number,
  work: (itemIndex: number) => Promise<IDataObject>,
): Promise<INodeExecutionData> {
  const pairedItem = { item: itemIndex };
  try {
    return { json: await work(itemIndex), pairedItem };
  } catch (thrown) {
    const error = nodeError(thrown, context.getNode(), itemIndex);
    if (!context.continueOnFail()) throw error;
    return { json: { error: error.message, hint: error.description ?? '' }, pairedItem };
  }
}
