import { UserError } from 'n8n-workflow';

/** Ends a request that was made only to let n8n store something, before it is sent. */
export class NothingToSend extends UserError {
  constructor() {
    super('The token is stored; there is nothing to send.');
  }
}

/** Whether that is what n8n reports, as it is or as the cause of an error of n8n's. */
export function isNothingToSend(error: unknown): boolean {
  if (error instanceof NothingToSend) return true;
  return error instanceof Error && error.cause instanceof NothingToSend;
}
