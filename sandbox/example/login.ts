import { type Answer, empty, json, noStore } from '../answer';
import { type Arrival, formFields, jsonFields } from '../arrival';
import type { Handler } from '../vendor';
import { knownClient } from './client';
import type { ExampleSettings } from './settings';
import { tokenAnswer } from './token-answer';

/** The token endpoint: strict about what its settings want, and it says what was wrong. */
export const login: Handler<ExampleSettings> = (arrival, state) => {
  const { settings } = state;
  const method = settings.bodyFormat === 'query' ? 'GET' : 'POST';
  if (arrival.method !== method) return empty(405, { allow: method });
  const parameters = parametersOf(arrival, settings);
  if (parameters === undefined) {
    return refuse(400, 'invalid_request', 'The body is not encoded as this server reads it.');
  }
  const wrong = wrongGrant(parameters, settings) ?? wrongHeader(arrival, settings);
  if (wrong !== undefined) return wrong;
  const client = knownClient(arrival, parameters, state);
  if (typeof client === 'string') {
    state.stats.secretRefused();
    const headers = { 'www-authenticate': 'Basic realm="Example Vendor"' };
    return client.startsWith('Use one way')
      ? refuse(400, 'invalid_request', client)
      : refuse(401, 'invalid_client', undefined, headers);
  }
  return wrongParameter(parameters, settings) ?? tokenAnswer(client.id, parameters.scope, state);
};

function parametersOf(
  arrival: Arrival,
  { bodyFormat }: ExampleSettings,
): Record<string, string> | undefined {
  if (bodyFormat === 'query') return Object.fromEntries(arrival.query);
  return (
    (bodyFormat === 'json' ? undefined : formFields(arrival)) ??
    (bodyFormat === 'form' ? undefined : jsonFields(arrival))
  );
}

function wrongGrant(
  parameters: Readonly<Record<string, string>>,
  { grantType }: ExampleSettings,
): Answer | undefined {
  if (parameters.grant_type === (grantType ?? undefined)) return undefined;
  return parameters.grant_type === undefined
    ? refuse(400, 'invalid_request', 'grant_type is missing.')
    : refuse(400, 'unsupported_grant_type');
}

function wrongHeader(arrival: Arrival, settings: ExampleSettings): Answer | undefined {
  const missing = missingHeader(arrival, settings.tokenRequestHeaders);
  if (missing === undefined) return undefined;
  return refuse(400, 'invalid_request', `The header ${missing} is missing.`);
}

/** The first of the headers that the request does not carry with that value. */
export function missingHeader(
  { headers }: Arrival,
  wanted: Readonly<Record<string, string>>,
): string | undefined {
  return Object.keys(wanted).find((name) => headers[name.toLowerCase()] !== wanted[name]);
}

function wrongParameter(
  parameters: Readonly<Record<string, string>>,
  { scope, audience, extraParameters }: ExampleSettings,
): Answer | undefined {
  if (scope !== null && parameters.scope !== scope) {
    return refuse(400, 'invalid_scope', `The scope must be ${scope}.`);
  }
  if (audience !== null && parameters.audience !== audience) {
    return refuse(400, 'invalid_target', `The audience must be ${audience}.`);
  }
  for (const [name, value] of Object.entries(extraParameters)) {
    if (parameters[name] !== value) {
      return refuse(400, 'invalid_request', `${name} is not ${value}.`);
    }
  }
  return undefined;
}

function refuse(
  status: number,
  error: string,
  description?: string,
  headers: Record<string, string> = {},
): Answer {
  const body = { error, ...(description && { error_description: description }) };
  return json(status, body, { ...noStore, ...headers });
}
