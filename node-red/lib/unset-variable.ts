import { fieldsOf, findVendor, isFieldShown, VendorAuthError, type FieldName } from '../../core';
import { variableName } from './variable-name';

/**
 * Lets no variable without a value pass for the value itself: as a secret, its name would be sent.
 * Node-RED puts a variable's value in its place before a node sees it, and leaves it if there is none.
 *
 * @throws {VendorAuthError} `invalid-settings`, with a problem for every field that still names one.
 */
export function assertVariablesSet(
  vendorId: unknown,
  fields: Readonly<Record<string, unknown>>,
): void {
  const vendor = findVendor(vendorId);
  if (vendor === undefined) return;
  const textOf = (name: FieldName): string => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
  };
  const problems = fieldsOf(vendor)
    .filter((field) => isFieldShown(field, textOf))
    .flatMap(({ name, label }) => {
      const variable = variableName(textOf(name));
      if (variable === undefined) return [];
      const message = `${label} stands for the environment variable ${shortened(variable)}, which is not set.`;
      return [{ field: name, label, message }];
    });
  if (problems.length === 0) return;
  throw new VendorAuthError({
    code: 'invalid-settings',
    vendor: vendor.id,
    message: problems.map(({ message }) => message).join(' '),
    hint: 'Set it for the process of Node-RED or in the flow, or enter the value itself.',
    problems,
  });
}

/** No name is longer than this, except one that is made to fill an error. */
const LONGEST_SHOWN_NAME = 100;

function shortened(name: string): string {
  return name.length > LONGEST_SHOWN_NAME ? `${name.slice(0, LONGEST_SHOWN_NAME)}…` : name;
}
