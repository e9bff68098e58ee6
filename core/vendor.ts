import type { Field, FieldName } from './fields';
import type { FieldProblem, VendorAuthErrorCode } from './errors';

export type VendorId = 'eggplant-dai' | 'ddi-central' | 'dvinci' | 'agility' | 'client-credentials';

export type BodyFormat = 'form' | 'json';

/** The field values of one credential, cleaned; a field that is not there reads as the empty text. */
export interface FieldValues {
  readonly baseUrl: string;
  text(name: FieldName): string;
}

/**
 * How a vendor's access token is come by: requested at a token endpoint with the client credentials
 * grant (RFC 6749 section 4.4), or given out once by the vendor's product.
 */
export type AccessTokenPlan = TokenEndpoint | StaticToken;

export interface TokenEndpoint {
  readonly kind: 'token-endpoint';
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** In the body, or as Basic authentication (RFC 6749 section 2.3.1). */
  readonly clientAuthentication: 'body' | 'header';
  /** Tried in this order if the vendor refuses the encoding; the one that worked is remembered. */
  readonly bodyFormats: readonly [BodyFormat, ...BodyFormat[]];
  /** `grant_type`, `scope` and whatever else the body holds besides the client. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What holds if the answer has no usable `expires_in` (rule T3). */
  readonly defaultLifetimeSeconds: number;
}

export interface StaticToken {
  readonly kind: 'static';
  readonly accessToken: string;
  /** The server that gave it out. */
  readonly issuerUrl: string;
}

/** A vendor's refusal of a token request, read from whichever shape it came in. */
export interface TokenRefusal {
  readonly status: number;
  /** `error` of RFC 6749 section 5.2, if the answer had one. */
  readonly error: string | undefined;
  /** The vendor's own words, not yet cleared of secrets. */
  readonly description: string | undefined;
  readonly errorUri: string | undefined;
}

/** A refusal in words. What a vendor leaves out is told in general terms. */
export interface Explanation {
  readonly code: VendorAuthErrorCode;
  readonly message: string;
  readonly hint: string;
}

/** An answer of the vendor's API, as far as a vendor may look into it. */
export interface ApiAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  /** The body as text, of a longer one the first 1 MiB. */
  readonly text: string;
  /** The body as JSON, or undefined if it is none, or longer. */
  json(): unknown;
}

/** What a test call tells of a token. */
export interface TestFinding {
  /** `unknown` if the answer says nothing about the token, such as a 500. */
  readonly verdict: 'accepted' | 'rejected' | 'unknown';
  /** A sentence: whose token it is or what it may see, or what stands in the way. */
  readonly says: string;
  readonly hint?: string | undefined;
}

/** A harmless GET that tells whether a token is accepted. */
export interface TestCall {
  /** Below the base URL, without a leading slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Reads what the general rules leave open: 401 is a rejection, a 5xx says nothing. */
  read(answer: ApiAnswer): TestFinding | undefined;
}

/**
 * All that is particular to one vendor. Everything that the hosts show of a vendor and everything
 * that the core does differently for it stands in the one file that exports this.
 */
export interface Vendor {
  readonly id: VendorId;
  readonly productName: string;
  /** What sentences call it, where that is not the product's name: in the midst of one. */
  readonly spokenName?: string;
  /** One sentence for lists and help texts. */
  readonly summary: string;
  /** The vendor's own page about its authentication. */
  readonly documentationUrl: string;
  /** The vendor's own fields, in order; `COMMON_FIELDS` follow them. */
  readonly fields: readonly Field[];
  accessTokenPlan(values: FieldValues): AccessTokenPlan;
  testCall(values: FieldValues): TestCall | undefined;
  /** Tells a refusal in the product's own words; undefined leaves it to the general ones. */
  explainRefusal?(refusal: TokenRefusal, values: FieldValues): Explanation | undefined;
  /** Whether a refusal means that the other body format should be tried. */
  isEncodingRefused?(refusal: TokenRefusal): boolean;
  /** What to do when the API answers 401 to a token that should be good. */
  readonly rejectedHint: string;
  /** What to do when the API answers 403. */
  readonly forbiddenHint: string;
  /** Headers that every request to the vendor's API should carry unless the user set them. */
  readonly apiHeaders?: Readonly<Record<string, string>>;
  /** What several fields together get wrong. */
  checkFields?(values: FieldValues): readonly FieldProblem[];
}
