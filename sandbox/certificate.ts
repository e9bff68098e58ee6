import { generate } from 'selfsigned';

export interface Certificate {
  certificatePem: string;
  privateKeyPem: string;
}

/** A self-signed certificate for this machine, good for a week, its own certificate authority. */
export async function selfSignedCertificate(): Promise<Certificate> {
  const dayMs = 24 * 3600 * 1000;
  const made = await generate([{ name: 'commonName', value: 'ddi-central.sandbox' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // A clock that lags behind must not see a certificate from the future.
    notBeforeDate: new Date(Date.now() - dayMs),
    notAfterDate: new Date(Date.now() + 7 * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { certificatePem: made.cert, privateKeyPem: made.private };
}
