import {
  fieldsOf,
  findVendor,
  invalidFields,
  isFieldShown,
  isSecretField,
  labelOf,
  sentences,
  type FieldName,
} from '../../core';
import type { UnsetVariable } from './variable-name';

const SAY = sentences('variable', {
  notSet: '__label__ stands for the environment variable __variable__, which is not set.',
  setIt: 'Set it for the process of Node-RED or in the flow, or enter the value itself.',
});

/**
 * Lets no variable without a value pass for the value itself: as a secret, its name would be sent. Where it is
 * only a part of what was typed into a secret field, it may be a part of the secret, and is not named.
 *
 * @param unset - by the names of the fields
 * @throws {VendorAuthError} `invalid-settings`, with a problem for every field that has one.
 */
export function assertVariablesSet(
  vendorId: unknown,
  fields: Readonly<Record<string, unknown>>,
  unset: ReadonlyMap<string, UnsetVariable>,
): void {
  const vendor = findVendor(vendorId);
  if (vendor === undefined) return;
  const textOf = (name: FieldName): string => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
  };
  const problems = fieldsOf(vendor)
    .filter((field) => isFieldShown(field, textOf))
    .flatMap((field) => {
      const variable = unset.get(field.name);
      if (variable === undefined) return [];
      const label = labelOf(vendor, field);
      const isNamed = variable.isAll || !isSecretField(field);
      const message = SAY.notSet({ label, variable: isNamed ? shortened(variable.name) : '…' });
      return [{ field: field.name, label, message }];
    });
  if (problems.length === 0) return;
  throw invalidFields(vendor.id, problems, SAY.setIt());
}

/** No name is longer than this, except one that is made to fill an error. */
const LONGEST_SHOWN_NAME = 100;

function shortened(name: string): string {
  return name.length > LONGEST_SHOWN_NAME ? `${name.slice(0, LONGEST_SHOWN_NAME)}…` : name;
}
