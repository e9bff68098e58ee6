import { sentenceOf, verbatim, type Sentence } from '../../../core/base/sentence';
import { cleanField } from '../../../core/fields/clean-field';
import { isFieldRequired, type Field, type FieldName } from '../../../core/fields/field';
import type { Vendor } from '../../../core/vendor/vendor';
import { fieldToClean } from '../../../core/vendor/vendor-words';
import { SAVED_SECRET } from '../../lib/saved-secret';

export interface Checked {
  /** What is wrong. */
  readonly problem?: Sentence;
  /** What the field would hold if what is unmistakably wrong were put right. */
  readonly repaired?: string;
}

/** Where a value is found stands below its field already. */
const NO_HELP = verbatim('');

/** An imported example has the address that the form shows as one: its login is still to be made. */
const EXAMPLE = sentenceOf('help.example', 'Enter your own address in place of the example’s.');

/**
 * Checks what stands in a field by the core's own rules. What Node-RED will replace by an environment
 * variable cannot be judged before it has been.
 *
 * @param valueOf - what stands in the other fields, by name
 */
export function checkField(
  vendor: Vendor,
  field: Field,
  typed: unknown,
  valueOf: (name: FieldName) => string,
): Checked {
  if (typed === SAVED_SECRET || (typeof typed === 'string' && /\$[{(]/.test(typed))) return {};
  if (field.kind === 'baseUrl' && typed === field.placeholder) return { problem: EXAMPLE };
  const asked = { ...field, required: isFieldRequired(field, valueOf) };
  const cleaned = cleanField({ ...fieldToClean(vendor, asked), help: NO_HELP }, typed);
  if (!cleaned.ok) return { problem: cleaned.problem };
  return cleaned.repaired === undefined ? {} : { repaired: cleaned.value };
}
