/** What is wrong with the client that was filled in, found before anything is sent. */
import { sentences, type Sentence } from '../base/sentence';
import {
  certificateProblem,
  signingProblem,
  type KeyProblem,
  type SigningAlgorithm,
} from '../endpoint/private-key-jwt';
import type { FieldValues, ValuesProblem } from '../vendor/vendor';
import { algorithmOf, AUTHENTICATION } from './client';

const SAY = sentences('client', {
  unreadable: 'Private Key cannot be read. Copy it again, whole.',
  notRsa: 'Private Key is not an RSA key, which __algorithm__ needs.',
  notP256: 'Private Key is not on the curve P-256, which ES256 needs.',
  tooShort: 'Private Key is shorter than the 2048 bits that __algorithm__ needs.',
  otherCertificate: 'Private Key does not belong to Client Certificate.',
  missingId: 'Client ID is missing. A Basic header is made of Client ID and Client Secret.',
  missingIdOfAssertion: 'Client ID is missing. The signed assertion names the client by it.',
  missingSecret: 'Client Secret is missing. Client ID goes with it.',
  missingIdOfSecret: 'Client ID is missing. Client Secret goes with it.',
});

/** What is missing of the client's ID, secret and key, and what of them does not go together. */
export function checkClient(values: FieldValues): ValuesProblem[] {
  switch (values.text(AUTHENTICATION)) {
    case 'privateKeyJwt': {
      if (values.text('clientId') === '') {
        return [{ field: 'clientId', message: SAY.missingIdOfAssertion() }];
      }
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

/** A secret under a name of its own, such as apiKey, needs no ID, and parameters may hold one. */
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
