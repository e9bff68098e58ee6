/** How the client says who it is: the choice, its fields, and what the token request then carries. */
import { sentences } from '../base/sentence';
import type { RequestWay } from '../endpoint/access-token-plan';
import type { BodyFormat } from '../endpoint/body-format';
import {
  areBasicSpellingsDifferent,
  clientByCertificate,
  clientInBasicHeader,
  clientInBody,
  clientInPlainBasicHeader,
  type ParameterNames,
} from '../endpoint/client-authentication';
import { keyProblem, privateKeyJwt, type SigningAlgorithm } from '../endpoint/private-key-jwt';
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
  format: BodyFormat,
): readonly [RequestWay, ...RequestWay[]] {
  const clientId = values.text('clientId');
  const client = { clientId, clientSecret: values.text('clientSecret') };
  switch (values.text(AUTHENTICATION)) {
    case 'header': {
      const encoded = { client: clientInBasicHeader(client), format };
      if (!areBasicSpellingsDifferent(client)) return [encoded];
      const plain = { client: clientInPlainBasicHeader(client), format };
      return [
        { ...encoded, isRefusedForItsForm: isClientUnknown },
        { ...plain, isRefusedForItsForm: isClientUnknown },
      ];
    }
    case 'privateKeyJwt': {
      const algorithm = values.text('signingAlgorithm') as SigningAlgorithm;
      const signing = {
        clientId,
        privateKey: values.text('privateKey'),
        algorithm,
        keyId: values.text('keyId'),
        certificate: values.text('clientCertificate'),
      };
      return [{ client: privateKeyJwt(signing), format }];
    }
    case 'tlsCertificate':
      return [{ client: clientByCertificate(clientId, parameterNames(values)), format }];
    default:
      return [{ client: clientInBody(client, parameterNames(values)), format }];
  }
}

/** Servers that read the other spelling of Basic find another secret in it. */
function isClientUnknown({ status, error }: TokenRefusal): boolean {
  return error === 'invalid_client' || (status === 401 && error === undefined);
}

const SAY = sentences('client', {
  unreadable: 'Private Key cannot be read. Copy it again, whole.',
  encrypted: 'Private Key is protected by a passphrase. Enter it without one.',
  notRsa: 'Private Key is no RSA key, which __algorithm__ needs.',
  notP256: 'Private Key is none of the curve P-256, which ES256 needs.',
  otherCertificate: 'Private Key does not belong to Client Certificate.',
});

/** A key that does not fit its algorithm or certificate, found before anything is sent. */
export function checkClient(values: FieldValues): ValuesProblem[] {
  const certificate = values.text('clientCertificate');
  const problems: ValuesProblem[] = [];
  if (values.text(AUTHENTICATION) === 'privateKeyJwt') {
    const algorithm = values.text('signingAlgorithm') as SigningAlgorithm;
    const problem = keyProblem(values.text('privateKey'), algorithm, certificate);
    if (problem !== undefined) {
      const message = problem === 'notRsa' ? SAY.notRsa({ algorithm }) : SAY[problem]();
      problems.push({ field: 'privateKey', message });
    }
  }
  return problems;
}
