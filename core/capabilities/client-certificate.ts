/** The client's own certificate, for the token request and the API alike (RFC 8705). */
import { sentences } from '../base/sentence';
import { certificateProblem } from '../endpoint/private-key-jwt';
import type { FieldValues, ValuesProblem } from '../vendor/vendor';

const SAY = sentences('clientCertificate', {
  missingCertificate: 'Client Certificate is missing. Client Key goes with it.',
  missingForLogin:
    'Client Certificate is missing. Client Authentication says that the client is known by it.',
  missingKey: 'Client Key is missing. Client Certificate goes with it.',
  unreadable: 'Client Key cannot be read. Copy it again, whole.',
  otherCertificate: 'Client Key does not belong to Client Certificate.',
});

/**
 * A certificate and key that do not go together, found before anything is sent.
 *
 * @param hasHostTls - the host itself may hold a certificate, such as in Node-RED's `tls-config` node
 */
export function checkClientCertificate(values: FieldValues, hasHostTls: boolean): ValuesProblem[] {
  const certificate = values.text('clientCertificate');
  const key = values.text('clientKey');
  const authentication = values.text('clientAuthentication');
  if (certificate === '' && key !== '') {
    return [{ field: 'clientCertificate', message: SAY.missingCertificate() }];
  }
  if (certificate === '') {
    const isMissing = authentication === 'tlsCertificate' && !hasHostTls;
    return isMissing ? [{ field: 'clientCertificate', message: SAY.missingForLogin() }] : [];
  }
  if (key === '') {
    // A signed assertion names the certificate, and that alone needs no second key.
    const isNamedOnly = authentication === 'privateKeyJwt';
    return isNamedOnly ? [] : [{ field: 'clientKey', message: SAY.missingKey() }];
  }
  const problem = certificateProblem(key, certificate);
  if (problem === undefined) return [];
  const message = problem === 'unreadable' ? SAY.unreadable() : SAY.otherCertificate();
  return [{ field: 'clientKey', message }];
}
