import {
  constants,
  createHash,
  createPrivateKey,
  randomUUID,
  sign,
  X509Certificate,
  type KeyObject,
} from 'crypto';
import type { ClientAuthentication } from './client-authentication';

export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256';

export interface SigningClient {
  readonly clientId: string;
  /** PEM. */
  readonly privateKey: string;
  readonly algorithm: SigningAlgorithm;
  /** `kid`, or the empty text. */
  readonly keyId: string;
  /** PEM, or the empty text: some servers find the key by its fingerprint, `x5t`. */
  readonly certificate: string;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Long enough for a clock that is a little off, too short to be worth stealing. */
const LIFETIME_SECONDS = 60;

/**
 * The client vouches for itself by a signed assertion in place of a secret (RFC 7523 section 2.2). Each
 * request has an assertion of its own, with a fresh `jti`, that is valid for a minute.
 */
export function privateKeyJwt(client: SigningClient): ClientAuthentication {
  const { clientId, privateKey, algorithm, keyId, certificate } = client;
  return {
    identity: ['private-key-jwt', clientId, privateKey, algorithm, keyId, certificate],
    secrets: [],
    authenticate: ({ parameters, ...draft }, { wallMs }) => {
      const signed = assertion(client, draft.url, Math.floor(wallMs / 1000));
      const own = {
        client_id: clientId,
        client_assertion_type: ASSERTION_TYPE,
        client_assertion: signed,
      };
      return { ...draft, parameters: { ...parameters, ...own }, secrets: [signed] };
    },
  };
}

function assertion(client: SigningClient, audience: string, nowSeconds: number): string {
  const { clientId, privateKey, algorithm, keyId, certificate } = client;
  const header = {
    alg: algorithm,
    typ: 'JWT',
    ...(keyId === '' ? {} : { kid: keyId }),
    ...(certificate === '' ? {} : fingerprintsOf(certificate)),
  };
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: audience,
    iat: nowSeconds,
    nbf: nowSeconds,
    exp: nowSeconds + LIFETIME_SECONDS,
    jti: randomUUID(),
  };
  const signed = [header, claims].map((part) => base64url(JSON.stringify(part))).join('.');
  const key = createPrivateKey(privateKey);
  return `${signed}.${signatureOf(signed, key, algorithm).toString('base64url')}`;
}

function signatureOf(text: string, key: KeyObject, algorithm: SigningAlgorithm): Buffer {
  return sign('sha256', Buffer.from(text), { key, ...OPTIONS[algorithm] });
}

/** How RFC 7518 section 3.1 wants each algorithm's signature. */
const OPTIONS = {
  RS256: { padding: constants.RSA_PKCS1_PADDING },
  PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
  ES256: { dsaEncoding: 'ieee-p1363' },
} as const;

/** RFC 7515 sections 4.1.7 and 4.1.8. */
function fingerprintsOf(certificate: string): Record<string, string> {
  const { raw } = new X509Certificate(certificate);
  const fingerprint = (hash: string) => createHash(hash).update(raw).digest('base64url');
  return { x5t: fingerprint('sha1'), 'x5t#S256': fingerprint('sha256') };
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** What is wrong with a key. */
export type KeyProblem = 'unreadable' | 'notRsa' | 'notP256' | 'tooShort' | 'otherCertificate';

/** RFC 7518 sections 3.3 and 3.5. */
const SHORTEST_RSA_BITS = 2048;

/** What keeps a private key from signing with that algorithm; undefined if nothing does. */
export function signingProblem(
  privateKey: string,
  algorithm: SigningAlgorithm,
): KeyProblem | undefined {
  const key = readKey(privateKey);
  if (key === undefined) return 'unreadable';
  const { asymmetricKeyType: type, asymmetricKeyDetails: details = {} } = key;
  if (algorithm === 'ES256') {
    if (type !== 'ec' || details.namedCurve !== 'prime256v1') return 'notP256';
  } else if (type !== 'rsa' && !(type === 'rsa-pss' && algorithm === 'PS256')) {
    return 'notRsa';
  } else if ((details.modulusLength ?? 0) < SHORTEST_RSA_BITS) {
    return 'tooShort';
  }
  try {
    // A key may be bound to another hash.
    signatureOf('', key, algorithm);
    return undefined;
  } catch {
    return 'unreadable';
  }
}

/** What keeps a private key from being used with a certificate; undefined if nothing does. */
export function certificateProblem(
  privateKey: string,
  certificate: string,
): KeyProblem | undefined {
  const key = readKey(privateKey);
  if (key === undefined) return 'unreadable';
  return new X509Certificate(certificate).checkPrivateKey(key) ? undefined : 'otherCertificate';
}

function readKey(privateKey: string): KeyObject | undefined {
  try {
    return createPrivateKey(privateKey);
  } catch {
    return undefined;
  }
}
