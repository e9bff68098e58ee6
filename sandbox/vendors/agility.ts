import { z } from 'zod';
import { type Answer, empty, html, json, xml } from '../answer';
import { type Arrival, bearerToken } from '../arrival';
import { staticTokenSettings } from '../settings';
import type { Handler, Vendor, VendorState } from '../vendor';
import { assetAnswer, assetsAnswer, failure, REST_PLACES, wantsJson } from './agility-answers';
import {
  assetRoutes,
  furtherRoutes,
  listed,
  noAssets,
  notFound,
  restoreAssets,
  selected,
} from './agility-assets';
import {
  accessTokenOf,
  describeGrant,
  details,
  furtherGrants,
  type Grant,
  grantAttributes,
  grants,
  type Member,
  memberAttributes,
  members,
} from './agility-grants';

const basePath = '/Example';
const selfQuery = '?where=IsSelf=%22true%22&sel=Username';

const settingsSchema = staticTokenSettings.extend({
  /**
   * What a member is answered who revokes a grant of somebody else's. 404 hides the grant, as
   * Agility does with everything that a member may not see.
   */
  deniedRevokeStatus: z.enum(['404', '403', '400', '500']).default('404'),
  /** What a successful revoke answers: undocumented, so nothing may depend on it. */
  revokeAnswer: z.enum(['asset', 'empty']).default('asset'),
  /** At which of the two places of the REST API access tokens are good. */
  tokensAt: z.enum(['both', ...REST_PLACES]).default('both'),
  /** What the other place answers: Windows authentication, a login page elsewhere, or nothing there. */
  otherPlaceAnswers: z.enum(['401', '302', '404']).default('401'),
  /** How errors in JSON list exceptions: both spellings have been seen. */
  exceptionsName: z.enum(['Exceptions', 'exceptions']).default('Exceptions'),
  /** Whether ids in lists carry their moment, such as `Grant:1020:4631`. */
  momentsInIds: z.boolean().default(false),
  /** What `meta.v1/Grant` answers: an attribute that queries do not know, or that it is not for tokens. */
  metaAnswers: z.enum(['attributes', 'unknownAttribute', '404', '401']).default('attributes'),
  /** Whether lists of grants tell anything but ids. */
  grantsTell: z.enum(['attributes', 'nothing']).default('attributes'),
  /** This many further grants of the normal member stand in lists. */
  moreGrants: z.number().int().min(0).max(5000).default(0),
});

export type AgilitySettings = z.infer<typeof settingsSchema>;

/**
 * Digital.ai Agility: access tokens that never expire, each tied to a grant. Grants may be revoked
 * by an admin or by the member who made them; the grant's token stops at once.
 */
export function agility(): Vendor<AgilitySettings, typeof details> {
  const revokedGrantIds = new Set<string>();
  const assets = noAssets();

  const revoke: Handler<AgilitySettings> = (arrival, state) => {
    const { exceptionsName } = state.settings;
    const wrong = (exception: string, message: string) =>
      failure(arrival, 400, 'Bad Request', exception, [message], exceptionsName);
    if (arrival.query.get('op') !== 'Revoke') {
      const operation = arrival.query.get('op') ?? '';
      return wrong('System.NotSupportedException', `Operation '${operation}' is not supported.`);
    }
    const id = arrival.params.id!;
    const grant = Object.values(grants).find((candidate) => candidate.id === id);
    if (grant === undefined) return noSuchGrant(arrival, 404, id, state.settings);
    const caller = callerOf(arrival, state);
    if (!caller.isAdmin && caller !== grant.owner) {
      const status = Number(state.settings.deniedRevokeStatus);
      return noSuchGrant(arrival, status, id, state.settings);
    }
    if (revokedGrantIds.has(id)) {
      const exception = 'VersionOne.Data.InvalidOperationException';
      return wrong(exception, `Grant:${id} has been revoked already.`);
    }
    revokedGrantIds.add(id);
    state.tokens.withdraw(accessTokenOf(grant));
    if (state.settings.revokeAnswer === 'empty') return xml(200, '');
    return assetAnswer(arrival, { id: `Grant:${id}`, attributes: {} });
  };

  /** Which grants there are: an admin sees all, a member their own. No page tells their attributes. */
  const listGrants: Handler<AgilitySettings> = (arrival, state) => {
    const caller = callerOf(arrival, state);
    const { grantsTell, moreGrants, momentsInIds } = state.settings;
    const attributesOf = (grant: Grant) => (grantsTell === 'nothing' ? {} : grantAttributes(grant));
    const seen = [...Object.values<Grant>(grants), ...furtherGrants(moreGrants)]
      .filter(({ id }) => !revokedGrantIds.has(id))
      .filter(({ owner }) => caller.isAdmin || owner === caller)
      .map((grant) => ({
        id: `Grant:${grant.id}${momentsInIds ? ':4631' : ''}`,
        attributes: attributesOf(grant),
        relations: ['Owner'],
      }));
    return listed(arrival, 'Grant', state.settings, seen, Object.keys(attributesOf(grants.own)));
  };

  const rest: Record<string, Handler<AgilitySettings>> = {
    'GET /Data/Member': queryMembers,
    'GET /Data/Scope/0': (arrival) =>
      assetAnswer(arrival, { id: 'Scope:0', attributes: { Name: 'System (All Projects)' } }),
    'GET /Data/Grant': listGrants,
    'POST /Data/Grant/:id': revoke,
    ...assetRoutes(assets),
  };

  return {
    id: 'agility',
    name: 'Digital.ai Agility',
    fixedPort: 18081,
    tls: false,
    basePath,
    protectedPath: `/rest-1.v1/Data/Member${selfQuery}`,
    clientId: '',
    clientSecret: '',
    settings: settingsSchema,
    tokenRoutes: {},
    apiRoutes: {
      ...Object.fromEntries(
        REST_PLACES.flatMap((place) => Object.entries(rest).map(at(`${basePath}/${place}`))),
      ),
      ...furtherRoutes(assets, basePath),
      [`GET ${basePath}/meta.v1/Grant`]: (arrival, { settings }) =>
        describeGrant(arrival, settings),
    },
    testCalls: REST_PLACES.map((place) => `${basePath}/${place}/Data/Member`),
    tokenFits: (_owner, arrival, settings) => takesTokens(arrival.path, settings),
    refuseToken: (_verdict, arrival, settings) => refuseToken(arrival, settings),
    notFound: (arrival, { settings }) => notFound(arrival, settings),
    login: () => ({ accessToken: details.accessToken }),
    details: () => details,
    restore: ({ tokens }) => {
      revokedGrantIds.clear();
      restoreAssets(assets);
      for (const grant of Object.values(grants)) {
        tokens.keep({ token: accessTokenOf(grant), lifetimeSeconds: Infinity, owner: grant.id });
      }
    },
  };
}

/** A route of the REST API at one of its places. */
function at(place: string) {
  return ([route, handler]: [string, Handler<AgilitySettings>]) =>
    [route.replace(' ', ` ${place}`), handler] as const;
}

const queryMembers: Handler<AgilitySettings> = (arrival, state) => {
  const isSelf = /^IsSelf=(["'])true\1$/i.test(arrival.query.get('where') ?? '');
  const found = isSelf ? [callerOf(arrival, state)] : Object.values(members);
  const known = Object.keys(memberAttributes(members.admin));
  const work = (names: readonly string[]) =>
    assetsAnswer(
      arrival,
      found.map((each) => {
        const all: Record<string, string> = memberAttributes(each);
        const attributes = Object.fromEntries(names.map((name) => [name, all[name] ?? '']));
        return { id: `Member:${each.id}`, attributes };
      }),
    );
  return selected(arrival, 'Member', state.settings, work, known);
};

function callerOf(arrival: Arrival, { tokens }: VendorState<AgilitySettings>): Member {
  const grantId = tokens.ownerOf(bearerToken(arrival) ?? '');
  const grant = Object.values(grants).find((candidate) => candidate.id === grantId);
  if (grant === undefined) throw new Error('Only a request with an accepted token gets here.');
  return grant.owner;
}

/** Not there, or not for this member: the answer does not tell which. */
function noSuchGrant(
  arrival: Arrival,
  status: number,
  id: string,
  { exceptionsName }: AgilitySettings,
): Answer {
  const title = status === 404 ? 'Not Found' : 'The operation is not allowed';
  const messages = [`Grant:${id} is not available to this member.`];
  const exception = 'VersionOne.Data.SecurityException';
  return failure(arrival, status, title, exception, messages, exceptionsName);
}

/** Whether tokens are good at that path: probes and other APIs go with `rest-1.v1`. */
function takesTokens(path: string, { tokensAt }: AgilitySettings): boolean {
  if (tokensAt === 'both' || path.startsWith(`${basePath}/sandbox/`)) return true;
  const isOauth = path.startsWith(`${basePath}/rest-1.oauth.v1/`);
  return isOauth === (tokensAt === 'rest-1.oauth.v1');
}

/** The place that takes no tokens answers as IIS does there, or as if it were not there. */
function refuseToken(arrival: Arrival, settings: AgilitySettings): Answer {
  if (!takesTokens(arrival.path, settings)) {
    switch (settings.otherPlaceAnswers) {
      case '401':
        return {
          ...html(401, '401 - Unauthorized'),
          headers: { 'content-type': 'text/html', 'www-authenticate': 'Negotiate' },
        };
      case '302':
        return empty(302, { location: 'https://login.example.com/' });
      case '404':
        return html(404, '404 - File or directory not found.');
    }
  }
  const headers = { 'www-authenticate': 'Bearer' };
  return wantsJson(arrival)
    ? json(401, { error: 'Unauthorized' }, headers)
    : xml(401, '<Error><Message>Unauthorized</Message></Error>', headers);
}
