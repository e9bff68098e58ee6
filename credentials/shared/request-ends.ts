import { UserError } from 'n8n-workflow';
import { legible } from './thrown';

/**
 * Interrupts a request before it is sent, so that n8n calls `preAuthentication` once more, stores what
 * that returns and goes on with the request. n8n does so after any failure under the HTTP Request
 * node, and elsewhere after one that looks like a 401.
 */
export class StoreFirst extends UserError {
  readonly response = { status: 401 };

  constructor() {
    super('The new access token could not be stored before the request. Run the workflow again.');
  }
}

/** Ends a request that was made only to let n8n store something, before it is sent. */
export class NothingToSend extends UserError {
  constructor() {
    super('The token is stored; there is nothing to send.');
  }
}

/** Whether that is what n8n reports, as it is or as the cause of an error of n8n's. */
export function isNothingToSend(thrown: unknown): boolean {
  const error = legible(thrown);
  if (error instanceof NothingToSend) return true;
  return error instanceof Error && error.cause instanceof NothingToSend;
}
