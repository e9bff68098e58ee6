import { agility, type Settings } from '../../core';
import { invalidLogin } from './invalid-field';
import { loginNotAgility } from './login-not-agility';

/** @throws {VendorAuthError} `invalid-settings` for the login of another vendor, which has no grants. */
export function assertHasGrants({ vendor }: Settings): void {
  if (vendor.id !== agility.id) throw invalidLogin(loginNotAgility(vendor.productName));
}
