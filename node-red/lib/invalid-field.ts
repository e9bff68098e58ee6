import { invalidFields, type Sentence, type VendorAuthError } from '../../core';

/** Something in a dialog or a message that cannot work; the sentence begins with the field's label. */
export function invalidField(field: string, label: Sentence, message: Sentence): VendorAuthError {
  return invalidFields('', [{ field, label, message }]);
}
