/** Who may log in to the sandbox's Agility, and with which grants. */
import { createHash } from 'node:crypto';
import { type Answer, html, json, xml } from '../answer';
import type { Arrival } from '../arrival';
import type { AgilitySettings } from './agility';
import { wantsJson } from './agility-answers';

export interface Member {
  id: string;
  username: string;
  name: string;
  email: string;
  isAdmin: boolean;
}

export const members = {
  admin: member('20', 'admin', 'Ada Administrator', true),
  member: member('1001', 'alice', 'Alice Member', false),
  otherMember: member('1002', 'bob', 'Bob Member', false),
};

/** Who made which grant. Each has an access token of its own. */
export const grants = {
  /** The grant whose access token is the vendor's `accessToken`. */
  own: { id: '1010', owner: members.member },
  spare: { id: '1020', owner: members.member },
  secondSpare: { id: '1021', owner: members.member },
  thirdSpare: { id: '1022', owner: members.member },
  otherMembers: { id: '1030', owner: members.otherMember },
  admins: { id: '1040', owner: members.admin },
};

export interface Grant {
  id: string;
  owner: Member;
}

const accessTokens = new Map<string, string>();

/** What scripts need to know about Agility's members and grants. */
export const details = {
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

/** No page tells which attributes a grant has: these are made up, but of the kinds that assets have. */
const GRANT_ATTRIBUTES = {
  Name: 'Text',
  Owner: 'Relation',
  CreateDate: 'Date',
  Scopes: 'Relation, several',
  Secret: 'Password',
} as const;

/** By the names that a query may use. */
export function grantAttributes({ id, owner }: Grant): Record<string, string | null> {
  return {
    Name: `Grant ${id}`,
    Owner: `Member:${owner.id}`,
    'Owner.Name': owner.name,
    CreateDate: '2026-01-05T09:00:00.000',
    Scopes: null,
    Secret: null,
  };
}

/** This many grants of a member, which only lists show. */
export function furtherGrants(count: number): Grant[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(5001 + index),
    owner: members.member,
  }));
}

export function memberAttributes({ username, name, email }: Member) {
  return { Username: username, Name: name, Email: email };
}

function member(id: string, username: string, name: string, isAdmin: boolean): Member {
  return { id, username, name, email: `${username}@example.com`, isAdmin };
}

/**
 * `1.` and the base64 of 20 bytes, always the same for one grant, so that saved flows work after a
 * restart. Each holds `+`, `/` and `=`, which break clients that encode the token once too often.
 */
export function accessTokenOf(grant: Grant): string {
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

/** What the instance itself tells of grants. */
export function describeGrant(arrival: Arrival, settings: AgilitySettings): Answer {
  if (settings.metaAnswers === '404') return html(404, '404 - File or directory not found.');
  if (settings.metaAnswers === '401') return html(401, '401 - Unauthorized');
  const own = settings.grantsTell === 'nothing' ? {} : GRANT_ATTRIBUTES;
  const unknown = settings.metaAnswers === 'unknownAttribute' ? { Shoes: 'Text' } : {};
  const definitions = Object.entries<string>({ ...own, ...unknown });
  if (wantsJson(arrival)) {
    const attributes = definitions.map(([name, kind]) => {
      const [attributetype, several] = kind.split(', ');
      const ismultivalue = several !== undefined;
      return [
        `Grant.${name}`,
        {
          _type: 'AttributeDefinition',
          name,
          token: `Grant.${name}`,
          attributetype,
          ismultivalue,
          isreadonly: true,
        },
      ];
    });
    return json(200, {
      _type: 'AssetType',
      name: 'Grant',
      token: 'Grant',
      Attributes: Object.fromEntries(attributes) as object,
    });
  }
  const inner = definitions.map(([name]) => `<AttributeDefinition name="${name}"/>`).join('');
  return xml(200, `<AssetType name="Grant" token="Grant">${inner}</AssetType>`);
}
