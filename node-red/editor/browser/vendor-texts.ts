import { sentenceOf, type Sentence } from '../../../core/base/sentence';
import type { Choice, Field } from '../../../core/fields/field';
import type { Vendor } from '../../../core/vendor/vendor';
import { fieldKey } from '../../../core/vendor/vendor-words';

/** One sentence about the vendor's login. */
export function summaryOf({ id, summary }: Pick<Vendor, 'id' | 'summary'>): Sentence {
  return sentenceOf(`vendors.${id}.summary`, summary);
}

/** A choice as the list shows it. */
export function choiceTextOf(
  { id }: Pick<Vendor, 'id'>,
  { name }: Pick<Field, 'name'>,
  { value, label, help }: Choice,
): Sentence {
  // A dot or a colon would divide the key.
  const part = value.replace(/[.:]/g, '_');
  return sentenceOf(
    `${fieldKey(id, name)}.choices.${part}`,
    help === undefined ? label : `${label} – ${help}`,
  );
}
