import {
  ApplicationError,
  NodeApiError,
  NodeOperationError,
  OperationalError,
  UserError,
  type INode,
} from 'n8n-workflow';
import { VendorAuthError } from '../../core';
import { furtherAdvice } from '../../credentials/shared/further-advice';
import { legible } from '../../credentials/shared/thrown';

/**
 * Anything thrown while an item was worked on, as n8n shows it: what happened, and below what to do. Only
 * words are taken over, and only from the package's errors and n8n's own: of any other one the message
 * could hold a secret, and of each the cause.
 */
export function nodeError(
  thrown: unknown,
  node: INode,
  itemIndex: number,
): NodeApiError | NodeOperationError {
  const { message, hint, status } = wordsOf(legible(thrown));
  const options = { itemIndex, ...(isText(hint) ? { description: hint } : {}) };
  if (!isText(message)) return new NodeOperationError(node, UNKNOWN, { itemIndex });
  if (!isText(status)) return new NodeOperationError(node, message, options);
  return new NodeApiError(node, { message }, { ...options, message, httpCode: status });
}

/** What kind of failure it is, for a program to branch on; nothing of an error that is not the package's. */
export function codeOf(thrown: unknown): { readonly code?: string } {
  const error = legible(thrown);
  return error instanceof VendorAuthError ? { code: error.code } : {};
}

const UNKNOWN = 'The item failed for an unknown reason.';

interface Words {
  readonly message?: unknown;
  readonly hint?: unknown;
  readonly status?: unknown;
}

function wordsOf(error: unknown): Words {
  if (error instanceof VendorAuthError) {
    const { message, status } = error;
    const hint = `${error.hint ?? ''}${furtherAdvice(error)}`;
    return { message, hint, status: status === undefined ? undefined : String(status) };
  }
  if (error instanceof NodeApiError) {
    return { message: error.message, hint: error.description, status: error.httpCode };
  }
  const isOfN8n = N8N_ERRORS.some((type) => error instanceof type);
  if (!isOfN8n) return {};
  const { message, description } = error as NodeOperationError;
  return { message, hint: description };
}

const N8N_ERRORS = [NodeOperationError, UserError, OperationalError, ApplicationError] as const;

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
