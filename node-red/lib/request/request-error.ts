import { VendorAuthError } from '../../../core';

/** Something that the node or the message asks for and that cannot be sent. */
export function unusable(field: string, label: string, message: string): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: '',
    message,
    problems: [{ field, label, message }],
  });
}
