import type { VendorAuthError } from '../../../core';

/**
 * A value as JSON; the empty text for what JSON does not know.
 *
 * @param problem - what is thrown for what JSON cannot hold: what refers to itself, or a BigInt
 */
export function jsonOf(value: unknown, problem: () => VendorAuthError): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    throw problem();
  }
}
