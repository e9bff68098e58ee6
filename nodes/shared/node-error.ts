import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { VendorAuthError } from '../../core';

/** Anything thrown while an item was worked on, as n8n shows it: what happened, and below what to do. */
export function nodeError(
  error: unknown,
  node: INode,
  itemIndex: number,
): NodeApiError | NodeOperationError {
  if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
  if (!(error instanceof VendorAuthError)) {
    const cause =
      error instanceof Error ? error : new Error('The item failed for an unknown reason.');
    return new NodeOperationError(node, cause, { itemIndex });
  }
  const { message, status, hint } = error;
  const options = { itemIndex, ...(hint === undefined ? {} : { description: hint }) };
  if (status === undefined) return new NodeOperationError(node, message, options);
  return new NodeApiError(node, { message }, { ...options, message, httpCode: String(status) });
}
