import { type VendorAuthError, sentences, verbatim } from '../../../core';
import { invalidField } from '../../lib/invalid-field';
import { jsonOf } from './json-of';

const SAY = sentences('payload', {
  noJson:
    'msg.payload cannot be sent as JSON: it refers to itself, is nested too deeply, or holds a number of type BigInt.',
});

/**
 * The payload, or a part of it, as JSON.
 *
 * @throws {VendorAuthError} `invalid-settings` for what JSON cannot hold.
 */
export function payloadJson(payload: unknown): string {
  return jsonOf(payload, noJson);
}

function noJson(): VendorAuthError {
  return invalidField('payload', verbatim('msg.payload'), SAY.noJson());
}
