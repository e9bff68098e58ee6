import { UserError } from 'n8n-workflow';
import { asVendorAuthError, type Vendor } from '../../core';
import { furtherAdvice } from './further-advice';
import { NothingToSend, StoreFirst } from './request-ends';
import { legible } from './thrown';

/**
 * A failure as n8n shows it to a person, both in a credential test, which shows the message and
 * nothing else, and at a node. The core's own error must not get there: n8n takes members such as
 * `code` and `status` for an HTTP client's, and shows "Authorization failed" or the bare code in place
 * of the message. Of any other error nothing is kept, for its message or cause could hold a secret.
 */
export function hostError(thrown: unknown, vendor: Vendor): UserError {
  const error = legible(thrown);
  if (error instanceof StoreFirst || error instanceof NothingToSend) return error;
  const known = asVendorAuthError(error, vendor.id);
  return new UserError(known.fullMessage + furtherAdvice(known));
}
