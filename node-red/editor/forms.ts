import { COMMON_FIELDS, fieldsOf, type Field, type Vendor } from '../../core';
import type { Form, FormField } from './browser/forms';

/** The dialog's forms, one for each vendor, as the vendor files describe them. */
export function formsOf(vendors: readonly Vendor[]): Form[] {
  return vendors.map((vendor) => ({
    vendor: vendor.id,
    productName: vendor.productName,
    documentationUrl: vendor.documentationUrl,
    fields: fieldsOf(vendor).map(formField),
  }));
}

function formField({ label: _label, help: _help, choices, ...field }: Field): FormField {
  return {
    ...field,
    ...(choices === undefined ? {} : { choices: choices.map(({ value }) => value) }),
    ...(COMMON_FIELDS.some(({ name }) => name === field.name) ? { common: true } : {}),
  };
}
