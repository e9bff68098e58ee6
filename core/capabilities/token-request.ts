/** What else a token request says, and how: grant, parameters, body, headers. */
import { isRecord, merged, type Json, type JsonObject } from '../base/json';
import { sentences, type Sentence } from '../base/sentence';
import { FORM, JSON_BODY, QUERY, QUERY_OF_POST, type BodyFormat } from '../endpoint/body-format';
import { parametersOf } from '../fields/entries';
import type { Field } from '../fields/field';
import { headersOf } from '../fields/header-values';
import type { FieldValues, ValuesProblem } from '../vendor/vendor';
import { AUTHENTICATION, parameterNames } from './client';
import { isNone } from './none';

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
    help: 'Form is the standard. Some vendors want JSON, a few a query, which their servers may log.',
    required: true,
    default: 'form',
    choices: [
      { value: 'form', label: 'Form' },
      { value: 'json', label: 'JSON' },
      { value: 'query', label: 'Query', help: 'a GET, or a POST where the vendor wants that' },
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

/** How the request carries its parameters, in the order in which it is tried. */
export function bodyFormatsOf(values: FieldValues): readonly [BodyFormat, ...BodyFormat[]] {
  switch (values.text('bodyFormat')) {
    case 'json':
      return [JSON_BODY];
    case 'query':
      return [QUERY, QUERY_OF_POST];
    default:
      return [FORM];
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
    grant_type: isNone(grantType) ? '' : grantType,
    scope: values.text('scope'),
    audience: values.text('audience'),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== ''));
}

const SAY = sentences('parameters', {
  ownField: '__label__ must not hold __name__: it has its own field, __own__.',
  secret:
    'Extra Parameters must not hold client_secret, which is a secret. Enter it as Client Secret, or in Secret Parameters.',
  nested: '__label__ must hold only text, unless Body Format is JSON.',
  twice: 'Secret Parameters must not hold __name__, which Extra Parameters hold already.',
  authorization:
    'Token Request Headers must not hold Authorization, since Client Authentication is Basic Header.',
});

/** A field's label, by its name. */
type LabelOf = (field: string) => Sentence;

/** Parameters that two fields give differently, or that the body cannot carry. */
export function checkTokenRequest(values: FieldValues, labelOf: LabelOf): ValuesProblem[] {
  const taken = ownFields(values);
  const problems = sameNames(values, labelOf);
  for (const field of ['extraParameters', 'secretParameters']) {
    const label = labelOf(field);
    const entries = Object.entries(parametersOf(values.text(field)));
    for (const [name] of entries) {
      const own = taken.get(name);
      if (own === undefined) continue;
      problems.push({ field, message: SAY.ownField({ label, name, own: labelOf(own) }) });
    }
    const isPlain = values.text('bodyFormat') !== 'json';
    if (isPlain && entries.some(([, value]) => isNested(value))) {
      problems.push({ field, message: SAY.nested({ label }) });
    }
  }
  return [...problems, ...secretProblems(values)];
}

function secretProblems(values: FieldValues): ValuesProblem[] {
  const problems: ValuesProblem[] = [];
  const extra = parametersOf(values.text('extraParameters'));
  if (Object.hasOwn(extra, 'client_secret') && values.text('clientSecret') === '') {
    problems.push({ field: 'extraParameters', message: SAY.secret() });
  }
  for (const [name, value] of Object.entries(secretParametersOf(values))) {
    // Objects of one name are put together.
    if (!Object.hasOwn(extra, name) || (isRecord(value) && isRecord(extra[name]))) continue;
    problems.push({ field: 'secretParameters', message: SAY.twice({ name }) });
  }
  const usesBasic = values.text(AUTHENTICATION) === 'header';
  if (usesBasic && 'authorization' in tokenRequestHeadersOf(values)) {
    problems.push({ field: 'tokenRequestHeaders', message: SAY.authorization() });
  }
  return problems;
}

/** The parameters that other fields send already, with the names of these fields. */
function ownFields(values: FieldValues): ReadonlyMap<string, string> {
  const grant = values.text('grantType') === '' ? [] : [['grant_type', 'grantType'] as const];
  return new Map([...namedByUser(values), ...namedByStandard(values), ...grant]);
}

type Named = readonly [parameter: string, field: string];

/** Parameters with the client, whose names the user may choose. */
function namedByUser(values: FieldValues): Named[] {
  const names = parameterNames(values);
  const authentication = values.text(AUTHENTICATION);
  const hasId = authentication !== 'header' && values.text('clientId') !== '';
  const hasSecret = authentication === 'body' && values.text('clientSecret') !== '';
  return [
    ...(hasId ? [[names.id, 'clientId'] as const] : []),
    ...(hasSecret ? [[names.secret, 'clientSecret'] as const] : []),
  ];
}

function namedByStandard(values: FieldValues): Named[] {
  return ['scope', 'audience']
    .filter((field) => values.text(field) !== '')
    .map((field) => [field, field]);
}

/** A parameter is sent once, so of two fields that share a name one would be lost. */
function sameNames(values: FieldValues, labelOf: LabelOf): ValuesProblem[] {
  const taken = new Map(namedByStandard(values));
  if ('grant_type' in ownParameters(values)) taken.set('grant_type', 'grantType');
  return namedByUser(values).flatMap(([name, named]) => {
    const own = taken.get(name);
    taken.set(name, named);
    if (own === undefined) return [];
    const field = `${named}Parameter`;
    const message = SAY.ownField({ label: labelOf(field), name, own: labelOf(own) });
    return [{ field, message }];
  });
}

function isNested(value: Json): boolean {
  return typeof value === 'object';
}
