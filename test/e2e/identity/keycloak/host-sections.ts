import { exactly, says, type Check } from '../../support/checks';
import type { FieldHost, Login, Outcome } from '../../field/hosts/field-host';
import type { Section } from '../section';
import { tally } from '../vendor-auth-client';
import { KEY_CLIENTS, type KeyClient } from './key-clients';
import type { Keycloak } from './server';

const AT_ONCE = 5;
const USERINFO = 'realms/eggplant/protocol/openid-connect/userinfo';

/** Whether a real host with the packed package gets on with each way of knowing a client. */
export async function hostSections(keycloak: Keycloak, host: FieldHost): Promise<Section[]> {
  const entries = KEY_CLIENTS.map((client, nth) => ({
    client,
    login: loginOf(keycloak, client, host, 'right', nth, {}),
    wrong: loginOf(keycloak, client, host, 'wrong', nth, wrongFields(client)),
  }));
  await host.deploy(entries.flatMap(({ login, wrong }) => [login, wrong]));
  return entries.map(({ client, login, wrong }) => ({
    title: `Keycloak and ${host.name}: ${client.title}`,
    run: async (): Promise<Check[]> => {
      const { clientId, mostTokenRequests, blames } = client;
      const userinfo = `${keycloak.tlsOrigin}/auth/${USERINFO}`;
      let calls = 0;
      const call = async (of: Login) => {
        const each = Array.from({ length: AT_ONCE }, () => `${of.id}-${++calls}`);
        return await host.call(
          of,
          each.map((probe) => ({ probe, method: 'GET' as const, url: userinfo })),
        );
      };
      const counted = async (act: () => Promise<readonly Outcome[]>) => {
        const before = await keycloak.admin.tokenRequests(clientId);
        const outcomes = await act();
        const after = await keycloak.admin.tokenRequests(clientId);
        return { outcomes, requests: after - before };
      };
      const cold = await counted(() => call(login));
      const warm = await counted(() => call(login));
      const refused = await counted(() => call(wrong));
      return [
        all200(`${AT_ONCE} calls at once`, cold.outcomes),
        atMostCheck('token requests that Keycloak counted', mostTokenRequests, cold.requests),
        all200('as many again', warm.outcomes),
        exactly('token requests for them', 0, warm.requests),
        exactly(
          'calls that fail with what is not the client’s',
          AT_ONCE,
          failures(refused.outcomes),
        ),
        says('what they say', [blames], refused.outcomes[0]?.says ?? ''),
      ];
    },
  }));
}

function loginOf(
  { tlsOrigin, caCertificate }: Keycloak,
  { clientId, fields }: KeyClient,
  { routes }: FieldHost,
  which: string,
  nth: number,
  changed: Readonly<Record<string, string>>,
): Login {
  const [route = 'request'] = routes;
  return {
    id: `keycloak-${which}-${nth}`,
    route,
    fields: {
      baseUrl: `${tlsOrigin}/auth`,
      tokenUrl: `${tlsOrigin}/auth/realms/eggplant/protocol/openid-connect/token`,
      // With it, a client may read its own user info, which serves as the protected API.
      scope: 'openid',
      checkPath: USERINFO,
      caCertificate,
      clientId,
      clientSecret: '',
      ...fields,
      ...changed,
    },
    nodeHeaders: {},
    tenants: [],
  };
}

/** What Keycloak must not take: another key, another secret, or no certificate at all. */
function wrongFields({ fields }: KeyClient): Record<string, string> {
  switch (fields['clientAuthentication']) {
    case 'privateKeyJwt':
      return { keyId: 'of-nobody' };
    case 'tlsCertificate':
      return { clientId: 'key:RS256' };
    default:
      return { clientSecret: 'wrong' };
  }
}

function all200(what: string, outcomes: readonly Outcome[]): Check {
  const seen = tally(outcomes.map(({ status, says: text }) => status ?? text));
  const expected = `${AT_ONCE} x 200`;
  return { what, expected, seen, holds: seen === expected };
}

function failures(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ isFailure }) => isFailure).length;
}

function atMostCheck(what: string, most: number, seen: number): Check {
  const holds = seen >= 1 && seen <= most;
  return { what, expected: most === 1 ? '1' : `1 to ${most}`, seen: String(seen), holds };
}
