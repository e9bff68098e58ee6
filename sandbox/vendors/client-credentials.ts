import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Answer, empty, json, noStore } from '../answer';
import { type Arrival, formFields, jsonFields } from '../arrival';
import { isClient, issue, tokenMembers } from '../client-login';
import { tokenVendorSettings } from '../settings';
import type { Handler, Vendor } from '../vendor';

// Both hold characters that break a Basic header unless they are form-encoded first.
const clientId = 'example:client';
const clientSecret = 'x7Q+fifth/secret=%26&:9 z';
const lifetimeSeconds = 3600;

const settingsSchema = tokenVendorSettings(clientSecret).extend({
  /** Where the id and secret must stand. */
  clientAuthentication: z.enum(['any', 'body', 'header']).default('any'),
  /** How the body must be encoded. */
  bodyFormat: z.enum(['any', 'form', 'json']).default('any'),
  /** The scope a token request must ask for; null takes any or none. */
  scope: z.string().nullable().default(null),
  /** The audience a token request must name; null takes any or none. */
  audience: z.string().nullable().default(null),
  /** Further parameters a token request must carry, with their values. */
  extraParameters: z.record(z.string()).default({}),
});

type ExampleSettings = z.infer<typeof settingsSchema>;

/** A made-up vendor that does client credentials by the book (RFC 6749 sections 2.3.1 and 4.4). */
export function clientCredentials(): Vendor<ExampleSettings, { tokenUrl: string }> {
  return {
    id: 'client-credentials',
    name: 'Example Vendor',
    fixedPort: 18082,
    tls: false,
    basePath: '',
    protectedPath: '/api/me',
    clientId,
    clientSecret,
    settings: settingsSchema,
    tokenRoutes: { 'ANY /oauth/token': login },
    apiRoutes: { 'GET /api/me': () => json(200, { clientId, name: 'Example Client' }) },
    testCalls: ['/api/me'],
    refuseToken: (verdict) =>
      verdict === 'missing'
        ? json(401, { error: 'unauthorized' }, { 'www-authenticate': 'Bearer' })
        : json(
            401,
            { error: 'invalid_token', error_description: `The access token is ${verdict}.` },
            { 'www-authenticate': 'Bearer error="invalid_token"' },
          ),
    notFound: () => json(404, { error: 'not_found' }),
    login: ({ origin }) => ({
      tokenUrl: `${origin}/oauth/token`,
      clientId,
      clientSecret,
    }),
    details: ({ origin }) => ({ tokenUrl: `${origin}/oauth/token` }),
  };
}

const login: Handler<ExampleSettings> = (arrival, state) => {
  const { settings } = state;
  if (arrival.method !== 'POST') return empty(405, { allow: 'POST' });
  const fields = readFields(arrival, settings);
  if (fields === undefined) {
    return refuse(400, 'invalid_request', 'The body is not encoded as this server reads it.');
  }
  if (fields.grant_type !== 'client_credentials') {
    return fields.grant_type === undefined
      ? refuse(400, 'invalid_request', 'grant_type is missing.')
      : refuse(400, 'unsupported_grant_type');
  }
  const basic = basicCredentials(arrival);
  const inBody = fields.client_secret !== undefined;
  if (basic && inBody) {
    return refuse(400, 'invalid_request', 'Use one way of client authentication, not two.');
  }
  const wrongPlace =
    (settings.clientAuthentication === 'header' && !basic) ||
    (settings.clientAuthentication === 'body' && !inBody);
  const given = basic ?? { id: fields.client_id, secret: fields.client_secret };
  if (!isClient(wrongPlace ? { id: undefined, secret: undefined } : given, clientId, state)) {
    return refuse(401, 'invalid_client', undefined, {
      'www-authenticate': 'Basic realm="Example Vendor"',
    });
  }
  if (settings.scope !== null && fields.scope !== settings.scope) {
    return refuse(400, 'invalid_scope', `The scope must be ${settings.scope}.`);
  }
  if (settings.audience !== null && fields.audience !== settings.audience) {
    return refuse(400, 'invalid_target', `The audience must be ${settings.audience}.`);
  }
  for (const [name, value] of Object.entries(settings.extraParameters)) {
    if (fields[name] !== value) return refuse(400, 'invalid_request', `${name} is not ${value}.`);
  }
  const token = randomBytes(32).toString('base64url');
  const members = {
    access_token: token,
    token_type: 'Bearer',
    expires_in: issue(token, clientId, lifetimeSeconds, state),
    ...(fields.scope !== undefined && { scope: fields.scope }),
  };
  return json(200, tokenMembers(members, settings), noStore);
};

function readFields(
  arrival: Arrival,
  settings: ExampleSettings,
): Record<string, string> | undefined {
  return (
    (settings.bodyFormat === 'json' ? undefined : formFields(arrival)) ??
    (settings.bodyFormat === 'form' ? undefined : jsonFields(arrival))
  );
}

/** The id and secret of a Basic header, each form-encoded before the colon joined them. */
function basicCredentials(arrival: Arrival): { id: string; secret: string } | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(arrival.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return { id: formDecode(pair.slice(0, colon)), secret: formDecode(pair.slice(colon + 1)) };
}

function formDecode(text: string): string {
  return new URLSearchParams(`text=${text}`).get('text') ?? '';
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
