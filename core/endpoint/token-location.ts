import { membersOf, valueAt } from './members';
import type { Part } from './part';
import type { TokenAnswer } from './token-answer';

/** Where in the answer of a token endpoint the access token stands. */
export interface TokenLocation extends Part {
  /** The token, or undefined if there is none at that place. */
  readonly find: (answer: TokenAnswer) => string | undefined;
}

/** Names of members that hold an access token, folded, the most telling first. */
const WELL_KNOWN = [
  'accesstoken',
  'token',
  'authtoken',
  'authenticationtoken',
  'authorizationtoken',
  'bearertoken',
  'bearer',
  'apitoken',
  'sessiontoken',
  'securitytoken',
  'tokenvalue',
  'jwt',
  'jwttoken',
  'idtoken',
];

/**
 * The member `access_token` (RFC 6749 section 5.1), or else the well-known places: other names and
 * spellings, also nested, and a JSON Web Token that is the whole answer.
 */
export const WELL_KNOWN_TOKEN: TokenLocation = {
  identity: ['well-known'],
  secrets: [],
  find({ json, text }) {
    const members = membersOf(json).filter(({ value }) => isToken(value));
    for (const name of WELL_KNOWN) {
      const member = members.find(({ folded }) => folded === name);
      if (member !== undefined) return member.value as string;
    }
    const whole = typeof json === 'string' ? json : text.trim();
    return isJwt(whole) ? whole : undefined;
  },
};

/** The member at a path such as `data.token`; `.` is the whole answer. */
export function tokenAt(path: string): TokenLocation {
  return {
    identity: ['path', path],
    secrets: [],
    find({ json, text }) {
      // A bare token need not be JSON; in quotes, it is.
      const value = path === '.' && typeof json !== 'string' ? text.trim() : valueAt(json, path);
      return isToken(value) ? value : undefined;
    },
  };
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Three parts in Base64url, the first of which is a JSON object (RFC 7519 section 3). */
export function isJwt(text: string): boolean {
  return text.length < 65_536 && /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(text);
}
