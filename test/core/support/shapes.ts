import { checkSettings, type Settings } from '../../../core';
import { RSA_KEY } from './keys';

/** A value that an exchange sends: as it stands, or what a user enters. */
export type ShapeValue =
  { readonly literal: string } | { readonly text: true } | { readonly secret: true };

/** How one API exchanges a login for a token, as facts. */
export interface Shape {
  readonly api: string;
  readonly method: 'GET' | 'POST';
  readonly format: 'form' | 'json' | 'query';
  readonly clientAuthentication: 'body' | 'basic' | 'basic-unencoded' | 'assertion' | 'none';
  readonly parameters: Readonly<Record<string, ShapeValue>>;
  readonly tokenRequestHeaders: Readonly<Record<string, ShapeValue>>;
  readonly answer: {
    /** `.` is the whole answer. */
    readonly tokenPath: string;
    readonly lifetimePath: string | null;
    readonly lifetimeKind: 'seconds' | 'milliseconds' | 'date' | 'epoch' | 'epoch-ms' | null;
  };
  readonly apiCall: {
    readonly tokenHeader: string;
    /** Empty: the token alone. */
    readonly tokenPrefix: string;
    readonly headers: Readonly<Record<string, ShapeValue>>;
  };
}

/** What a user of that API has in hand, by the places where it is sent. */
export interface Login {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tokenRequestHeaders: Readonly<Record<string, string>>;
  readonly apiHeaders: Readonly<Record<string, string>>;
}

export const TOKEN_URL = 'https://login.example.com/oauth/token';
export const BASE_URL = 'https://api.example.com';

/** Values with what encodings change, each another one. */
export function loginOf(shape: Shape): Login {
  const valuesOf = (values: Readonly<Record<string, ShapeValue>>, where: string) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        'literal' in value ? value.literal : `${where} ${name} =&+%é`,
      ]),
    );
  const ascii = (values: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, value.replace('é', 'e')]),
    );
  return {
    clientId: 'the client: a&b',
    clientSecret: 'the secret +/%=é',
    parameters: valuesOf(shape.parameters, 'parameter'),
    tokenRequestHeaders: ascii(valuesOf(shape.tokenRequestHeaders, 'key of')),
    apiHeaders: ascii(valuesOf(shape.apiCall.headers, 'header')),
  };
}

/** Parameters that have a field of their own in the form. */
const OWN_FIELDS: Readonly<Record<string, string>> = { scope: 'scope', audience: 'audience' };
const ASSERTION_PARAMETERS = ['client_id', 'client_assertion_type', 'client_assertion'];

/**
 * What a person types who has the API's page in hand: one rule for each field, none for an API.
 */
export function fieldsOf(shape: Shape, login: Login): Record<string, unknown> {
  const { parameters, answer, apiCall } = shape;
  const grant = parameters['grant_type'];
  const fields: Record<string, unknown> = {
    baseUrl: BASE_URL,
    tokenUrl: TOKEN_URL,
    bodyFormat: shape.method === 'GET' ? 'query' : shape.format,
    grantType: grant === undefined ? 'none' : login.parameters['grant_type'],
    tokenRequestHeaders: linesOf(login.tokenRequestHeaders, ': '),
    apiHeaders: linesOf(login.apiHeaders, ': '),
    tokenPath: answer.tokenPath,
    lifetimePath: answer.lifetimePath ?? '',
    tokenHeader: apiCall.tokenHeader,
    tokenPrefix: apiCall.tokenPrefix,
    ...(answer.lifetimeKind === 'milliseconds' ? { lifetimeUnit: 'milliseconds' } : {}),
  };
  const rest = new Map(Object.entries(parameters));
  rest.delete('grant_type');
  const isBasic = shape.clientAuthentication.startsWith('basic');
  if (isBasic) {
    Object.assign(fields, {
      clientAuthentication: 'header',
      clientId: login.clientId,
      clientSecret: login.clientSecret,
    });
  } else if (shape.clientAuthentication === 'assertion') {
    Object.assign(fields, { clientAuthentication: 'privateKeyJwt', privateKey: RSA_KEY });
    fields['clientId'] = login.parameters['client_id'];
    for (const name of ASSERTION_PARAMETERS) rest.delete(name);
  } else if (shape.clientAuthentication === 'body') {
    enterClient(fields, rest, login);
  }
  for (const [name, field] of Object.entries(OWN_FIELDS)) {
    if (rest.delete(name)) fields[field] = login.parameters[name];
  }
  const entered = (isSecret: boolean) =>
    [...rest].filter(([, value]) => 'secret' in value === isSecret).map(([name]) => name);
  fields['extraParameters'] = linesOf(pick(login.parameters, entered(false)), '=');
  fields['secretParameters'] = linesOf(pick(login.parameters, entered(true)), '=');
  return fields;
}

/** The first text is the client's id, the first secret its secret, under whatever names. */
function enterClient(
  fields: Record<string, unknown>,
  rest: Map<string, ShapeValue>,
  login: Login,
): void {
  const named = (standard: string, kind: 'text' | 'secret') =>
    rest.has(standard) ? standard : [...rest].find(([, value]) => kind in value)?.[0];
  const id = named('client_id', 'text');
  const secret = named('client_secret', 'secret');
  if (id !== undefined) {
    Object.assign(fields, { clientId: login.parameters[id], clientIdParameter: id });
    rest.delete(id);
  }
  if (secret !== undefined) {
    Object.assign(fields, {
      clientSecret: login.parameters[secret],
      clientSecretParameter: secret,
    });
    rest.delete(secret);
  }
}

function pick(values: Readonly<Record<string, string>>, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, values[name] ?? '']));
}

function linesOf(values: Readonly<Record<string, string>>, mark: string): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}${mark}${value}`)
    .join('\n');
}

export function settingsOfShape(shape: Shape): Settings {
  return checkSettings('client-credentials', fieldsOf(shape, loginOf(shape)));
}
