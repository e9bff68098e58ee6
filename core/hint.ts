import type { FieldName } from './fields';
import type { Vendor } from './vendor';

/** “Check …”, naming of these fields those that the vendor's form has, in the order of the form. */
export function checkHint(vendor: Vendor, ...names: readonly FieldName[]): string {
  const labels = vendor.fields.filter(({ name }) => names.includes(name)).map(({ label }) => label);
  return labels.length === 0 ? 'Check the fields of the login.' : `Check ${labels.join(' and ')}.`;
}
