import { fieldsOf, findVendor, VendorAuthError } from '../../../core';

/** What the `vendor-auth` dialog holds, as it sends it to be tested. */
export interface DialogContent {
  /** The id of the configuration, which may not be deployed yet. */
  readonly id: string;
  readonly vendor: string;
  /** The fields that the vendor has, by name; no others. */
  readonly fields: Readonly<Record<string, string | boolean>>;
  /** The id of a `tls-config` node, or empty. */
  readonly tls: string;
  /** The id of an `http proxy` node, or empty. */
  readonly proxy: string;
}

/** @throws {VendorAuthError} `invalid-settings` if it is nothing that the dialog sends. */
export function readDialog(body: unknown): DialogContent {
  if (!isRecord(body) || !isRecord(body['fields'])) throw unreadable();
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
  const vendor = findVendor(body['vendor']);
  const fields: Record<string, string | boolean> = {};
  for (const { name } of vendor === undefined ? [] : fieldsOf(vendor)) {
    const value = body['fields'][name];
    if (typeof value === 'string' || typeof value === 'boolean') fields[name] = value;
  }
  return { id: text('id'), vendor: text('vendor'), fields, tls: text('tls'), proxy: text('proxy') };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: '',
    message: 'The request is not one of the vendor-auth dialog.',
    hint: 'Reload the editor, then test again.',
  });
}
