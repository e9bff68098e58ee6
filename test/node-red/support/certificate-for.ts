import { generate } from 'selfsigned';
import type { Certificate } from '../../../sandbox/certificate';

/** A self-signed certificate for one DNS name and no other. */
export async function certificateFor(name: string): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 24 * 3600 * 1000),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  });
  return { certificatePem: made.cert, privateKeyPem: made.private };
}
