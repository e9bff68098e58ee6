import { agility, sentences, type Settings } from '../../core';
import { invalidField } from './invalid-field';

const SAY = sentences('revokeNode', {
  login: 'Login',
  notAgility:
    'Login is for __vendor__, but only Digital.ai Agility has grants. Choose a login for Agility.',
});

/** @throws {VendorAuthError} `invalid-settings` for the login of another vendor, which has no grants. */
export function assertHasGrants({ vendor }: Settings): void {
  if (vendor.id === agility.id) return;
  throw invalidField('auth', SAY.login(), SAY.notAgility({ vendor: vendor.productName }));
}
