import { type VendorAuthError, sentences } from '../../../core';
import { invalidMessage } from '../../lib/invalid-field';
import { jsonOf } from './json-of';

const SAY = sentences('payload', {
  noText:
    'The message has a value for the URL, a header or a cookie that is no text: it refers to itself, is nested too deeply, or holds a number of type BigInt.',
});

/**
 * A value of a message as text: objects as JSON, and nothing as the empty text.
 *
 * @throws {VendorAuthError} `invalid-settings` for an object that JSON cannot hold.
 */
export function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? '' : jsonOf(value, noText);
    default:
      return '';
  }
}

function noText(): VendorAuthError {
  return invalidMessage(SAY.noText());
}
