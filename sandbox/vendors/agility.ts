import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Answer, json, xml } from '../answer';
import { type Arrival, bearerToken } from '../arrival';
import { staticTokenSettings } from '../settings';
import type { Handler, Vendor, VendorState } from '../vendor';

const basePath = '/Example';
const restPath = `${basePath}/rest-1.v1/Data`;
const selfQuery = '?where=IsSelf=%22true%22&sel=Username';

const settingsSchema = staticTokenSettings.extend({
  /**
   * What a member is answered who revokes a grant of somebody else's. 404 hides the grant, as
   * Agility does with everything that a member may not see.
   */
  deniedRevokeStatus: z.enum(['404', '403', '400', '500']).default('404'),
  /** What a successful revoke answers: undocumented, so nothing may depend on it. */
  revokeAnswer: z.enum(['asset', 'empty']).default('asset'),
});

type AgilitySettings = z.infer<typeof settingsSchema>;

interface Member {
  id: string;
  username: string;
  name: string;
  email: string;
  isAdmin: boolean;
}

const members = {
  admin: member('20', 'admin', 'Ada Administrator', true),
  member: member('1001', 'alice', 'Alice Member', false),
  otherMember: member('1002', 'bob', 'Bob Member', false),
};

/** Who made which grant. Each has an access token of its own. */
const grants = {
  /** The grant whose access token is the vendor's `accessToken`. */
  own: { id: '1010', owner: members.member },
  spare: { id: '1020', owner: members.member },
  secondSpare: { id: '1021', owner: members.member },
  thirdSpare: { id: '1022', owner: members.member },
  otherMembers: { id: '1030', owner: members.otherMember },
  admins: { id: '1040', owner: members.admin },
};

type Grant = (typeof grants)[keyof typeof grants];

const accessTokens = new Map<string, string>();

/** What scripts need to know about Agility's members and grants. */
const details = {
  /** A normal member's, tied to the grant `own`. */
  accessToken: accessTokenOf(grants.own),
  accessTokens: {
    member: accessTokenOf(grants.own),
    otherMember: accessTokenOf(grants.otherMembers),
    admin: accessTokenOf(grants.admins),
    /** Alice's second grant: its token stops when 1020 is revoked. */
    spare: accessTokenOf(grants.spare),
  },
  grants: {
    own: grants.own.id,
    spare: [grants.spare.id, grants.secondSpare.id, grants.thirdSpare.id],
    otherMembers: grants.otherMembers.id,
    admins: grants.admins.id,
  },
};

/**
 * Digital.ai Agility: access tokens that never expire, each tied to a grant. Grants may be revoked
 * by an admin or by the member who made them; the grant's token stops at once.
 */
export function agility(): Vendor<AgilitySettings, typeof details> {
  const revokedGrantIds = new Set<string>();

  const revoke: Handler<AgilitySettings> = (arrival, state) => {
    if (arrival.query.get('op') !== 'Revoke') {
      return failure(arrival, 400, 'Bad Request', 'System.NotSupportedException', [
        `Operation '${arrival.query.get('op') ?? ''}' is not supported.`,
      ]);
    }
    const id = arrival.params.id!;
    const grant = Object.values(grants).find((candidate) => candidate.id === id);
    if (grant === undefined) return noSuchGrant(arrival, 404, id);
    const caller = callerOf(arrival, state);
    if (!caller.isAdmin && caller !== grant.owner) {
      return noSuchGrant(arrival, Number(state.settings.deniedRevokeStatus), id);
    }
    if (revokedGrantIds.has(id)) {
      return failure(arrival, 400, 'Bad Request', 'VersionOne.Data.InvalidOperationException', [
        `Grant:${id} has been revoked already.`,
      ]);
    }
    revokedGrantIds.add(id);
    state.tokens.withdraw(accessTokenOf(grant));
    if (state.settings.revokeAnswer === 'empty') return xml(200, '');
    return assetAnswer(arrival, `Grant:${id}`, {});
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
      [`GET ${restPath}/Member`]: queryMembers,
      [`GET ${restPath}/Scope/0`]: (arrival) =>
        assetAnswer(arrival, 'Scope:0', { Name: 'System (All Projects)' }),
      [`POST ${restPath}/Grant/:id`]: revoke,
    },
    testCalls: [`${restPath}/Member`],
    refuseToken: (_verdict, arrival) =>
      wantsJson(arrival)
        ? json(401, { error: 'Unauthorized' }, { 'www-authenticate': 'Bearer' })
        : xml(401, '<Error><Message>Unauthorized</Message></Error>', {
            'www-authenticate': 'Bearer',
          }),
    notFound: (arrival) =>
      failure(arrival, 404, 'Not Found', 'System.Web.HttpException', ['There is nothing here.']),
    login: () => ({ accessToken: details.accessToken }),
    details: () => details,
    restore: ({ tokens }) => {
      revokedGrantIds.clear();
      for (const grant of Object.values(grants)) {
        tokens.keep({ token: accessTokenOf(grant), lifetimeSeconds: Infinity, owner: grant.id });
      }
    },
  };
}

const queryMembers: Handler<AgilitySettings> = (arrival, state) => {
  const isSelf = /^IsSelf=(["'])true\1$/i.test(arrival.query.get('where') ?? '');
  const found = isSelf ? [callerOf(arrival, state)] : Object.values(members);
  const names = arrival.query.get('sel')?.split(',') ?? ['Username', 'Name', 'Email'];
  const unknown = names.find((name) => !(name in memberAttributes(members.admin)));
  if (unknown !== undefined) {
    return failure(arrival, 400, 'Bad Request', 'VersionOne.Data.MetaException', [
      `Unknown AttributeDefinition: Member.${unknown}`,
    ]);
  }
  const assets = found.map((each) => {
    const all: Record<string, string> = memberAttributes(each);
    const attributes = Object.fromEntries(names.map((name) => [name, all[name] ?? '']));
    return { id: `Member:${each.id}`, attributes };
  });
  if (wantsJson(arrival)) {
    return json(200, {
      _type: 'Assets',
      total: assets.length,
      pageSize: 2147483647,
      pageStart: 0,
      Assets: assets.map(({ id, attributes }) => assetJson(id, attributes)),
    });
  }
  const inner = assets.map(({ id, attributes }) => assetXml(id, attributes)).join('');
  const counts = `total="${assets.length}" pageSize="2147483647" pageStart="0"`;
  return xml(200, `<?xml version="1.0" encoding="UTF-8"?><Assets ${counts}>${inner}</Assets>`);
};

function callerOf(arrival: Arrival, { tokens }: VendorState<AgilitySettings>): Member {
  const grantId = tokens.ownerOf(bearerToken(arrival) ?? '');
  const grant = Object.values(grants).find((candidate) => candidate.id === grantId);
  if (grant === undefined) throw new Error('Only a request with an accepted token gets here.');
  return grant.owner;
}

/** Not there, or not for this member: the answer does not tell which. */
function noSuchGrant(arrival: Arrival, status: number, id: string): Answer {
  const title = status === 404 ? 'Not Found' : 'The operation is not allowed';
  return failure(arrival, status, title, 'VersionOne.Data.SecurityException', [
    `Grant:${id} is not available to this member.`,
  ]);
}

function failure(
  arrival: Arrival,
  status: number,
  title: string,
  exceptionClass: string,
  messages: string[],
): Answer {
  if (wantsJson(arrival)) {
    return json(status, {
      _type: 'Error',
      href: arrival.path,
      Message: title,
      Exceptions: messages.map((message) => ({ class: exceptionClass, Message: message })),
    });
  }
  const exceptions = messages
    .map(
      (message) =>
        `<Exception class="${exceptionClass}"><Message>${escapeXml(message)}</Message></Exception>`,
    )
    .join('');
  return xml(
    status,
    `<?xml version="1.0" encoding="UTF-8"?><Error href="${escapeXml(arrival.path)}">` +
      `<Message>${title}</Message>${exceptions}</Error>`,
  );
}

function assetAnswer(arrival: Arrival, id: string, attributes: Record<string, string>): Answer {
  return wantsJson(arrival)
    ? json(200, assetJson(id, attributes))
    : xml(200, `<?xml version="1.0" encoding="UTF-8"?>${assetXml(id, attributes)}`);
}

function assetJson(id: string, attributes: Record<string, string>) {
  const described = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { _type: 'Attribute', name, value }]),
  );
  return { _type: 'Asset', href: assetHref(id), id, Attributes: described };
}

function assetXml(id: string, attributes: Record<string, string>): string {
  const inner = Object.entries(attributes)
    .map(([name, value]) => `<Attribute name="${name}">${escapeXml(value)}</Attribute>`)
    .join('');
  return `<Asset href="${assetHref(id)}" id="${id}">${inner}</Asset>`;
}

function assetHref(id: string): string {
  return `${restPath}/${id.replace(':', '/')}`;
}

function wantsJson(arrival: Arrival): boolean {
  return (arrival.headers.accept ?? '').includes('application/json');
}

function memberAttributes({ username, name, email }: Member) {
  return { Username: username, Name: name, Email: email };
}

function member(id: string, username: string, name: string, isAdmin: boolean): Member {
  return { id, username, name, email: `${username}@example.com`, isAdmin };
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * `1.` and the base64 of 20 bytes, always the same for one grant, so that saved flows work after a
 * restart. Each holds `+`, `/` and `=`, which break clients that encode the token once too often.
 */
function accessTokenOf(grant: Grant): string {
  const known = accessTokens.get(grant.id);
  if (known !== undefined) return known;
  for (let attempt = 0; ; attempt += 1) {
    const digest = createHash('sha1').update(`sandbox grant ${grant.id} ${attempt}`).digest();
    const token = `1.${digest.toString('base64')}`;
    if (token.includes('+') && token.includes('/')) {
      accessTokens.set(grant.id, token);
      return token;
    }
  }
}
