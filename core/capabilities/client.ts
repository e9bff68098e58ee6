/** How the client says who it is: the choice, its fields, and what the token request then carries. */
import { sentences, type Sentence } from '../base/sentence';
import type { RequestWay } from '../endpoint/access-token-plan';
import type { BodyFormat } from '../endpoint/body-format';
import {
  areBasicSpellingsDifferent,
  clientByCertificate,
  clientInBasicHeader,
  clientInBody,
  clientInPlainBasicHeader,
  type ClientAuthentication,
  type ParameterNames,
} from '../endpoint/client-authentication';
import { folded } from '../endpoint/members';
import {
  certificateProblem,
  privateKeyJwt,
  signingProblem,
  type KeyProblem,
  type SigningAlgorithm,
  type SigningClient,
} from '../endpoint/private-key-jwt';
import type { TokenRefusal } from '../endpoint/token-refusal';
import type { Field } from '../fields/field';
import type { FieldValues, ValuesProblem } from '../vendor/vendor';

const AUTHENTICATION = 'clientAuthentication';

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
    default: 'RS256',
    choices: [
      { value: 'RS256', label: 'RS256' },
      { value: 'PS256', label: 'PS256' },
      { value: 'ES256', label: 'ES256' },
    ],
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

/** The names under which the request's parameters carry the client; of no use in a header. */
export function parameterNames(values: FieldValues): ParameterNames {
  return {
    id: values.text('clientIdParameter') || 'client_id',
    secret: values.text('clientSecretParameter') || 'client_secret',
  };
}

/** The ways to ask as this client, in the order in which they are tried. */
export function clientWays(
  values: FieldValues,
  formats: readonly [BodyFormat, ...BodyFormat[]],
): readonly [RequestWay, ...RequestWay[]] {
  const [client, ...otherClients] = clientsOf(values);
  const [format, ...otherFormats] = formats;
  const ways: [RequestWay, ...RequestWay[]] = [
    { client, format },
    ...otherFormats.map((other) => ({ client, format: other })),
    ...otherClients.flatMap((other) => formats.map((each) => ({ client: other, format: each }))),
  ];
  if (ways.length === 1) return ways;
  const isRefusedForItsForm = (refusal: TokenRefusal) =>
    (otherClients.length > 0 && isClientUnknown(refusal)) ||
    (otherFormats.length > 0 && isMethodUnknown(refusal));
  const [first, ...others] = ways;
  return [
    { ...first, isRefusedForItsForm },
    ...others.map((way) => ({ ...way, isRefusedForItsForm })),
  ];
}

function clientsOf(
  values: FieldValues,
): readonly [ClientAuthentication, ...ClientAuthentication[]] {
  const clientId = values.text('clientId');
  const client = { clientId, clientSecret: values.text('clientSecret') };
  switch (values.text(AUTHENTICATION)) {
    case 'header': {
      const encoded = clientInBasicHeader(client);
      if (!areBasicSpellingsDifferent(client)) return [encoded];
      return [encoded, clientInPlainBasicHeader(client)];
    }
    case 'privateKeyJwt':
      return [privateKeyJwt(signingClient(values))];
    case 'tlsCertificate':
      return [clientByCertificate(clientId, parameterNames(values))];
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

function algorithmOf(values: FieldValues): SigningAlgorithm {
  return values.text('signingAlgorithm') as SigningAlgorithm;
}

/** Servers that read the other spelling of Basic find another secret in it. */
function isClientUnknown({ status, error }: TokenRefusal): boolean {
  return status === 401 || folded(error ?? '') === 'invalidclient';
}

/** Servers that want the query of another method say so in one of these ways. */
function isMethodUnknown({ status, error }: TokenRefusal): boolean {
  return [404, 405, 411, 501].includes(status) || (status === 400 && error === undefined);
}

const SAY = sentences('client', {
  unreadable: 'Private Key cannot be read. Copy it again, whole.',
  notRsa: 'Private Key is no RSA key, which __algorithm__ needs.',
  notP256: 'Private Key is none of the curve P-256, which ES256 needs.',
  tooShort: 'Private Key is shorter than the 2048 bits that __algorithm__ needs.',
  otherCertificate: 'Private Key does not belong to Client Certificate.',
  missingId: 'Client ID is missing. A Basic header is made of Client ID and Client Secret.',
  missingSecret: 'Client Secret is missing. Client ID goes with it.',
  missingIdOfSecret: 'Client ID is missing. Client Secret goes with it.',
});

/** A key that does not fit its algorithm or certificate, found before anything is sent. */
export function checkClient(values: FieldValues): ValuesProblem[] {
  switch (values.text(AUTHENTICATION)) {
    case 'privateKeyJwt': {
      const problem = keyProblemOf(values);
      if (problem === undefined) return [];
      return [{ field: 'privateKey', message: wordsOf(problem, algorithmOf(values)) }];
    }
    case 'header':
      if (values.text('clientId') !== '') return checkSecret(values);
      return [{ field: 'clientId', message: SAY.missingId() }];
    case 'body':
      return [...checkId(values), ...checkSecret(values)];
    default:
      return [];
  }
}

function wordsOf(problem: KeyProblem, algorithm: SigningAlgorithm): Sentence {
  switch (problem) {
    case 'notRsa':
      return SAY.notRsa({ algorithm });
    case 'tooShort':
      return SAY.tooShort({ algorithm });
    default:
      return SAY[problem]();
  }
}

/** A secret with a name of its own, such as apiKey, may do without, and parameters may hold the id. */
function checkId(values: FieldValues): ValuesProblem[] {
  const names = ['clientId', 'clientSecretParameter', 'extraParameters', 'secretParameters'];
  const isHalf = isOnlyOne(values, 'clientSecret', names);
  return isHalf ? [{ field: 'clientId', message: SAY.missingIdOfSecret() }] : [];
}

/** Other secrets may take its place. */
function checkSecret(values: FieldValues): ValuesProblem[] {
  const names = ['clientSecret', 'secretParameters', 'tokenRequestHeaders'];
  const isHalf = isOnlyOne(values, 'clientId', names);
  return isHalf ? [{ field: 'clientSecret', message: SAY.missingSecret() }] : [];
}

/** Whether a field is filled in without any of those that go with it. */
function isOnlyOne(values: FieldValues, field: string, others: readonly string[]): boolean {
  return values.text(field) !== '' && others.every((name) => values.text(name) === '');
}

function keyProblemOf(values: FieldValues): KeyProblem | undefined {
  const privateKey = values.text('privateKey');
  const problem = signingProblem(privateKey, algorithmOf(values));
  const certificate = values.text('clientCertificate');
  if (problem !== undefined || certificate === '' || values.text('clientKey') !== '')
    return problem;
  return certificateProblem(privateKey, certificate);
}
