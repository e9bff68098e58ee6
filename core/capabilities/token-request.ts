/** What else a token request says, and how: grant, parameters, body, headers. */
import { isRecord, merged, type Json, type JsonObject } from '../base/json';
import { sentences } from '../base/sentence';
import { FORM, JSON_BODY, QUERY, type BodyFormat } from '../endpoint/body-format';
import { headersOf, parametersOf } from '../fields/clean-field';
import type { Field } from '../fields/field';
import type { FieldValues, ValuesProblem } from '../vendor/vendor';
import { parameterNames } from './client';

/** The fields that many vendors want, in sight or folded as before. */
export const COMMON_PARAMETER_FIELDS: readonly Field[] = [
  {
    name: 'scope',
    label: 'Scope',
    kind: 'text',
    help: 'Several are separated by spaces. Empty asks for what the vendor gives by default.',
    placeholder: 'read write',
    required: false,
  },
  {
    name: 'audience',
    label: 'Audience',
    kind: 'text',
    help: 'Some vendors want to know for which API the token is.',
    placeholder: 'https://api.example.com',
    required: false,
    advanced: true,
  },
];

export const TOKEN_REQUEST_FIELDS: readonly Field[] = [
  {
    name: 'bodyFormat',
    label: 'Body Format',
    kind: 'choice',
    help: 'Form is the standard. Some vendors want JSON, a few a GET with a query.',
    required: true,
    default: 'form',
    choices: [
      { value: 'form', label: 'Form' },
      { value: 'json', label: 'JSON' },
      { value: 'query', label: 'Query', help: 'a GET, whose address servers may log' },
    ],
    advanced: true,
  },
  {
    name: 'grantType',
    label: 'Grant Type',
    kind: 'text',
    help: 'What the vendor’s page calls grant_type, if it is not client_credentials. Enter “none” to send none, as for a login by user name and password.',
    placeholder: 'client_credentials',
    required: false,
    advanced: true,
    group: 'asking',
  },
  {
    name: 'extraParameters',
    label: 'Extra Parameters',
    kind: 'parameters',
    help: 'Further parameters of the token request: name=value, one a line, or a JSON object. Not for secrets.',
    placeholder: 'resource=https://api.example.com',
    required: false,
    advanced: true,
  },
  {
    name: 'secretParameters',
    label: 'Secret Parameters',
    kind: 'secretParameters',
    help: 'The same for secrets, such as password=…; they are stored encrypted and never shown again.',
    required: false,
    advanced: true,
    group: 'asking',
  },
  {
    name: 'tokenRequestHeaders',
    label: 'Token Request Headers',
    kind: 'secretHeaders',
    help: 'Headers that the token request needs: Name: value, one a line. They are stored encrypted and never shown again.',
    required: false,
    advanced: true,
    group: 'asking',
  },
];

const NO_GRANT_TYPE = 'none';

export function bodyFormatOf(values: FieldValues): BodyFormat {
  switch (values.text('bodyFormat')) {
    case 'json':
      return JSON_BODY;
    case 'query':
      return QUERY;
    default:
      return FORM;
  }
}

/** What the request says besides the client and the secret parameters. */
export function requestParameters(values: FieldValues): JsonObject {
  return merged(ownParameters(values), parametersOf(values.text('extraParameters')));
}

export function secretParametersOf(values: FieldValues): JsonObject {
  return parametersOf(values.text('secretParameters'));
}

export function tokenRequestHeadersOf(values: FieldValues): Record<string, string> {
  return headersOf(values.text('tokenRequestHeaders'));
}

function ownParameters(values: FieldValues): Record<string, string> {
  const grantType = values.text('grantType') || 'client_credentials';
  const named = {
    grant_type: grantType === NO_GRANT_TYPE ? '' : grantType,
    scope: values.text('scope'),
    audience: values.text('audience'),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== ''));
}

const SAY = sentences('parameters', {
  ownField: '__label__ must not hold __name__: it has its own field, __own__.',
  secret:
    'Extra Parameters must not hold client_secret, which is a secret. Enter it as Client Secret.',
  nested: '__label__ must not be nested, unless Body Format is JSON.',
  authorization:
    'Token Request Headers must not hold Authorization, since Client Authentication is Basic Header.',
});

const PARAMETER_FIELDS = {
  extraParameters: 'Extra Parameters',
  secretParameters: 'Secret Parameters',
} as const;

/** Parameters that two fields give differently, or that the body cannot carry. */
export function checkTokenRequest(values: FieldValues): ValuesProblem[] {
  const problems: ValuesProblem[] = [];
  const taken = new Map(Object.keys(takenParameters(values)).map((name) => [name, name]));
  for (const [field, label] of Object.entries(PARAMETER_FIELDS)) {
    const parameters = parametersOf(values.text(field));
    for (const [name, value] of Object.entries(parameters)) {
      const own = takenParameters(values)[name];
      if (own !== undefined && taken.has(name)) {
        problems.push({ field, message: SAY.ownField({ label, name, own }) });
      }
      if (isNested(value) && values.text('bodyFormat') !== 'json') {
        problems.push({ field, message: SAY.nested({ label }) });
      }
    }
  }
  if ('client_secret' in parametersOf(values.text('extraParameters')) && problems.length === 0) {
    problems.push({ field: 'extraParameters', message: SAY.secret() });
  }
  const usesBasic = values.text('clientAuthentication') === 'header';
  if (usesBasic && 'authorization' in tokenRequestHeadersOf(values)) {
    problems.push({ field: 'tokenRequestHeaders', message: SAY.authorization() });
  }
  return problems;
}

/** The parameters that other fields send already, and the labels of these fields. */
function takenParameters(values: FieldValues): Record<string, string> {
  const names = parameterNames(values);
  const isInBody = values.text('clientAuthentication') === 'body';
  return {
    ...(isInBody && values.text('clientId') !== '' ? { [names.id]: 'Client ID' } : {}),
    ...(isInBody && values.text('clientSecret') !== '' ? { [names.secret]: 'Client Secret' } : {}),
    ...(values.text('scope') === '' ? {} : { scope: 'Scope' }),
    ...(values.text('audience') === '' ? {} : { audience: 'Audience' }),
    ...(values.text('grantType') === '' ? {} : { grant_type: 'Grant Type' }),
  };
}

function isNested(value: Json): boolean {
  return Array.isArray(value) || isRecord(value);
}
