import { invalidField } from '../invalid-field';

/**
 * The payload, or a part of it, as JSON; the empty text for what JSON does not know.
 *
 * @throws {VendorAuthError} `invalid-settings` for what JSON cannot hold.
 */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    const message =
      'msg.payload cannot be sent as JSON: it refers to itself, or holds a number of type BigInt.';
    throw invalidField('payload', 'msg.payload', message);
  }
}
