import { constants, verify, X509Certificate } from 'node:crypto';
import type { Arrival } from '../arrival';
import type { VendorState } from '../vendor';
import { clientId, type ExampleSettings } from './settings';

/** Who asks, by what the settings want to know a client by; a text says what is wrong with the request. */
export type KnownClient = { readonly id: string } | string;

type Parameters = Readonly<Record<string, string>>;
type State = VendorState<ExampleSettings>;

/** Longer assertions are refused, as RFC 7523 section 3 lets a server. */
const longestAssertionSeconds = 300;
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export function knownClient(arrival: Arrival, parameters: Parameters, state: State): KnownClient {
  switch (state.settings.clientAuthentication) {
    case 'privateKeyJwt':
      return clientOfAssertion(parameters, state);
    case 'tlsCertificate':
      return clientOfCertificate(arrival, parameters, state.settings);
    default:
      return clientOfSecret(arrival, parameters, state.settings);
  }
}

/** Whether the connection came with the certificate that the settings ask for, if they ask for one. */
export function hasCertificate(arrival: Arrival, { clientCertificate }: ExampleSettings): boolean {
  if (clientCertificate === null) return true;
  const wanted = new X509Certificate(clientCertificate);
  return arrival.clientCertificate?.equals(wanted.raw) === true;
}

function clientOfSecret(
  arrival: Arrival,
  parameters: Parameters,
  settings: ExampleSettings,
): KnownClient {
  const { clientAuthentication, clientSecret, clientIdParameter, clientSecretParameter } = settings;
  const basic = basicCredentials(arrival, settings);
  const secret = parameters[clientSecretParameter];
  if (basic && secret !== undefined) return 'Use one way of client authentication, not two.';
  if (clientAuthentication === 'header' && !basic) return 'There is no Basic header.';
  if (clientAuthentication === 'body' && basic) return 'There is a Basic header.';
  const given = basic ?? { id: parameters[clientIdParameter], secret };
  const secrets = [clientSecret, ...settings.furtherClientSecrets];
  const isKnown =
    isClientId(given.id, settings) && given.secret !== undefined && secrets.includes(given.secret);
  return isKnown ? { id: given.id! } : 'The client or its secret is not known.';
}

function isClientId(id: string | undefined, settings: ExampleSettings): boolean {
  return id !== undefined && [clientId, ...settings.furtherClientIds].includes(id);
}

/** The id and secret of a Basic header. */
function basicCredentials(
  arrival: Arrival,
  { basicSpelling }: ExampleSettings,
): { id: string; secret: string } | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(arrival.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  if (basicSpelling === 'plain') {
    // The id of this vendor holds a colon, so a server that splits at the first one never knows it.
    const { length } = clientId;
    return { id: pair.slice(0, length), secret: pair.slice(length + 1) };
  }
  const colon = pair.indexOf(':');
  return { id: formDecode(pair.slice(0, colon)), secret: formDecode(pair.slice(colon + 1)) };
}

function formDecode(text: string): string {
  return new URLSearchParams(`text=${text}`).get('text') ?? '';
}

function clientOfCertificate(
  arrival: Arrival,
  parameters: Parameters,
  settings: ExampleSettings,
): KnownClient {
  const id = parameters[settings.clientIdParameter];
  if (settings.clientCertificate === null || !hasCertificate(arrival, settings)) {
    return 'The connection has no client certificate that is known.';
  }
  if (parameters[settings.clientSecretParameter] !== undefined) return 'There is a secret as well.';
  return id !== undefined && isClientId(id, settings) ? { id } : 'The client is not known.';
}

/** RFC 7523 section 3. Each assertion is taken once. */
function clientOfAssertion(parameters: Parameters, state: State): KnownClient {
  const { client_assertion_type: type, client_assertion: assertion = '' } = parameters;
  if (type !== assertionType) return 'client_assertion_type is not that of an assertion.';
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  if (!isSigned(`${header}.${payload}`, signature, decoded(header), state.settings)) {
    return 'The assertion is not signed by the key that is known.';
  }
  const claims = decoded(payload);
  const nowSeconds = Date.now() / 1000 + state.settings.clockAheadSeconds;
  const { iss, sub, aud, exp, jti } = claims;
  if (iss !== clientId || sub !== clientId) return 'The assertion is of another client.';
  if (aud !== `${state.origin}${tokenPath}`) return 'The assertion is for somebody else.';
  if (typeof exp !== 'number' || exp <= nowSeconds) return 'The assertion has expired.';
  if (exp > nowSeconds + longestAssertionSeconds) return 'The assertion lives too long.';
  if (typeof jti !== 'string' || !state.stats.isFirstUse(jti)) return 'The jti was used before.';
  return { id: clientId };
}

export const tokenPath = '/oauth/token';

const signatureOptions = {
  RS256: { padding: constants.RSA_PKCS1_PADDING },
  PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
  ES256: { dsaEncoding: 'ieee-p1363' },
} as const;

function isSigned(
  text: string,
  signature: string,
  { alg }: Record<string, unknown>,
  { assertionKey, assertionAlgorithm }: ExampleSettings,
): boolean {
  if (assertionKey === null || alg !== assertionAlgorithm) return false;
  const key = { key: assertionKey, ...signatureOptions[assertionAlgorithm] };
  return verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64url'));
}

function decoded(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
