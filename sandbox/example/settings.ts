import { z } from 'zod';
import { tokenVendorSettings } from '../settings';

// Both hold characters that break a Basic header unless they are form-encoded first.
export const clientId = 'example:client';
export const clientSecret = 'x7Q+fifth/secret=%26&:9 z';

const texts = z.record(z.string());
const pem = z.string().nullable().default(null);

/** What the made-up vendor can be told to be like: by default, as the textbook has it. */
export const exampleSettings = tokenVendorSettings(clientSecret).extend({
  // How it wants to be asked.
  /** By what the client must be known. */
  clientAuthentication: z
    .enum(['any', 'body', 'header', 'privateKeyJwt', 'tlsCertificate'])
    .default('any'),
  /** Whether the parts of a Basic header are form-decoded (RFC 6749 section 2.3.1) or taken as they stand. */
  basicSpelling: z.enum(['encoded', 'plain']).default('encoded'),
  /** The public half of the key that signs assertions, PEM. */
  assertionKey: pem,
  assertionAlgorithm: z.enum(['RS256', 'PS256', 'ES256']).default('RS256'),
  /** The certificate without which neither a token request nor a call is accepted, PEM. */
  clientCertificate: pem,
  /** Further client ids with the same secret: tenants of one application. */
  furtherClientIds: z.array(z.string()).default([]),
  /** How the parameters must be sent; `query` is a GET. */
  bodyFormat: z.enum(['any', 'form', 'json', 'query']).default('any'),
  /** The grant type that a request must name; null takes requests that name none. */
  grantType: z.string().nullable().default('client_credentials'),
  clientIdParameter: z.string().default('client_id'),
  clientSecretParameter: z.string().default('client_secret'),
  /** The scope a token request must ask for; null takes any or none. */
  scope: z.string().nullable().default(null),
  /** The audience a token request must name; null takes any or none. */
  audience: z.string().nullable().default(null),
  /** Further parameters a token request must carry, with their values. */
  extraParameters: texts.default({}),
  /** Headers a token request must carry, with their values. */
  tokenRequestHeaders: texts.default({}),

  // What it answers.
  /** Whether each request gets a token of its own, or the one of before while that is good. */
  handsOut: z.enum(['new', 'sameWithSecondsLeft', 'sameWithFullLifetime']).default('new'),
  tokenFormat: z.enum(['opaque', 'jwt']).default('opaque'),
  /** Where the answer has the token: names joined by dots; `.` is the whole answer. */
  tokenPath: z.string().default('access_token'),
  /** Where the answer tells the lifetime: names joined by dots. */
  lifetimePath: z.string().default('expires_in'),
  lifetimeAs: z
    .enum(['seconds', 'milliseconds', 'epochSeconds', 'epochMilliseconds', 'date'])
    .default('seconds'),
  contentEncoding: z.enum(['gzip', 'deflate', 'br']).nullable().default(null),
  /** Whether the answer has the header that tells its encoding. */
  tellsContentEncoding: z.boolean().default(true),
  /** How much this server's clock is ahead of the real time. */
  clockAheadSeconds: z.number().finite().default(0),

  // How it wants to be called.
  tokenHeader: z.string().default('Authorization'),
  /** What stands in front of the token; empty: the token stands alone. */
  tokenPrefix: z.string().default('Bearer'),
  /** Headers that a call must carry beside the token, with their values. */
  apiHeaders: texts.default({}),
  /** So long after its issue, the API does not know a token yet. */
  learnsTokensAfterSeconds: z.number().min(0).finite().default(0),
  /** What a token that is not good is answered; null: 401 and the challenge of RFC 6750. */
  badTokenAnswer: z
    .object({ status: z.number().int().min(200).max(599), headers: texts, body: z.unknown() })
    .partial({ headers: true, body: true })
    .strict()
    .nullable()
    .default(null),
});

export type ExampleSettings = z.infer<typeof exampleSettings>;
