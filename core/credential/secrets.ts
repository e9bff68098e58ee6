import { headersOf, parametersOf } from '../fields/clean-field';
import { isSecretField } from '../fields/field';
import { fieldsOf, type Settings } from './settings';

/**
 * All that must not come back in a vendor's own words (rule T11): the secret fields, what the plan makes
 * of them, and the tokens that were issued for them.
 *
 * @param tokens - each by itself
 */
export function secretsOf(
  { vendor, values, plan }: Settings,
  ...tokens: readonly string[]
): readonly string[] {
  const typed = fieldsOf(vendor)
    .filter(isSecretField)
    .flatMap(({ name, kind }) => {
      const value = values.text(name);
      if (kind === 'secretHeaders') return Object.values(headersOf(value));
      return kind === 'secretParameters' ? textsIn(parametersOf(value)) : [value];
    });
  return [...typed, ...plan.secrets, ...tokens].filter((secret) => secret !== '');
}

function textsIn(value: unknown): string[] {
  if (typeof value !== 'object') return [String(value)];
  return value === null ? [] : Object.values(value).flatMap(textsIn);
}
