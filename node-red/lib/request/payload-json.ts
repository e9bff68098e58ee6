import type { VendorAuthError } from '../../../core';
import { invalidField } from '../invalid-field';
import { jsonOf } from './json-of';

/**
 * The payload, or a part of it, as JSON.
 *
 * @throws {VendorAuthError} `invalid-settings` for what JSON cannot hold.
 */
export function payloadJson(payload: unknown): string {
  return jsonOf(payload, noJson);
}

function noJson(): VendorAuthError {
  const message =
    'msg.payload cannot be sent as JSON: it refers to itself, is nested too deeply, or holds a number of type BigInt.';
  return invalidField('payload', 'msg.payload', message);
}
