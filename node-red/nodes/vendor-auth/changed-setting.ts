import {
  cleanField,
  fieldByName,
  fieldsOf,
  fieldToClean,
  findVendor,
  isFieldShown,
  isSecretField,
  type Field,
  type FieldKind,
  type Vendor,
} from '../../../core';
import type { Credential } from '../../lib/credential';
import type { DialogContent } from './dialog-content';

/**
 * What a dialog may change and still use a saved secret, each with the reason. Everything else decides
 * where the secret or its token goes, over which connection, or in which form, and so does a field that
 * is new and not listed here.
 */
export const HARMLESS: Readonly<Record<string, string>> = {
  id: 'It names the login that lends the secret; all the rest is compared with that login.',
  fields: 'Each field is compared by itself.',
};

/** The name of a field, or of another setting in the dialog such as `tls`. */
export type SettingName = string;

type Raw = Readonly<Record<string, unknown>>;

/**
 * The first setting in which a dialog differs from the flow file, or undefined. Both are compared as they
 * are written: a variable equals only the same variable, so nobody finds out a variable's value by
 * guessing it.
 *
 * @param deployed - the properties and credentials of the deployed login
 * @param lent - the fields whose values come from there
 */
export function settingChangedFrom(
  deployed: Raw,
  dialog: DialogContent,
  lent: ReadonlySet<SettingName>,
): SettingName | undefined {
  const vendor = findVendor(dialog.vendor);
  // First of all: what a field means depends on the vendor.
  if (vendor === undefined || vendor.id !== deployed['vendor']) return 'vendor';
  const changed = fieldsOf(vendor).find((field) => {
    if (isOwn(field, lent) || !mayCount(field, vendor, dialog)) return false;
    const written = asWritten(vendor, field, dialog.fields[field.name]);
    // Nobody finds out a secret of several lines by guessing it.
    if (isSecretField(field) && written !== EMPTY) return true;
    return written !== asWritten(vendor, field, deployed[field.name]);
  });
  if (changed !== undefined) return changed.name;
  return Object.entries(dialog).find(
    ([name, value]) => !(name in HARMLESS) && value !== (deployed[name] ?? ''),
  )?.[0];
}

/**
 * The first setting in which a credential differs from the one that is at work, or undefined. It catches
 * what the flow file does not show: the contents of other nodes, and a deployment that is under way.
 */
export function settingChangedFromWorking(
  working: Credential,
  tried: Credential,
  lent: ReadonlySet<SettingName>,
): SettingName | undefined {
  if (working.settings.vendor.id !== tried.settings.vendor.id) return 'vendor';
  const changed = fieldsOf(tried.settings.vendor).find(
    (field) =>
      !isOwn(field, lent) &&
      tried.settings.values.text(field.name) !== working.settings.values.text(field.name),
  );
  if (changed !== undefined) return changed.name;
  if (JSON.stringify(tried.proxy) !== JSON.stringify(working.proxy)) return 'proxy';
  if (tried.settings.tls.hostOptionsKey !== working.settings.tls.hostOptionsKey) return 'tls';
  return undefined;
}

/** Secrets that are nothing but a value: one that holds headers or parameters could lead elsewhere. */
const PLAIN_SECRETS: ReadonlySet<FieldKind> = new Set(['secret', 'token', 'privateKey']);

/** Whether the value is the deployed one anyway, or a plain secret that the person typed and so knows. */
function isOwn({ name, kind }: Field, lent: ReadonlySet<SettingName>): boolean {
  return lent.has(name) || PLAIN_SECRETS.has(kind);
}

/** Whether the field may count. What is no value, such as a variable, decides that only later. */
function mayCount(field: Field, vendor: Vendor, dialog: DialogContent): boolean {
  const deciding = field.onlyWhen && fieldByName(vendor, field.onlyWhen.field);
  if (deciding === undefined) return true;
  const cleaned = cleanField(fieldToClean(vendor, deciding), dialog.fields[deciding.name]);
  return !cleaned.ok || isFieldShown(field, () => cleaned.value);
}

/** The field's value, the same for every spelling of it, such as with and without a final slash. */
function asWritten(vendor: Vendor, field: Field, raw: unknown): string {
  const asked = { ...field, required: false };
  const cleaned = cleanField(fieldToClean(vendor, asked), raw);
  return cleaned.ok ? `value ${cleaned.value}` : `mistake ${JSON.stringify(raw)}`;
}

const EMPTY = 'value ';
