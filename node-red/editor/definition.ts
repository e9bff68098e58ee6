import { fieldsOf, type Field, type Vendor } from '../../core';
import { storedFields } from '../lib/stored-fields';

/**
 * What Node-RED saves of the vendors' fields in the flow: for each the value with which a new
 * configuration begins, and its check. JavaScript text, one property each.
 */
export function fieldDefaults(vendors: readonly Vendor[]): string[] {
  const encrypted = storedFields(vendors);
  return [...fieldsByName(vendors)]
    .filter(([name]) => !(name in encrypted))
    .map(([name, variants]) => property(name, variants, isRequiredByAll(variants, vendors)));
}

/** What Node-RED stores encrypted of them, also as JavaScript text. */
export function fieldCredentials(vendors: readonly Vendor[]): string[] {
  return Object.entries(storedFields(vendors)).map(
    ([name, { type }]) => `${name}: { type: ${literal(type)} },`,
  );
}

/** A text or flag as JavaScript that cannot end the script element around it. */
export function literal(value: string | boolean): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function fieldsByName(vendors: readonly Vendor[]): Map<string, Field[]> {
  const byName = new Map<string, Field[]>();
  for (const field of vendors.flatMap(fieldsOf)) {
    byName.set(field.name, [...(byName.get(field.name) ?? []), field]);
  }
  return byName;
}

function isRequiredByAll(variants: readonly Field[], { length }: readonly Vendor[]): boolean {
  const isAlways = ({ required, default: standard, onlyWhen, optionalWith }: Field) =>
    required && standard === undefined && onlyWhen === undefined && optionalWith === undefined;
  return variants.length === length && variants.every(isAlways);
}

function property(name: string, variants: readonly Field[], isRequired: boolean): string {
  const value = `value: ${literal(initialValue(variants))}`;
  if (variants.every(({ kind }) => kind === 'flag')) return `${name}: { ${value} },`;
  return [
    `${name}: {`,
    `  ${value},`,
    ...(isRequired ? ['  required: true,'] : []),
    // Node-RED takes a text for what is wrong only if the function has two parameters.
    '  validate: function (value, options) {',
    `    return VendorAuthEditor.validate(this, ${literal(name)}, value);`,
    '  },',
    '},',
  ].join('\n');
}

/** The default that all of them have. Where they differ, empty means each vendor's own. */
function initialValue(variants: readonly Field[]): string | boolean {
  const defaults = new Set(
    variants.map(({ kind, default: standard }) => (kind === 'flag' ? false : (standard ?? ''))),
  );
  const [first = '', ...others] = defaults;
  return others.length === 0 ? first : '';
}
