import type { Part } from './part';

/** Where an API request carries the access token. */
export interface TokenPlacement extends Part {
  /** The header's name in lower case: only so do HTTP clients leave it behind at a foreign origin. */
  readonly header: string;
  readonly valueOf: (accessToken: string) => string;
}

/**
 * A header with a word in front of the token; without a word, the token alone. A word such as
 * `Token token=` goes on with the token at once.
 */
export function tokenInHeader(header: string, prefix: string): TokenPlacement {
  const name = header.toLowerCase();
  const front = prefix === '' || prefix.endsWith('=') ? prefix : `${prefix} `;
  return {
    identity: [name, prefix],
    secrets: [],
    header: name,
    valueOf: (accessToken) => `${front}${accessToken}`,
  };
}

/** `Authorization: Bearer …` (RFC 6750 section 2.1). */
export const BEARER_HEADER: TokenPlacement = tokenInHeader('authorization', 'Bearer');
