import {
  fieldsOf,
  findVendor,
  isRecord,
  sentences,
  VendorAuthError,
  type Sentence,
} from '../../../core';

const SAY = sentences('dialog', {
  notOurs: 'The request is not one of the vendor-auth dialog.',
  tooMuchText: 'The fields hold too much text.',
  reload: 'Reload the editor, then test again.',
});

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

/** The longest field, a large bundle of certificate authorities, may be full, and the others hold something. */
const MOST_CHARACTERS = (512 + 64) * 1024;

/**
 * Reads what the dialog sent. Only what stands in the request itself counts, never what an object
 * inherits; what is no text, or no flag, counts as missing.
 *
 * @throws {VendorAuthError} `invalid-settings` if it is nothing that the dialog sends, or too much.
 */
export function readDialog(body: unknown): DialogContent {
  const sentFields = own(body, 'fields');
  if (!isRecord(sentFields)) throw unreadable(SAY.notOurs());
  const text = (name: string): string => {
    const value = own(body, name);
    return typeof value === 'string' ? value : '';
  };
  const vendor = findVendor(text('vendor'));
  const fields: Record<string, string | boolean> = {};
  for (const { name } of vendor === undefined ? [] : fieldsOf(vendor)) {
    const value = own(sentFields, name);
    if (typeof value === 'string' || typeof value === 'boolean') fields[name] = value;
  }
  const dialog = {
    id: text('id'),
    vendor: text('vendor'),
    fields,
    tls: text('tls'),
    proxy: text('proxy'),
  };
  if (charactersOf(dialog) > MOST_CHARACTERS) throw unreadable(SAY.tooMuchText());
  return dialog;
}

function charactersOf({ fields, ...others }: DialogContent): number {
  const texts = [...Object.values(others), ...Object.values(fields).map(String)];
  return texts.reduce((sum, { length }) => sum + length, 0);
}

function own(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function unreadable(message: Sentence): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: '',
    message,
    hint: SAY.reload(),
  });
}
