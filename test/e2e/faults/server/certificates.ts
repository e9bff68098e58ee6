import type { SecureContextOptions } from 'node:tls';

import { generate } from 'selfsigned';

type Options = NonNullable<Parameters<typeof generate>[1]>;

/** Certificate authorities of the run's own and what servers with good and bad certificates show. */
export interface Certificates {
  /** PEM, for hosts to trust. */
  readonly authorities: string;
  readonly good: SecureContextOptions;
  readonly bad: Readonly<Record<BadCertificate, SecureContextOptions>>;
}

export type BadCertificate =
  'selfSigned' | 'expired' | 'notYetValid' | 'wrongName' | 'unknownAuthority' | 'weakKey';

const DAY_MS = 24 * 3600 * 1000;

/** Makes them anew; a machine's clock that is some hours off does no harm. */
export async function makeCertificates(): Promise<Certificates> {
  const authority = await makeAuthority('Matrix authority', 'ec');
  // Whoever makes the certificates here signs keys of one kind only with keys of the same kind.
  const rsaAuthority = await makeAuthority('Matrix authority for RSA', 'rsa');
  const stranger = await makeAuthority('Unknown authority', 'ec');
  const from = (options: Options) => serverCertificate({ ca: authority, ...options });
  return {
    authorities: `${authority.cert}\n${rsaAuthority.cert}\n`,
    good: await from({}),
    bad: {
      selfSigned: await serverCertificate({}),
      expired: await from({ notBeforeDate: inDays(-9), notAfterDate: inDays(-2) }),
      notYetValid: await from({ notBeforeDate: inDays(2), notAfterDate: inDays(9) }),
      wrongName: await from({
        extensions: extensionsFor([{ type: 2, value: 'elsewhere.example' }]),
      }),
      unknownAuthority: await from({ ca: stranger }),
      weakKey: {
        ...(await from({ ca: rsaAuthority, keyType: 'rsa', keySize: 1024 })),
        // Node itself would refuse to show it.
        ciphers: 'DEFAULT@SECLEVEL=0',
      },
    },
  };
}

async function makeAuthority(name: string, keyType: 'ec' | 'rsa') {
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType,
    algorithm: 'sha256',
    notBeforeDate: inDays(-30),
    notAfterDate: inDays(30),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
    ],
  });
  return { cert: made.cert, key: made.private };
}

async function serverCertificate(options: Options): Promise<SecureContextOptions> {
  const made = await generate([{ name: 'commonName', value: 'matrix' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: inDays(-1),
    notAfterDate: inDays(7),
    extensions: extensionsFor([
      { type: 2, value: 'localhost' },
      { type: 7, ip: '127.0.0.1' },
      { type: 7, ip: '127.0.0.2' },
    ]),
    ...options,
  });
  return { cert: made.cert, key: made.private };
}

type AlternativeNames = ({ type: 2; value: string } | { type: 7; ip: string })[];

function extensionsFor(altNames: AlternativeNames): NonNullable<Options['extensions']> {
  return [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames },
  ] as NonNullable<Options['extensions']>;
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}
