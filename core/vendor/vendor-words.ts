import { sentenceOf, sentences, type Sentence } from '../base/sentence';
import type { FieldToClean } from '../fields/cleaned-field';
import { COMMON_FIELDS, type Field } from '../fields/field';
import type { Vendor } from './vendor';

type Labelled = Pick<Vendor, 'id' | 'fields'>;

/** A vendor's own fields and those that every vendor has, in the order of the form. */
export function fieldsOf({ fields }: Pick<Vendor, 'fields'>): readonly Field[] {
  return [...fields, ...COMMON_FIELDS];
}

/** The field of that name, if the vendor's form has one. */
export function fieldByName(vendor: Pick<Vendor, 'fields'>, name: string): Field | undefined {
  return fieldsOf(vendor).find((field) => field.name === name);
}

/** Where the catalogues hold the words of a vendor's field. */
export function fieldKey(vendorId: string, name: string): string {
  const isCommon = COMMON_FIELDS.some((field) => field.name === name);
  return `vendors.${isCommon ? 'common' : vendorId}.fields.${name}`;
}

/** A field's label, as the form shows it in each language. */
export function labelOf({ id }: Pick<Vendor, 'id'>, { name, label }: Field): Sentence {
  return sentenceOf(`${fieldKey(id, name)}.label`, label);
}

/** Where a field's value is found. */
export function helpOf({ id }: Pick<Vendor, 'id'>, { name, help }: Field): Sentence {
  return sentenceOf(`${fieldKey(id, name)}.help`, help);
}

/** The field as the sentences about what it holds name it. */
export function fieldToClean(vendor: Pick<Vendor, 'id'>, field: Field): FieldToClean {
  return { field, label: labelOf(vendor, field), help: helpOf(vendor, field) };
}

/** The label of the vendor's field of that name; the name itself, if the vendor has no such field. */
export function labelByName(vendor: Labelled, name: string): Sentence {
  const field = fieldByName(vendor, name);
  return field === undefined ? sentenceOf('', name) : labelOf(vendor, field);
}

const SAY = sentences('hint', {
  checkFields: 'Check the fields of the login.',
  check: 'Check __first__.',
  checkTwo: 'Check __first__ and __second__.',
  checkThree: 'Check __first__, __second__ and __third__.',
});

/** “Check …”, with those of the named fields that the vendor's form has, in its order, up to three. */
export function checkHint(vendor: Labelled, ...names: readonly string[]): Sentence {
  const [first, second, third] = vendor.fields
    .filter(({ name }) => names.includes(name))
    .map((field) => labelOf(vendor, field));
  if (first === undefined) return SAY.checkFields();
  if (second === undefined) return SAY.check({ first });
  if (third === undefined) return SAY.checkTwo({ first, second });
  return SAY.checkThree({ first, second, third });
}
