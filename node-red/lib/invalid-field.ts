import { invalidFields, sentences, type Sentence, type VendorAuthError } from '../../core';

const SAY = sentences('node', {
  login: 'Login',
  theMessage: 'The message',
});

/** Something in a dialog or a message that cannot work; the sentence begins with the field's label. */
export function invalidField(field: string, label: Sentence, message: Sentence): VendorAuthError {
  return invalidFields('', [{ field, label, message }]);
}

/** A login that a node cannot use, or the lack of one. */
export function invalidLogin(message: Sentence): VendorAuthError {
  return invalidField('auth', SAY.login(), message);
}

/** A message that a node cannot use, or not send on. */
export function invalidMessage(message: Sentence): VendorAuthError {
  return invalidField('msg', SAY.theMessage(), message);
}
