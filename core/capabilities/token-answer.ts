/** Where the answer of a token endpoint has the token, and how long that lives. */
import { lifetime, type LifetimeSource } from '../endpoint/lifetime-source';
import { tokenAt, WELL_KNOWN_TOKEN, type TokenLocation } from '../endpoint/token-location';
import type { Field } from '../fields/field';
import type { FieldValues } from '../vendor/vendor';

export const TOKEN_ANSWER_FIELDS: readonly Field[] = [
  {
    name: 'tokenPath',
    label: 'Token Path',
    kind: 'text',
    help: 'Where the answer has the token, such as data.token; a single dot if the whole answer is the token. Empty finds the usual places.',
    placeholder: 'access_token',
    required: false,
    advanced: true,
    group: 'finding',
  },
  {
    name: 'lifetimePath',
    label: 'Lifetime Path',
    kind: 'text',
    help: 'Where the answer says how long the token lives or when it ends, such as data.expires_in. Empty finds the usual places.',
    placeholder: 'expires_in',
    required: false,
    advanced: true,
    group: 'lifetime',
  },
  {
    name: 'lifetimeUnit',
    label: 'Lifetime Unit',
    kind: 'choice',
    help: 'What the number in the answer counts. Seconds are the standard, and a number too large for them is understood as milliseconds.',
    required: true,
    default: 'automatic',
    choices: [
      { value: 'automatic', label: 'As the Number Looks' },
      { value: 'seconds', label: 'Seconds' },
      { value: 'milliseconds', label: 'Milliseconds' },
    ],
    advanced: true,
    group: 'lifetime',
  },
  {
    name: 'defaultLifetimeSeconds',
    label: 'Default Lifetime (Seconds)',
    kind: 'seconds',
    help: 'How long a token lives if neither the answer nor the token says so.',
    placeholder: '300',
    required: false,
    advanced: true,
    group: 'lifetime',
  },
];

export function tokenLocationOf(values: FieldValues): TokenLocation {
  const path = values.text('tokenPath');
  return path === '' ? WELL_KNOWN_TOKEN : tokenAt(path);
}

export function lifetimeOf(values: FieldValues, defaultSeconds: number): LifetimeSource {
  const path = values.text('lifetimePath');
  const unit = values.text('lifetimeUnit');
  return lifetime({
    defaultSeconds: Number(values.text('defaultLifetimeSeconds') || defaultSeconds),
    ...(path === '' ? {} : { path }),
    ...(unit === 'seconds' || unit === 'milliseconds' ? { unit } : {}),
  });
}
