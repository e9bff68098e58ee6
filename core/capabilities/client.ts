/** How the client says who it is: the choice, its fields, and what the token request then carries. */
import type { RequestWay } from '../endpoint/access-token-plan';
import type { BodyFormat } from '../endpoint/body-format';
import {
  areBasicSpellingsDifferent,
  clientByCertificate,
  clientInBasicHeader,
  clientInBody,
  clientInPlainBasicHeader,
  STANDARD_NAMES,
  type ClientAuthentication,
  type ClientCredentials,
  type ParameterNames,
} from '../endpoint/client-authentication';
import { folded } from '../endpoint/members';
import {
  certificateProblem,
  privateKeyJwt,
  type SigningAlgorithm,
  type SigningClient,
} from '../endpoint/private-key-jwt';
import type { TokenRefusal } from '../endpoint/token-refusal';
import type { Choice, Field } from '../fields/field';
import type { FieldValues } from '../vendor/vendor';

export const AUTHENTICATION = 'clientAuthentication';

/** The first one holds where the form says nothing. */
const ALGORITHMS: readonly [SigningAlgorithm, ...SigningAlgorithm[]] = ['RS256', 'PS256', 'ES256'];

const ALGORITHM_CHOICES: readonly Choice[] = ALGORITHMS.map((value) => ({ value, label: value }));

export const CLIENT_FIELDS: readonly Field[] = [
  {
    name: AUTHENTICATION,
    label: 'Client Authentication',
    kind: 'choice',
    help: 'How the token request says who asks. The vendor’s page says which it wants.',
    required: true,
    default: 'body',
    choices: [
      { value: 'body', label: 'In the Body', help: 'client_id and client_secret' },
      { value: 'header', label: 'Basic Header', help: 'Authorization: Basic …' },
      { value: 'privateKeyJwt', label: 'Signed Assertion', help: 'private_key_jwt, no secret' },
      { value: 'tlsCertificate', label: 'Client Certificate', help: 'client_id alone (RFC 8705)' },
    ],
    advanced: true,
  },
  {
    name: 'privateKey',
    label: 'Private Key',
    kind: 'privateKey',
    help: 'The key that signs the assertion, in PEM, without a passphrase. The vendor knows its public half.',
    required: true,
    onlyWhen: { field: AUTHENTICATION, values: ['privateKeyJwt'] },
    advanced: true,
  },
  {
    name: 'keyId',
    label: 'Key ID',
    kind: 'text',
    help: 'The name by which the vendor knows the key (kid), if it has one.',
    required: false,
    onlyWhen: { field: AUTHENTICATION, values: ['privateKeyJwt'] },
    advanced: true,
  },
  {
    name: 'signingAlgorithm',
    label: 'Signing Algorithm',
    kind: 'choice',
    help: 'RS256 and PS256 take an RSA key, ES256 one of the curve P-256.',
    required: true,
    default: ALGORITHMS[0],
    choices: ALGORITHM_CHOICES,
    onlyWhen: { field: AUTHENTICATION, values: ['privateKeyJwt'] },
    advanced: true,
  },
  {
    name: 'clientIdParameter',
    label: 'Client ID Parameter',
    kind: 'text',
    help: 'The parameter that carries Client ID, such as username or apiKey, if it is not client_id.',
    placeholder: 'client_id',
    required: false,
    onlyWhen: { field: AUTHENTICATION, values: ['body', 'tlsCertificate'] },
    advanced: true,
    group: 'asking',
  },
  {
    name: 'clientSecretParameter',
    label: 'Client Secret Parameter',
    kind: 'text',
    help: 'The parameter that carries Client Secret, such as password, if it is not client_secret.',
    placeholder: 'client_secret',
    required: false,
    onlyWhen: { field: AUTHENTICATION, values: ['body'] },
    advanced: true,
    group: 'asking',
  },
];

/** Client ID and Client Secret as they were filled in. */
export function clientOf(values: FieldValues): ClientCredentials {
  return { clientId: values.text('clientId'), clientSecret: values.text('clientSecret') };
}

/** The names under which the request's parameters carry the client; of no use in a header. */
export function parameterNames(values: FieldValues): ParameterNames {
  return {
    id: values.text('clientIdParameter') || STANDARD_NAMES.id,
    secret: values.text('clientSecretParameter') || STANDARD_NAMES.secret,
  };
}

/** The ways to ask as this client, in the order in which they are tried. */
export function clientWays(
  values: FieldValues,
  formats: readonly [BodyFormat, ...BodyFormat[]],
): readonly [RequestWay, ...RequestWay[]] {
  const [client, ...otherClients] = clientsOf(values);
  const [format, ...otherFormats] = formats;
  const isRefusedForItsForm = (refusal: TokenRefusal) =>
    (otherClients.length > 0 && isClientUnknown(refusal)) ||
    (otherFormats.length > 0 && isMethodUnknown(refusal));
  const way = (by: ClientAuthentication, written: BodyFormat): RequestWay => ({
    client: by,
    format: written,
    isRefusedForItsForm,
  });
  return [
    way(client, format),
    ...otherFormats.map((other) => way(client, other)),
    ...otherClients.flatMap((other) => formats.map((each) => way(other, each))),
  ];
}

function clientsOf(
  values: FieldValues,
): readonly [ClientAuthentication, ...ClientAuthentication[]] {
  const client = clientOf(values);
  switch (values.text(AUTHENTICATION)) {
    case 'header': {
      const encoded = clientInBasicHeader(client);
      if (!areBasicSpellingsDifferent(client)) return [encoded];
      return [encoded, clientInPlainBasicHeader(client)];
    }
    case 'privateKeyJwt':
      return [privateKeyJwt(signingClient(values))];
    case 'tlsCertificate':
      return [clientByCertificate(client.clientId, parameterNames(values))];
    default:
      return [clientInBody(client, parameterNames(values))];
  }
}

function signingClient(values: FieldValues): SigningClient {
  const privateKey = values.text('privateKey');
  const certificate = values.text('clientCertificate');
  const isOfCertificate =
    certificate !== '' && certificateProblem(privateKey, certificate) === undefined;
  return {
    clientId: values.text('clientId'),
    privateKey,
    algorithm: algorithmOf(values),
    keyId: values.text('keyId'),
    // With a key of its own, the certificate is that of the connection alone.
    certificate: isOfCertificate ? certificate : '',
  };
}

export function algorithmOf(values: FieldValues): SigningAlgorithm {
  const chosen = values.text('signingAlgorithm');
  return ALGORITHMS.find((algorithm) => algorithm === chosen) ?? ALGORITHMS[0];
}

/** Servers that read the other spelling of Basic find another secret in it. */
function isClientUnknown({ status, error }: TokenRefusal): boolean {
  return status === 401 || folded(error ?? '') === 'invalidclient';
}

/** Servers that want the query of another method say so in one of these ways. */
function isMethodUnknown({ status, error }: TokenRefusal): boolean {
  return [404, 405, 411, 501].includes(status) || (status === 400 && error === undefined);
}
