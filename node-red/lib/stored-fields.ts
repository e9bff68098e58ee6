import { fieldsOf, isSecretField, isStoredEncrypted, type Vendor } from '../../core';

/** How Node-RED stores a credential: a `password` never comes back to the editor. */
export interface StoredField {
  readonly type: 'text' | 'password';
}

/** The fields that Node-RED stores encrypted, apart from the flow; a secret of one vendor is one of all. */
export function storedFields(vendors: readonly Vendor[]): Record<string, StoredField> {
  const stored: Record<string, StoredField> = {};
  for (const field of vendors.flatMap(fieldsOf).filter(isStoredEncrypted)) {
    const isSecret = isSecretField(field) || stored[field.name]?.type === 'password';
    stored[field.name] = { type: isSecret ? 'password' : 'text' };
  }
  return stored;
}
