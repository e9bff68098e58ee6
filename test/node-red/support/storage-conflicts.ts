import { fieldsOf, isSecretField, isStoredEncrypted, type Field, type Vendor } from '../../../core';

/**
 * What is wrong with fields that one vendor wants stored otherwise than another: Node-RED stores all fields
 * of one name in the same way. A sentence each, which names both vendor files.
 */
export function storageConflicts(vendors: readonly Vendor[]): string[] {
  const first = new Map<string, { readonly file: string; readonly way: string }>();
  return vendors.flatMap((vendor) =>
    fieldsOf(vendor).flatMap((field) => {
      const file = `core/vendors/${vendor.id}.ts`;
      const way = wayOf(field);
      const other = first.get(field.name) ?? { file, way };
      first.set(field.name, other);
      if (other.way === way) return [];
      return `The field ${field.name} is ${other.way} in ${other.file}, but ${way} in ${file}. Give one of them another name.`;
    }),
  );
}

function wayOf(field: Field): string {
  if (isSecretField(field)) return 'a secret';
  return isStoredEncrypted(field) ? 'stored encrypted, but no secret' : 'stored in the flow';
}
