import { UserError } from 'n8n-workflow';
import { asVendorAuthError, type Vendor } from '../../core';

/**
 * A failure as n8n shows it to a person, both in a credential test, which shows the message and
 * nothing else, and at a node. The core's own error must not get there: n8n takes members such as
 * `code` and `status` for an HTTP client's, and shows "Authorization failed" or the bare code in place
 * of the message.
 */
export function hostError(error: unknown, vendor: Vendor): UserError {
  if (error instanceof UserError) return error;
  return new UserError(asVendorAuthError(error, vendor.id).fullMessage);
}
