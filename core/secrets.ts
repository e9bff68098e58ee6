import { basicCredentials } from './client-authentication';
import { isSecretField } from './fields';
import { fieldsOf, type Settings } from './settings';

/**
 * All that must not come back in a vendor's own words (rule T11): the secret fields, what the token
 * request makes of them, and the tokens that were issued for them.
 *
 * @param tokens - each by itself, or as the `Authorization` header that carries it
 */
export function secretsOf(
  { vendor, values, plan }: Settings,
  ...tokens: readonly string[]
): readonly string[] {
  const typed = fieldsOf(vendor)
    .filter(isSecretField)
    .map(({ name }) => values.text(name));
  const sent =
    plan.kind === 'static' ? [plan.accessToken] : [plan.clientSecret, basicCredentials(plan)];
  const issued = tokens.map((token) => token.replace(/^bearer /i, ''));
  return [...typed, ...sent, ...issued].filter((secret) => secret !== '');
}
