/** The client's own certificate, for the token request and the API alike (RFC 8705). */
import { sentences } from '../base/sentence';
import { keyProblem, type KeyProblem } from '../endpoint/private-key-jwt';
import type { FieldValues, ValuesProblem } from '../vendor/vendor';

const SAY = sentences('clientCertificate', {
  missingCertificate: 'Client Certificate is missing. Client Key goes with it.',
  unreadable: 'Client Key cannot be read. Copy it again, whole.',
  encrypted: 'Client Key is protected by a passphrase. Enter it without one.',
  otherCertificate: 'Client Key does not belong to Client Certificate.',
});

/** A certificate and key that do not go together, found before anything is sent. */
export function checkClientCertificate(values: FieldValues): ValuesProblem[] {
  const certificate = values.text('clientCertificate');
  const key = values.text('clientKey');
  if (key === '') return [];
  if (certificate === '') {
    return [{ field: 'clientCertificate', message: SAY.missingCertificate() }];
  }
  const problem = keyProblem(key, undefined, certificate);
  return problem === undefined ? [] : [{ field: 'clientKey', message: wordsOf(problem) }];
}

function wordsOf(problem: KeyProblem) {
  switch (problem) {
    case 'encrypted':
      return SAY.encrypted();
    case 'otherCertificate':
      return SAY.otherCertificate();
    default:
      return SAY.unreadable();
  }
}
