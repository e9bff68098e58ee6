import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { empty, html, json, noStore } from '../answer';
import { formFields, jsonFields } from '../arrival';
import { isClient, issue, tokenMembers } from '../client-login';
import { tokenVendorSettings } from '../settings';
import type { Handler, Vendor } from '../vendor';

const clientId = 'c41f0a86d97b25e3c8d1f4a07b92e6530d8ac17f24be96d05a3b';
const clientSecret = '5e9b27c10fd8436ab97c2e08d1f3654a8c70be92d14f36a5c8';
const tokenPath = '/oauth2/token/';
const clusterPath = '/api/cluster_settings/cluster/';
const lifetimeSeconds = 1800;

const settingsSchema = tokenVendorSettings(clientSecret).extend({
  /** The encoding of the token request that this server does not read; null reads both. */
  refuseEncoding: z.enum(['json', 'form']).nullable().default(null),
  /** Whether a bad token is answered by the REST framework (401) or the toolkit's decorator (403). */
  protectedView: z.enum(['restFramework', 'decorator']).default('restFramework'),
});

type DdiSettings = z.infer<typeof settingsSchema>;

interface DdiDetails {
  tokenUrl: string;
  /** The certificate of this run, PEM; it is its own certificate authority. */
  caCertificate: string;
}

/** ManageEngine DDI Central, as a Django server with its OAuth toolkit and REST framework, on TLS. */
export function ddiCentral(): Vendor<DdiSettings, DdiDetails> {
  return {
    id: 'ddi-central',
    name: 'ManageEngine DDI Central',
    fixedPort: 18443,
    tls: true,
    basePath: '',
    protectedPath: clusterPath,
    clientId,
    clientSecret,
    settings: settingsSchema,
    tokenRoutes: {
      [`ANY ${tokenPath}`]: login,
      [`ANY ${withoutSlash(tokenPath)}`]: () => toSlash(tokenPath),
    },
    apiRoutes: {
      [`GET ${clusterPath}`]: () =>
        json(200, [
          { cluster_id: 1, cluster_name: 'head-office', status: 'active' },
          { cluster_id: 2, cluster_name: 'branch', status: 'active' },
        ]),
    },
    testCalls: [clusterPath],
    refuseToken(verdict, _arrival, settings) {
      if (settings.protectedView === 'decorator') return empty(403);
      const body = { detail: 'Authentication credentials were not provided.' };
      return json(401, body, { 'www-authenticate': challenge(verdict) });
    },
    // The redirect to the final slash comes before any look at the token.
    notFound: (arrival) =>
      arrival.path === withoutSlash(clusterPath) ? toSlash(clusterPath) : html(404, 'Not Found'),
    login: ({ certificatePem }) => ({
      clientId,
      clientSecret,
      caCertificate: certificatePem,
    }),
    details: ({ origin, certificatePem }) => ({
      tokenUrl: `${origin}${tokenPath}`,
      caCertificate: certificatePem,
    }),
  };
}

const login: Handler<DdiSettings> = (arrival, state) => {
  const { settings } = state;
  if (arrival.method !== 'POST') return empty(405, { allow: 'POST, OPTIONS' });
  const fields =
    (settings.refuseEncoding === 'json' ? undefined : jsonFields(arrival)) ??
    (settings.refuseEncoding === 'form' ? undefined : formFields(arrival));
  if (fields?.grant_type !== 'client_credentials') {
    return json(400, { error: 'unsupported_grant_type' }, noStore);
  }
  if (!isClient({ id: fields.client_id, secret: fields.client_secret }, clientId, state)) {
    const headers = { ...noStore, 'www-authenticate': 'Bearer error="invalid_client"' };
    return json(401, { error: 'invalid_client' }, headers);
  }
  const token = randomBytes(28).toString('hex');
  const members = {
    access_token: token,
    expires_in: issue(token, clientId, lifetimeSeconds, state),
    token_type: 'Bearer',
    scope: 'read write',
  };
  return json(200, tokenMembers(members, settings), noStore);
};

function challenge(verdict: string): string {
  const realm = 'Bearer realm="api"';
  if (verdict === 'missing') return realm;
  const reason = verdict === 'expired' ? 'has expired' : 'is invalid';
  return `${realm},error="invalid_token",error_description="The access token ${reason}."`;
}

function withoutSlash(path: string): string {
  return path.replace(/\/$/, '');
}

function toSlash(path: string) {
  return empty(301, { location: path });
}
