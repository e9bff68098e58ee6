import { checkServerIdentity, connect, type DetailedPeerCertificate } from 'node:tls';
import type { Settings } from '../../../core';

const TIMEOUT_MS = 5000;
/** Nothing but a certificate that nobody else vouches for is mended by trusting it. */
const SELF_SIGNED = new Set(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN']);

/** A certificate that vouches for itself, for a person to compare with the one on the server. */
export interface ServerCertificate {
  readonly pem: string;
  readonly subject: string;
  /** SHA-256, as pairs of hexadecimal digits with colons. */
  readonly fingerprint: string;
  /** An ISO 8601 time. */
  readonly validUntil: string;
}

/**
 * The certificate that the credential would have to trust to reach its server: the first that the login
 * and the API present which vouches for itself. Nothing is sent over the connection.
 *
 * @returns undefined if there is none, or if trusting it would not help
 */
export async function offeredCertificate(
  settings: Settings,
): Promise<ServerCertificate | undefined> {
  const { plan, baseUrl } = settings;
  const addresses = [...(plan.kind === 'token-endpoint' ? [plan.url] : []), baseUrl];
  for (const address of addresses) {
    const certificate = await selfSignedCertificate(new URL(address));
    if (certificate !== undefined) return certificate;
  }
  return undefined;
}

function selfSignedCertificate({
  protocol,
  hostname,
  port,
}: URL): Promise<ServerCertificate | undefined> {
  if (protocol !== 'https:') return Promise.resolve(undefined);
  const host = hostname.replace(/^\[|\]$/g, '');
  const isAddress = /^[\d.]+$|:/.test(host);
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(port || 443),
      // Looked at only; whoever answers gets nothing from us.
      rejectUnauthorized: false,
      ...(isAddress ? {} : { servername: host }),
    });
    const end = (certificate?: ServerCertificate) => {
      socket.destroy();
      resolve(certificate);
    };
    socket.setTimeout(TIMEOUT_MS, () => end());
    socket.once('error', () => end());
    socket.once('secureConnect', () => {
      // The error is a code, whatever the types say.
      const problem = socket.authorizationError as unknown as string | null;
      const leaf = socket.getPeerCertificate(true);
      const isFitting = checkServerIdentity(host, leaf) === undefined;
      end(
        problem !== null && SELF_SIGNED.has(problem) && isFitting
          ? described(root(leaf))
          : undefined,
      );
    });
  });
}

/** The end of the chain, which is its own issuer. */
function root(leaf: DetailedPeerCertificate): DetailedPeerCertificate {
  let certificate = leaf;
  while (
    certificate.issuerCertificate &&
    certificate.issuerCertificate.fingerprint256 !== certificate.fingerprint256
  ) {
    certificate = certificate.issuerCertificate;
  }
  return certificate;
}

function described({ raw, subject, fingerprint256, valid_to }: DetailedPeerCertificate) {
  const lines = raw.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    pem: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    subject: [subject?.O, subject?.CN].flat().filter(Boolean).join(', '),
    fingerprint: fingerprint256,
    validUntil: new Date(valid_to).toISOString(),
  };
}
