import { checkSettings, type Settings } from '../../../core';
import type { Json } from '../../../core/base/json';
import { ES256_KEY, RSA_KEY } from './keys';

/** A value that an exchange sends: as it stands, what a user enters, or an object of such values. */
export type ShapeValue =
  | { readonly literal: string | number | boolean }
  | { readonly text: true }
  | { readonly secret: true }
  | { readonly members: ShapeValues };

type ShapeValues = Readonly<Record<string, ShapeValue>>;

/** How one API exchanges a login for a token, as facts. */
export interface Shape {
  readonly api: string;
  readonly method: 'GET' | 'POST';
  readonly format: 'form' | 'json' | 'query';
  readonly clientAuthentication: 'body' | 'basic' | 'basic-unencoded' | 'assertion' | 'none';
  /** How an assertion is signed; without it RS256 and no `kid`. */
  readonly signing?: { readonly algorithm: 'RS256' | 'ES256'; readonly keyId: boolean };
  /** What the address of the token endpoint holds already, beside the parameters. */
  readonly query?: Readonly<Record<string, { readonly literal: string }>>;
  readonly parameters: ShapeValues;
  readonly tokenRequestHeaders: ShapeValues;
  readonly answer: {
    /** `.` is the whole answer. */
    readonly tokenPath: string;
    readonly lifetimePath: string | null;
    readonly lifetimeKind: 'seconds' | 'milliseconds' | 'date' | 'epoch' | 'epoch-ms' | null;
    /** What is known of a lifetime that the answer does not tell. */
    readonly documentedLifetimeSeconds?: number;
  };
  readonly apiCall: {
    readonly tokenHeader: string;
    /** Empty: the token alone. */
    readonly tokenPrefix: string;
    readonly headers: ShapeValues;
  };
}

/** What a user of that API has in hand, by the places where it is sent. */
export interface Login {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly tokenRequestHeaders: Readonly<Record<string, string>>;
  readonly apiHeaders: Readonly<Record<string, string>>;
}

export const TOKEN_URL = 'https://login.example.com/oauth/token';
export const BASE_URL = 'https://api.example.com';
export const KEY_ID = 'the key 1';

/** The address of the shape's token endpoint, with what it holds already. */
export function tokenUrlOf({ query = {} }: Shape, endpoint = TOKEN_URL): string {
  const url = new URL(endpoint);
  for (const [name, { literal }] of Object.entries(query)) url.searchParams.set(name, literal);
  return url.href;
}

export function signingKeyOf({ signing }: Shape): string {
  return signing?.algorithm === 'ES256' ? ES256_KEY : RSA_KEY;
}

/** Values with what encodings change, each another one. */
export function loginOf(shape: Shape): Login {
  const valueOf = (value: ShapeValue, name: string, where: string): Json => {
    if ('members' in value) return valuesOf(value.members, where);
    return 'literal' in value ? value.literal : `${where} ${name} =&+%é`;
  };
  const valuesOf = (values: ShapeValues, where: string): Record<string, Json> =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, valueOf(value, name, where)]),
    );
  const ascii = (values: Record<string, Json>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, asText(value).replace('é', 'e')]),
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
    tokenUrl: tokenUrlOf(shape),
    bodyFormat: shape.method === 'GET' ? 'query' : shape.format,
    grantType: grant === undefined ? 'none' : login.parameters['grant_type'],
    tokenRequestHeaders: linesOf(login.tokenRequestHeaders, ': '),
    apiHeaders: linesOf(login.apiHeaders, ': '),
    tokenPath: answer.tokenPath,
    lifetimePath: answer.lifetimePath ?? '',
    tokenHeader: apiCall.tokenHeader,
    tokenPrefix: apiCall.tokenPrefix,
    ...(answer.lifetimeKind === 'milliseconds' ? { lifetimeUnit: 'milliseconds' } : {}),
    defaultLifetimeSeconds: String(answer.documentedLifetimeSeconds ?? ''),
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
    Object.assign(fields, {
      clientAuthentication: 'privateKeyJwt',
      privateKey: signingKeyOf(shape),
      signingAlgorithm: shape.signing?.algorithm ?? 'RS256',
      keyId: shape.signing?.keyId === true ? KEY_ID : '',
    });
    fields['clientId'] = login.parameters['client_id'];
    for (const name of ASSERTION_PARAMETERS) rest.delete(name);
  } else if (shape.clientAuthentication === 'body') {
    enterClient(fields, rest, login);
  }
  for (const [name, field] of Object.entries(OWN_FIELDS)) {
    if (rest.delete(name)) fields[field] = login.parameters[name];
  }
  const entered = (isSecret: boolean) =>
    parametersText(partOf(Object.fromEntries(rest), login.parameters, isSecret));
  fields['extraParameters'] = entered(false);
  fields['secretParameters'] = entered(true);
  return fields;
}

/** How a form or a header carries a value. */
export function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The secrets of the values, at whatever depth, or everything else. */
function partOf(
  shapes: ShapeValues,
  values: Readonly<Record<string, Json>>,
  isSecret: boolean,
): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(shapes).flatMap(([name, shape]): [string, Json][] => {
      const value = values[name] ?? '';
      if (!('members' in shape)) return 'secret' in shape === isSecret ? [[name, value]] : [];
      const part = partOf(shape.members, value as Record<string, Json>, isSecret);
      return Object.keys(part).length === 0 ? [] : [[name, part]];
    }),
  );
}

/** Lines, as most people type them; a JSON object where values are no plain text. */
function parametersText(values: Readonly<Record<string, Json>>): string {
  const areTexts = Object.values(values).every(
    (value) => typeof value === 'string' && value !== '',
  );
  return areTexts ? linesOf(values as Record<string, string>, '=') : JSON.stringify(values);
}

/** The first text is the client's id, the first secret its secret, under whatever names. */
function enterClient(
  fields: Record<string, unknown>,
  rest: Map<string, ShapeValue>,
  login: Login,
): void {
  const named = (standard: string, kind: 'text' | 'secret', taken?: string) =>
    rest.has(standard)
      ? standard
      : [...rest].find(([name, value]) => kind in value && name !== taken)?.[0];
  const id = named('client_id', 'text');
  const secret = named('client_secret', 'secret', id);
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

function linesOf(values: Readonly<Record<string, string>>, mark: string): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}${mark}${value}`)
    .join('\n');
}

export function settingsOfShape(shape: Shape): Settings {
  return checkSettings('client-credentials', fieldsOf(shape, loginOf(shape)));
}
