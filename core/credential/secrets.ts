import type { Settings } from './settings';

/**
 * All that must not come back in a vendor's own words (rule T11): the secret fields, what the plan makes
 * of them, and the tokens that were issued for them.
 *
 * @param tokens - each by itself
 */
export function secretsOf({ plan }: Settings, ...tokens: readonly string[]): readonly string[] {
  return [...plan.secrets, ...tokens].filter((secret) => secret !== '');
}
