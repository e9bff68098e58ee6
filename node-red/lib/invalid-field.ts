import { VendorAuthError } from '../../core';

/** Something in a dialog or a message that cannot work; the sentence begins with the field's label. */
export function invalidField(field: string, label: string, message: string): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: '',
    message,
    problems: [{ field, label, message }],
  });
}
