import { COMMON_FIELDS, type Field, type Vendor } from '../../core';

/** A tree of texts, as Node-RED's catalogues are. */
export interface Catalogue {
  readonly [key: string]: string | Catalogue;
}

/**
 * The English words of the vendors, by vendor and field, as the vendor files have them. The
 * translations have the same keys.
 */
export function vendorWords(vendors: readonly Vendor[]): Catalogue {
  return {
    ...Object.fromEntries(
      vendors.map(({ id, summary, fields }) => [id, { summary, fields: fieldWords(fields) }]),
    ),
    common: { fields: fieldWords(COMMON_FIELDS) },
  };
}

function fieldWords(fields: readonly Field[]): Catalogue {
  return Object.fromEntries(
    fields.map(({ name, label, help, choices }) => [
      name,
      {
        label,
        help,
        ...(choices === undefined ? {} : { choices: choiceWords(choices) }),
      },
    ]),
  );
}

function choiceWords(choices: NonNullable<Field['choices']>): Catalogue {
  return Object.fromEntries(
    choices.map(({ value, label, help }) => [value, help ? `${label} – ${help}` : label]),
  );
}
