/** The realms that Keycloak starts with, in the form of its realm files. */
import { KEY_CLIENTS } from './key-clients';

export interface ClientLogin {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Shorter than any test wants to wait, longer than a token request takes. */
export const SHORT_LIFETIME_SECONDS = 3;

const clientSecret = 'a-secret-of-this-test-only';

/** Clients of the realm `eggplant`, besides the one that the sandbox has as well. */
export const CLIENTS = {
  shortLived: { clientId: 'dai:short-lived', clientSecret },
  withdrawn: { clientId: 'dai:withdrawn', clientSecret },
  rotated: { clientId: 'dai:rotated', clientSecret },
  disabled: { clientId: 'dai:disabled', clientSecret },
  withoutServiceAccount: { clientId: 'dai:without-service-account', clientSecret },
} satisfies Record<string, ClientLogin>;

export const DISABLED_REALM = 'closed';
export const HTTPS_ONLY_REALM = 'https-only';

/** As far as this test needs to know it; the rest is Keycloak's. */
interface RealmFile {
  readonly realm: string;
  readonly [member: string]: unknown;
}

/** @param main - the client that both Keycloak and the sandbox know */
export function realmFiles(main: ClientLogin): readonly RealmFile[] {
  return [
    {
      ...realm('eggplant'),
      clients: [
        client(main),
        client(CLIENTS.shortLived, {
          attributes: { 'access.token.lifespan': String(SHORT_LIFETIME_SECONDS) },
        }),
        client(CLIENTS.withdrawn),
        client(CLIENTS.rotated),
        client(CLIENTS.disabled, { enabled: false }),
        client(CLIENTS.withoutServiceAccount, { serviceAccountsEnabled: false }),
        ...KEY_CLIENTS.map(({ clientId, inRealm }) =>
          client({ clientId, clientSecret: '' }, inRealm),
        ),
      ],
    },
    { ...realm(DISABLED_REALM), enabled: false, clients: [client(main)] },
    { ...realm(HTTPS_ONLY_REALM), sslRequired: 'all', clients: [client(main)] },
  ];
}

function realm(name: string) {
  return { realm: name, enabled: true, accessTokenLifespan: 300, eventsEnabled: true };
}

function client(login: ClientLogin, overrides: object = {}) {
  return {
    clientId: login.clientId,
    secret: login.clientSecret,
    enabled: true,
    protocol: 'openid-connect',
    publicClient: false,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    ...overrides,
  };
}
