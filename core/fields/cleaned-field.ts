import type { Sentence } from '../base/sentence';
import type { Field } from './field';

/** Both texts are sentences about the field that begin with its label. */
export type CleanedField =
  | { readonly ok: true; readonly value: string; readonly repaired?: Sentence }
  | { readonly ok: false; readonly problem: Sentence };

/** A field as the sentences about it name it. */
export interface FieldToClean {
  readonly field: Field;
  readonly label: Sentence;
  readonly help: Sentence;
}

/** Cleans what stands in a field of one kind, without blanks around it and not empty. */
export type Cleaner = (of: FieldToClean, value: string) => CleanedField;

export function right(value: string): CleanedField {
  return { ok: true, value };
}

export function wrong(problem: Sentence): CleanedField {
  return { ok: false, problem };
}

/** Line breaks and the like, which no value of one line holds. */
export const CONTROL = /\p{Cc}/u;
