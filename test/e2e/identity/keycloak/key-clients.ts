import { createPublicKey, X509Certificate } from 'node:crypto';
import { ES256_KEY, RSA_CERTIFICATE, RSA_KEY } from '../../../core/support/keys';

/** How a client of the realm `eggplant` proves who it is, and what a person enters for that. */
export interface KeyClient {
  readonly title: string;
  readonly clientId: string;
  /** As Keycloak's realm file has it. */
  readonly inRealm: object;
  /** In the form, besides addresses and client id. */
  readonly fields: Readonly<Record<string, string>>;
  /** Token requests until Keycloak takes one, if nobody knows the right spelling yet. */
  readonly mostTokenRequests: number;
  /** What a person must read whose client is not taken. */
  readonly blames: string;
}

/** What the two spellings of a Basic header write differently (RFC 6749 section 2.3.1). */
const ODD_SECRET = 'of this test: a+b/c=%26&d é';

const KEYS = { RS256: RSA_KEY, PS256: RSA_KEY, ES256: ES256_KEY };

function assertionClient(algorithm: keyof typeof KEYS): KeyClient {
  const privateKey = KEYS[algorithm];
  const kid = `key-${algorithm}`;
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    title: `private_key_jwt, ${algorithm}`,
    clientId: `key:${algorithm}`,
    inRealm: {
      clientAuthenticatorType: 'client-jwt',
      attributes: {
        'use.jwks.string': 'true',
        'jwks.string': JSON.stringify({ keys: [{ ...jwk, kid, use: 'sig', alg: algorithm }] }),
        // Any other algorithm is refused.
        'token.endpoint.auth.signing.alg': algorithm,
      },
    },
    fields: {
      clientAuthentication: 'privateKeyJwt',
      signingAlgorithm: algorithm,
      privateKey,
      keyId: kid,
    },
    mostTokenRequests: 1,
    blames: 'Private Key',
  };
}

function basicClient(title: string, clientId: string, clientSecret: string): KeyClient {
  return {
    title,
    clientId,
    inRealm: { secret: clientSecret },
    fields: { clientAuthentication: 'header', clientSecret },
    mostTokenRequests: 2,
    blames: 'secret',
  };
}

export const KEY_CLIENTS: readonly KeyClient[] = [
  assertionClient('RS256'),
  assertionClient('PS256'),
  assertionClient('ES256'),
  {
    title: 'client certificate (RFC 8705)',
    clientId: 'key:certificate',
    inRealm: {
      clientAuthenticatorType: 'client-x509',
      attributes: {
        'x509.subjectdn': new X509Certificate(RSA_CERTIFICATE).subject,
        'x509.allow.regex.pattern.comparison': 'false',
      },
    },
    fields: {
      clientAuthentication: 'tlsCertificate',
      clientCertificate: RSA_CERTIFICATE,
      clientKey: RSA_KEY,
    },
    mostTokenRequests: 1,
    blames: 'Client Certificate',
  },
  basicClient('Basic header, both spellings the same', 'basic-plain', 'letters-and-digits-1'),
  basicClient('Basic header, spellings that differ', 'basic:odd', ODD_SECRET),
];
