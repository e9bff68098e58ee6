import type { Part } from './part';

/** Where in the answer of a token endpoint the access token stands. */
export interface TokenLocation extends Part {
  /** The token, or undefined if there is none at that place. */
  readonly find: (members: Readonly<Record<string, unknown>>) => string | undefined;
}

/** The member `access_token` (RFC 6749 section 5.1). */
export const ACCESS_TOKEN_MEMBER: TokenLocation = {
  identity: ['access_token'],
  secrets: [],
  find: ({ access_token: token }) => (typeof token === 'string' && token !== '' ? token : undefined),
};
