import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Answer, empty, json, noStore, problem } from '../answer';
import { formFields, jsonFields } from '../arrival';
import { isClient, issue, tokenMembers } from '../client-login';
import { tokenVendorSettings } from '../settings';
import type { Handler, Vendor } from '../vendor';
import { testRoutes, forgetRuns, TEST_CONFIG_ID, type DaiTests } from './eggplant-dai-tests';

const clientId = 'client:dai:api:integration:3f0c9a52-7d1e-4b86-9c35-e2a1f4d07b68';
const clientSecret = 'Dq7wTz3KxN5bRv8yHc2mLp9sGf4jUe6a';

const settingsSchema = tokenVendorSettings(clientSecret).extend({
  /** The one realm that exists. */
  realm: z.string().default('eggplant'),
  /** Every login is answered 403: no concurrent user licence is free. */
  licencesExhausted: z.boolean().default(false),
  /** Whether 401 and 403 of the Keycloak login look as Keycloak's, or as on the vendor's page. */
  errorShape: z.enum(['keycloak', 'documented']).default('keycloak'),
  /** The Public API came with 7.4, its second version with 7.5; 26.2 is what today's pages show. */
  version: z.enum(['7.2', '7.4', '7.5', '25.4', '26.2']).default('26.2'),
  /** Whether the Public API exists, where the version has one. */
  publicApi: z.boolean().default(true),
  /** Whether each login's tokens are accepted on the other login's calls as well. */
  sharedTokens: z.boolean().default(true),
  /** How long a run takes from its start to its end. */
  runSeconds: z.number().min(0).finite().default(2),
  /** How runs end; `never` leaves them running. */
  runOutcome: z.enum(['PASSED', 'FAILED', 'CANCELLED', 'never']).default('PASSED'),
  /** So many requests to start a run are answered 500 first, although the next is taken. */
  failedStarts: z.number().int().min(0).default(0),
  /** Called when a run ends, on this machine only; null calls nobody. */
  webhookUrl: z
    .string()
    .regex(/^http:\/\/(?:127\.0\.0\.1|localhost):\d+\//)
    .nullable()
    .default(null),
});

export type DaiSettings = z.infer<typeof settingsSchema>;
/** The default login, and the other one. */
interface DaiDetails {
  tokenUrl: string;
  realm: string;
  /** The test config that runs can be started of. */
  testConfigId: string;
  publicApi: { tokenUrl: string; protectedPath: string };
}

type Login = 'keycloak' | 'publicApi';

const keycloakLifetimeSeconds = 300;
const publicApiLifetimeSeconds = 600;
const grantedScope = 'email template:dai:agents profile';
const noLicence = 'Not enough available concurrent user licenses';
const invalidCredentials = 'The credentials you provided are not valid.';

/**
 * Eggplant DAI: the Keycloak login of every version and the Public API login of 7.4 and later, whose
 * second version came with 7.5. A token of one login is good for the calls of the other as well.
 */
export function eggplantDai(): Vendor<DaiSettings, DaiDetails> {
  const tests: DaiTests = { runs: new Map(), suts: new Map(), starts: 0 };
  return {
    id: 'eggplant-dai',
    name: 'Eggplant DAI',
    fixedPort: 18000,
    tls: false,
    basePath: '',
    protectedPath: '/ai/agents',
    clientId,
    clientSecret,
    settings: settingsSchema,
    tokenRoutes: {
      'ANY /auth/realms/:realm/protocol/openid-connect/token': keycloakLogin,
      'ANY /api/v1/auth': publicApiLogin,
      'ANY /api/v2/auth': publicApiLogin,
    },
    apiRoutes: {
      'GET /ai/agents': () =>
        json(200, [
          { id: 1, name: 'lab-agent-1', status: 'online' },
          { id: 2, name: 'lab-agent-2', status: 'offline' },
        ]),
      ...testRoutes(tests),
    },
    testCalls: ['/ai/agents', '/api/v1/test_results', '/api/v2/test_results'],
    isThere: (path, settings) => {
      const publicVersion = /^\/api\/(v[12])\//.exec(path)?.[1];
      return publicVersion === undefined || hasPublicApi(publicVersion, settings);
    },
    tokenFits(login, arrival, settings) {
      if (settings.sharedTokens) return true;
      if (arrival.path.startsWith('/ai/')) return login === ('keycloak' satisfies Login);
      if (arrival.path.startsWith('/api/')) return login === ('publicApi' satisfies Login);
      return true;
    },
    refuseToken(verdict, arrival) {
      const challenge =
        verdict === 'missing'
          ? 'Bearer realm="eggplant"'
          : 'Bearer realm="eggplant", error="invalid_token", error_description="Token verification failed"';
      const headers = { 'www-authenticate': challenge };
      return arrival.path.startsWith('/api/')
        ? problem(401, 'Unauthorized', 'The access token is missing, invalid or expired.', headers)
        : json(401, { message: 'Not Authorized', description: invalidCredentials }, headers);
    },
    notFound: (arrival) =>
      /^\/api\/v[12]\//.test(arrival.path)
        ? problem(404, 'Not Found', 'There is nothing here.')
        : json(404, { message: 'Not Found', description: 'There is nothing here.' }),
    login: () => ({ clientId, clientSecret, login: 'keycloak', realm: 'eggplant' }),
    restore: () => forgetRuns(tests),
    details: ({ origin }) => ({
      tokenUrl: `${origin}/auth/realms/eggplant/protocol/openid-connect/token`,
      realm: 'eggplant',
      testConfigId: TEST_CONFIG_ID,
      publicApi: { tokenUrl: `${origin}/api/v2/auth`, protectedPath: '/api/v2/test_results' },
    }),
  };
}

const keycloakLogin: Handler<DaiSettings> = (arrival, state) => {
  const { settings } = state;
  if (arrival.method !== 'POST') return oauthError(405, 'HTTP 405 Method Not Allowed');
  if (arrival.params.realm !== settings.realm) return oauthError(404, 'Realm does not exist');
  // In a body of any other type Keycloak sees no parameters at all.
  const fields = formFields(arrival);
  if (!fields?.grant_type) {
    return oauthError(400, 'invalid_request', 'Missing form parameter: grant_type');
  }
  if (fields.grant_type !== 'client_credentials') {
    return oauthError(400, 'unsupported_grant_type', 'Unsupported grant_type');
  }
  if (!isClient({ id: fields.client_id, secret: fields.client_secret }, clientId, state)) {
    if (settings.errorShape === 'documented') {
      return json(401, { message: 'Not Authorized', description: invalidCredentials });
    }
    // Keycloak tells a client that it does not know from a secret that it does not accept.
    const error = fields.client_id === clientId ? 'unauthorized_client' : 'invalid_client';
    return oauthError(401, error, 'Invalid client or Invalid client credentials');
  }
  if (settings.licencesExhausted) {
    return settings.errorShape === 'documented'
      ? json(403, { message: 'Forbidden', description: noLicence })
      : oauthError(403, 'access_denied', noLicence);
  }
  const token = jwtLike(`${state.origin}/auth/realms/${settings.realm}`);
  const expiresIn = issue(token, 'keycloak' satisfies Login, keycloakLifetimeSeconds, state);
  const members = {
    access_token: token,
    expires_in: expiresIn,
    refresh_expires_in: 0,
    token_type: 'Bearer',
    'not-before-policy': 0,
    scope: grantedScope,
  };
  return json(200, tokenMembers(members, settings), noStore);
};

const publicApiLogin: Handler<DaiSettings> = (arrival, state) => {
  const { settings } = state;
  const version = arrival.path.split('/')[2] ?? '';
  if (!hasPublicApi(version, settings)) return problem(404, 'Not Found', 'There is nothing here.');
  if (arrival.method !== 'POST') return empty(405, { allow: 'POST' });
  const fields = jsonFields(arrival);
  if (fields === undefined) {
    return json(422, {
      detail: [{ loc: ['body'], msg: 'Not a JSON object', type: 'json_invalid' }],
    });
  }
  const missing = ['client_id', 'client_secret'].filter((name) => fields[name] === undefined);
  if (missing.length > 0) {
    const detail = missing.map((name) => ({
      loc: ['body', name],
      msg: 'Field required',
      type: 'missing',
    }));
    return json(422, { detail });
  }
  if (!isClient({ id: fields.client_id, secret: fields.client_secret }, clientId, state)) {
    return problem(401, 'Unauthorized', invalidCredentials);
  }
  if (settings.licencesExhausted) return problem(403, 'Forbidden', noLicence);
  const token = jwtLike(`${state.origin}/api`);
  const expiresIn = issue(token, 'publicApi' satisfies Login, publicApiLifetimeSeconds, state);
  return json(200, tokenMembers({ access_token: token, expires_in: expiresIn }, settings), noStore);
};

/** The versions of DAI in which each version of the Public API exists. */
function hasPublicApi(publicVersion: string, { version, publicApi }: DaiSettings): boolean {
  const isOld = version === '7.2' || (publicVersion === 'v2' && version === '7.4');
  return publicApi && !isOld;
}

function oauthError(status: number, error: string, description?: string): Answer {
  return json(status, { error, ...(description && { error_description: description }) }, noStore);
}

/** A token of a JWT's shape and size. Its signature is random: only this server judges it. */
function jwtLike(issuer: string): string {
  const header = { alg: 'RS256', typ: 'JWT', kid: 'sandbox' };
  const payload = { jti: randomUUID(), iss: issuer, azp: clientId, typ: 'Bearer' };
  const encoded = [header, payload].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return [...encoded, randomBytes(256).toString('base64url')].join('.');
}
