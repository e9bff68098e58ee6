import fc from 'fast-check';
import { credential, SECRET } from '../../core/support/credentials';
import { checkSettings, endpointFacts, type EndpointFacts, type Settings } from '../core';
import { documentedLifetimeSeconds } from '../expectations/lifetime';
import { secretForms } from '../leaks';

/** A checked credential, and what a test must know of it. */
export interface FuzzCredential extends EndpointFacts {
  readonly settings: Settings;
  readonly defaultLifetimeSeconds: number;
  readonly secrets: readonly string[];
  toString(): string;
}

function fuzzCredential(
  vendor: Parameters<typeof credential>[0],
  fields: Record<string, unknown>,
): FuzzCredential {
  const settings = checkSettings(vendor, credential(vendor, fields));
  const facts = endpointFacts(settings);
  const secrets = secretForms(facts.clientSecret, facts.clientId);
  const login = fields['login'] === 'publicApi' ? 'publicApi' : 'keycloak';
  const defaultLifetimeSeconds = documentedLifetimeSeconds(vendor, login);
  const toString = () => `${vendor} ${JSON.stringify(fields)}`;
  return { ...facts, settings, secrets, defaultLifetimeSeconds, toString };
}

/** Every vendor that has a token endpoint, in every way in which its requests and answers differ. */
const CREDENTIALS: readonly FuzzCredential[] = [
  fuzzCredential('eggplant-dai', {}),
  fuzzCredential('eggplant-dai', { login: 'publicApi' }),
  fuzzCredential('ddi-central', {}),
  fuzzCredential('dvinci', {}),
  fuzzCredential('client-credentials', {}),
  fuzzCredential('client-credentials', { clientAuthentication: 'header' }),
  fuzzCredential('client-credentials', { bodyFormat: 'json', scope: 'a b', audience: 'https://a' }),
];

/** With a secret of any characters, of which enough stay to recognise it by. */
const withAnySecret = fc
  .tuple(
    fc.constantFrom('dvinci' as const, 'ddi-central', 'client-credentials'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  )
  .map(([vendor, middle]) => {
    const clientSecret = `${SECRET.slice(0, 6)}${middle.replace(/\p{Cc}/gu, '')}Qz7!xK`;
    return fuzzCredential(vendor, { clientSecret });
  });

export const anyCredential: fc.Arbitrary<FuzzCredential> = fc.oneof(
  { weight: 15, arbitrary: fc.constantFrom(...CREDENTIALS) },
  { weight: 1, arbitrary: withAnySecret },
);
