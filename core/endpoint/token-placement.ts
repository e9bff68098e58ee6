import type { Part } from './part';

/** Where an API request carries the access token. */
export interface TokenPlacement extends Part {
  /** The header's name in lower case: only so do HTTP clients leave it behind at a foreign origin. */
  readonly header: string;
  readonly valueOf: (accessToken: string) => string;
}

/** `Authorization: Bearer …` (RFC 6750 section 2.1). */
export const BEARER_HEADER: TokenPlacement = {
  identity: ['authorization', 'Bearer'],
  secrets: [],
  header: 'authorization',
  valueOf: (accessToken) => `Bearer ${accessToken}`,
};
