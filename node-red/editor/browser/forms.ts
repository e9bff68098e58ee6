import type { Field, FieldName } from '../../../core/fields';

/** A vendor's form without its words, which come from the catalogue of the editor's language. */
export interface Form {
  readonly vendor: string;
  /** A name of its own, the same in every language. */
  readonly productName: string;
  readonly documentationUrl: string;
  readonly fields: readonly FormField[];
}

export type FormField = Omit<Field, 'label' | 'help' | 'choices'> & {
  /** The values of a choice. */
  readonly choices?: readonly string[];
  /** Whether the field's words are those that all vendors have in common. */
  readonly common?: boolean;
};

/** Looks up a text by the end of its key, and puts the values into it. */
export type Words = (key: string, values?: Record<string, string | number>) => string;

/** Where the catalogue holds the words of a vendor's field. */
export function fieldKey(vendor: string, field: { name: FieldName; common?: boolean }): string {
  return `vendors.${field.common ? 'common' : vendor}.fields.${field.name}`;
}

/** The field with its words, as the core's own checks want it. */
export function wordedField(form: Form, field: FormField, words: Words): Field {
  const key = fieldKey(form.vendor, field);
  const { choices, ...rest } = field;
  return {
    ...rest,
    label: words(`${key}.label`),
    help: words(`${key}.help`),
    ...(choices === undefined
      ? {}
      : {
          choices: choices.map((value) => ({ value, label: words(`${key}.choices.${value}`) })),
        }),
  };
}
