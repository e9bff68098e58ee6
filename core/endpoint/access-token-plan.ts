import { lengthPrefixed, sha256 } from '../base/hash';
import { leavesOf, type Json, type JsonObject } from '../base/json';
import type { BodyFormat } from './body-format';
import type { ClientAuthentication } from './client-authentication';
import type { LifetimeSource } from './lifetime-source';
import type { Part } from './part';
import { WELL_KNOWN_TOKEN, type TokenLocation } from './token-location';
import { BEARER_HEADER, type TokenPlacement } from './token-placement';
import type { TokenRefusal } from './token-refusal';

/**
 * Where the access token comes from: a token endpoint with the client credentials grant (RFC 6749
 * section 4.4), or the credential itself.
 */
export type AccessTokenPlan = TokenEndpoint | StaticToken;

export interface TokenEndpoint extends TokenEndpointParts, Part {
  readonly kind: 'token-endpoint';
}

export interface TokenEndpointParts {
  readonly url: string;
  /** Tried in this order while the vendor refuses one for its form; the one that worked is remembered. */
  readonly ways: readonly [RequestWay, ...RequestWay[]];
  /** `grant_type`, `scope` and whatever else the request says besides the client. */
  readonly parameters: JsonObject;
  /** Further parameters, whose values are secrets. */
  readonly secretParameters: JsonObject;
  /** Headers of the token request, whose values are secrets. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly token: TokenLocation;
  readonly lifetime: LifetimeSource;
  readonly placement: TokenPlacement;
}

/** One way to put a token request. */
export interface RequestWay {
  /** Where it is sent, if not to the endpoint's own address: the same server's in another version. */
  readonly url?: string | undefined;
  readonly client: ClientAuthentication;
  readonly format: BodyFormat;
  /** Whether a refusal means that another way may work. Without it, no refusal does. */
  readonly isRefusedForItsForm?: ((refusal: TokenRefusal) => boolean) | undefined;
}

export interface StaticToken extends StaticTokenParts, Part {
  readonly kind: 'static';
}

export interface StaticTokenParts {
  readonly accessToken: string;
  /** The server that gave it out. */
  readonly url: string;
  readonly placement: TokenPlacement;
}

/** What RFC 6749 and RFC 6750 say where a vendor says nothing else. */
const STANDARD = {
  secretParameters: {},
  headers: {},
  token: WELL_KNOWN_TOKEN,
  placement: BEARER_HEADER,
};

type Optional<Parts, Names extends keyof Parts> = Omit<Parts, Names> & Partial<Pick<Parts, Names>>;

/** A plan to request tokens at a token endpoint. */
export function tokenEndpoint(
  parts: Optional<TokenEndpointParts, keyof typeof STANDARD>,
): TokenEndpoint {
  const whole: TokenEndpointParts = { ...STANDARD, ...parts };
  const { ways, token, lifetime, placement, headers, secretParameters } = whole;
  const sending = ways.flatMap(({ client, format }) => [client, format]);
  return {
    kind: 'token-endpoint',
    ...whole,
    identity: ['token-endpoint', hashed(whole, TOKEN_ENDPOINT)],
    secrets: [
      ...[...sending, token, lifetime, placement].flatMap(({ secrets }) => secrets),
      ...headerSecrets(headers),
      ...leavesOf(secretParameters),
    ].filter((secret) => secret !== ''),
  };
}

/** Shorter values of headers, such as a version, are in every sentence and keep nothing secret. */
const SHORTEST_HEADER_SECRET = 4;

/** What of headers must not come back in anybody's words (rule T11). */
export function headerSecrets(headers: Readonly<Record<string, string>>): string[] {
  return Object.values(headers).filter(({ length }) => length >= SHORTEST_HEADER_SECRET);
}

/** A plan to use one access token that never expires. */
export function staticToken(parts: Optional<StaticTokenParts, 'placement'>): StaticToken {
  const whole: StaticTokenParts = { placement: STANDARD.placement, ...parts };
  return {
    kind: 'static',
    ...whole,
    identity: ['static', hashed(whole, STATIC_TOKEN)],
    secrets: [whole.accessToken, ...whole.placement.secrets],
  };
}

/** Says what of each member counts. A member that is added and left out here does not compile (rule T2). */
type Hashes<Type> = {
  readonly [Name in keyof Type]-?: (value: Type[Name]) => readonly string[] | undefined;
};

const ofPart = ({ identity }: Part) => identity;

const WAY: Hashes<RequestWay> = {
  client: ofPart,
  format: ofPart,
  // The vendor decides it, and the vendor is part of the identity.
  isRefusedForItsForm: () => [],
  // Without one, identities are those of before ways had addresses, and stored tokens stay of use.
  url: (url) => (url === undefined ? undefined : [url]),
};

const TOKEN_ENDPOINT: Hashes<TokenEndpointParts> = {
  url: (url) => [url],
  ways: (ways) => ways.map((way) => hashed(way, WAY)),
  parameters: canonical,
  secretParameters: canonical,
  headers: canonical,
  token: ofPart,
  lifetime: ofPart,
  placement: ofPart,
};

const STATIC_TOKEN: Hashes<StaticTokenParts> = {
  accessToken: (accessToken) => [accessToken],
  url: (url) => [url],
  placement: ofPart,
};

function hashed<Type extends object>(value: Type, hashes: Hashes<Type>): string {
  const names = (Object.keys(hashes) as (keyof Type)[]).sort();
  const parts = names.map((name) => hashes[name](value[name]));
  return digest(parts.filter((part) => part !== undefined).map(digest));
}

/** The same for equal objects, in whatever order their members stand. */
function canonical(object: JsonObject): string[] {
  return [JSON.stringify(sorted(object))];
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return ['list', ...value.map(sorted)];
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return ['object', ...entries.map(([name, member]) => [name, sorted(member)])];
}

function digest(parts: readonly string[]): string {
  return sha256(lengthPrefixed(parts));
}
