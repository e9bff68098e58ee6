import { generate } from 'selfsigned';

import type { Certificate } from '../../../sandbox/certificate';

/** A certificate authority whose own name says nothing, for certificates that are called after secrets. */
export async function authority(): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: 'Authority of the leak hunt' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
    ],
  });
  return { certificatePem: made.cert, privateKeyPem: made.private };
}

/** For this machine, and its own authority. */
export async function selfSignedAs(subject: string): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: inName(subject) }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
  return { certificatePem: made.cert, privateKeyPem: made.private };
}

/** Signed by `issuer`, but for another name, which stands in the error that comes of it. */
export async function signedForAnotherName(
  subject: string,
  issuer: Certificate,
): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: inName(subject) }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: issuer.privateKeyPem, cert: issuer.certificatePem },
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [{ type: 2, value: subject.replace(/[^\x21-\x7e]+/g, '-') }],
      },
    ],
  });
  return { certificatePem: made.cert, privateKeyPem: made.private };
}

/** As the generator reads names: with what separates their parts escaped. */
function inName(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').replace(/[,+"\\<>;=#]/g, '\\$&');
}
