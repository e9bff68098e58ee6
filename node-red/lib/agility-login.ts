import { agility, sentences, type Settings } from '../../core';
import { invalidField } from './invalid-field';
import { loginNotAgility } from './login-not-agility';

const SAY = sentences('revokeNode', {
  login: 'Login',
});

/** @throws {VendorAuthError} `invalid-settings` for the login of another vendor, which has no grants. */
export function assertHasGrants({ vendor }: Settings): void {
  if (vendor.id === agility.id) return;
  throw invalidField('auth', SAY.login(), loginNotAgility(vendor.productName));
}
