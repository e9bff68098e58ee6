import { clientCredentials, type Field, type Vendor } from '../../../core';

/** A vendor that no file describes, with these fields after its base URL. */
export function madeUpVendor(id: string, ...fields: readonly Field[]): Vendor {
  const [baseUrl] = clientCredentials.fields;
  return {
    ...clientCredentials,
    id,
    productName: `Product ${id}`,
    summary: `Tokens of ${id}.`,
    fields: [baseUrl!, ...fields],
  };
}

/** A field that is not required, with a label that says whose it is. */
export function madeUpField(name: string, more: Partial<Field> = {}): Field {
  return {
    name,
    label: `The ${name}`,
    kind: 'text',
    help: `Where ${name} is.`,
    required: false,
    ...more,
  };
}
