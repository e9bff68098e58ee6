import { cleanField } from '../../../core/clean-field';
import type { Field } from '../../../core/fields';
import type { Words } from './forms';

export interface Checked {
  /** What is wrong, as a sentence. */
  readonly problem?: string;
  /** What the field would hold if what is unmistakably wrong were put right. */
  readonly repaired?: string;
}

/** Stands for a secret that is saved: the secret itself never comes to the browser. */
export const SAVED_SECRET = '__PWRD__';

/**
 * Checks what stands in a field by the core's own rules. What Node-RED will replace by an
 * environment variable cannot be judged before it has been.
 */
export function checkField(field: Field, typed: string | boolean, words: Words): Checked {
  if (typed === SAVED_SECRET || (typeof typed === 'string' && /\$[{(]/.test(typed))) return {};
  const cleaned = cleanField(field, typed);
  if (cleaned.ok) return cleaned.repaired === undefined ? {} : { repaired: cleaned.value };
  return {
    problem: words(`problem.${problemKey(field, typed, cleaned.longestCharacters)}`, {
      label: field.label,
      placeholder: field.placeholder ?? '',
      problem: cleaned.message,
      n: cleaned.longestCharacters ?? 0,
    }),
  };
}

function problemKey(field: Field, typed: string | boolean, longestCharacters?: number): string {
  if (longestCharacters !== undefined) return 'tooLong';
  return typeof typed === 'string' && typed.trim() === '' ? 'missing' : field.kind;
}
