import { isHtml } from '../http/body';
import { isRecord, parseJson } from '../base/json';
import { membersOf, valueAt, type Member } from './members';
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
  'oauthtoken',
  'bearertoken',
  'bearer',
  'apitoken',
  'usertoken',
  'logintoken',
  'sessiontoken',
  'securitytoken',
  'tokenvalue',
  'jwt',
  'jwttoken',
  'idtoken',
];

/** What such a name stands for where it holds an object: `{"access_token": {"value": …}}`. */
const WITHIN = ['value', 'tokenvalue', 'token', 'accesstoken', 'jwt', 'id', 'key', 'raw'];

/** Parts of names that mark other tokens than the API's. */
const OTHER_TOKEN = /refresh|csrf|xsrf|reset|device|push|verification/;

/** Whether a member of that name may hold an access token. */
export function isTokenName(folded: string): boolean {
  return !OTHER_TOKEN.test(folded) && (WELL_KNOWN.includes(folded) || isAccessToken(folded));
}

/** Such as `tenant_access_token`. */
function isAccessToken(folded: string): boolean {
  return folded.endsWith('accesstoken');
}

/**
 * The member `access_token` (RFC 6749 section 5.1), or else the well-known places: other names and
 * spellings, also nested, and a JSON Web Token wherever it stands.
 */
export const WELL_KNOWN_TOKEN: TokenLocation = {
  identity: ['well-known'],
  secrets: [],
  find({ json, text }) {
    const own = isRecord(json) ? json['access_token'] : undefined;
    if (isToken(own)) return withoutWord(own);
    // A number may count something: it is a token only where the user says so.
    const members = membersOf(json).filter(
      ({ names, value }) => isToken(value) && !names.some((name) => OTHER_TOKEN.test(name)),
    );
    for (const isCalledSo of CALLED) {
      const member = members.find(isCalledSo);
      if (member !== undefined) return withoutWord(member.value as string);
    }
    const whole = typeof json === 'string' ? json : text.trim();
    return isJwt(whole) ? whole : undefined;
  },
};

/** Parts of names under which a JSON Web Token gives no access. */
const NO_ACCESS = /mfa|otp|challenge|nonce|state|licen[cs]e/;

/** Looks at a member's names, the most telling first. */
const CALLED: readonly ((member: Member) => boolean)[] = [
  ...WELL_KNOWN.flatMap((wanted) => [
    ({ folded }: Member) => folded === wanted,
    ({ names }: Member) => isWithin(names, wanted),
  ]),
  ({ folded }) => isAccessToken(folded),
  ({ folded, value }) => !NO_ACCESS.test(folded) && isJwt(withoutWord(value as string)),
];

function isWithin(names: readonly string[], wanted: string): boolean {
  return names.at(-2) === wanted && WITHIN.includes(names.at(-1) ?? '');
}

/** The member at a path such as `data.token`; `.` is the whole answer. */
export function tokenAt(path: string): TokenLocation {
  return {
    identity: ['path', path],
    secrets: [],
    find({ json, text }) {
      return tokenIn(path === '.' ? bareToken(json, text) : valueAt(json, path), text);
    },
  };
}

/** The whole answer, in quotes or as a text that is neither other JSON nor a page; a number may be one. */
function bareToken(json: unknown, text: string): string | undefined {
  if (typeof json === 'string') return json.trim();
  if (json !== undefined && typeof json !== 'number') return undefined;
  return isHtml(text) ? undefined : text.trim();
}

/**
 * The token that a member holds. A number counts as the text that the answer has; one with more digits than
 * a number keeps would be another token.
 */
function tokenIn(value: unknown, text: string): string | undefined {
  if (typeof value !== 'number') return isToken(value) ? withoutWord(value) : undefined;
  return value > 0 && text.includes(String(value)) ? String(value) : undefined;
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Some servers put the word of the header in front of the token, or a line break behind it. */
function withoutWord(token: string): string {
  return token.trim().replace(/^bearer[ \t]{1,4}(?=\S)/i, '');
}

/** Three parts in Base64url, the first of which is a JSON object (RFC 7519 section 3). */
export function isJwt(text: string): boolean {
  if (text.length > 65_536 || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) return false;
  return isRecord(jwtPart(text, 0));
}

/** The header or the payload of what looks like a JSON Web Token, as JSON. */
export function jwtPart(token: string, part: 0 | 1): unknown {
  const base64 = token.split('.')[part] ?? '';
  return parseJson(Buffer.from(base64, 'base64url').toString('utf8'));
}
