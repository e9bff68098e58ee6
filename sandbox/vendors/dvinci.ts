import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { empty, json, noStore } from '../answer';
import { formFields } from '../arrival';
import { isClient, issue, tokenMembers } from '../client-login';
import { tokenVendorSettings } from '../settings';
import type { Handler, Vendor } from '../vendor';

const clientId = 'api.sandbox@example.com';
const clientSecret = 'dvT-8Hq2Zx6LmW0cRk4YpB9sNf3uJg7e';

const settingsSchema = tokenVendorSettings(clientSecret).extend({
  /** "Access Token TTL (minutes)" of the API user; `lifetimeSeconds` goes before it. */
  lifetimeMinutes: z.number().min(0).finite().default(60),
  /** Whether the API user's role includes the users that `/restApi/dvinciUsers/` lists. */
  userRights: z.boolean().default(false),
});

type DvinciSettings = z.infer<typeof settingsSchema>;

/**
 * d.vinci. The page shows no answer of the token endpoint, so errors follow RFC 6749 section 5.2.
 * `clientSecret` stands for the API token: setting another is what generating a new one does.
 */
export function dvinci(): Vendor<DvinciSettings, { tokenUrl: string }> {
  return {
    id: 'dvinci',
    name: 'd.vinci',
    fixedPort: 18080,
    tls: false,
    basePath: '',
    protectedPath: '/restApi/orgUnits/',
    clientId,
    clientSecret,
    settings: settingsSchema,
    tokenRoutes: { 'ANY /plt/oauth2/token': login },
    apiRoutes: {
      'GET /restApi/orgUnits/': () =>
        json(200, [
          { id: 1, name: 'Headquarters', active: true },
          { id: 2, name: 'Sales', active: true },
        ]),
      'GET /restApi/locations/': () => json(200, [{ id: 1, name: 'Hamburg', active: true }]),
      'GET /restApi/dvinciUsers/': (_arrival, { settings }) =>
        settings.userRights
          ? json(200, [{ id: 1, userName: clientId, active: true }])
          : json(403, { status: 403, error: 'Forbidden', path: '/restApi/dvinciUsers/' }),
    },
    testCalls: ['/restApi/orgUnits/', '/restApi/locations/'],
    refuseToken: (verdict) => empty(401, { 'www-authenticate': challenge(verdict) }),
    notFound: (arrival) => json(404, { status: 404, error: 'Not Found', path: arrival.path }),
    details: ({ origin }) => ({ tokenUrl: `${origin}/plt/oauth2/token` }),
  };
}

const login: Handler<DvinciSettings> = (arrival, state) => {
  const { settings } = state;
  if (arrival.method !== 'POST') return empty(405, { allow: 'POST' });
  const fields = formFields(arrival);
  if (!fields?.grant_type) return json(400, { error: 'invalid_request' }, noStore);
  if (fields.grant_type !== 'client_credentials') {
    return json(400, { error: 'unsupported_grant_type' }, noStore);
  }
  if (!isClient({ id: fields.client_id, secret: fields.client_secret }, clientId, state)) {
    return json(401, { error: 'invalid_client' }, noStore);
  }
  const token = randomBytes(48).toString('base64url');
  const members = {
    access_token: token,
    token_type: 'Bearer',
    expires_in: issue(token, clientId, settings.lifetimeMinutes * 60, state),
  };
  return json(200, tokenMembers(members, settings), noStore);
};

function challenge(verdict: string): string {
  return verdict === 'missing' ? 'Bearer' : 'Bearer error="invalid_token"';
}
