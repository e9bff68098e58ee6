import { VendorAuthError } from '../../../core';

/** The error that it throws or rejects with, which must be one of the core's own. */
export async function errorOf(
  action: Promise<unknown> | (() => unknown),
): Promise<VendorAuthError> {
  try {
    await (typeof action === 'function' ? action() : action);
  } catch (error) {
    expect(error).toBeInstanceOf(VendorAuthError);
    return error as VendorAuthError;
  }
  throw new Error('nothing was thrown');
}
