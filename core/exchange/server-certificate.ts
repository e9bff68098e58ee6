import { certificatePem } from '../fields/pem';
import { redact } from '../redact/redact';

/** Only then does it help to trust the certificate at the end of the chain. */
const SELF_SIGNED: ReadonlySet<unknown> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
]);
const LONGEST_CHAIN = 10;
/** No server's certificate is longer; what is comes from somebody who tries something. */
const LONGEST_CERTIFICATE_BYTES = 16 * 1024;
const LONGEST_SUBJECT = 200;

/** A self-signed certificate, for a person to compare with the one on the server. */
export interface ServerCertificate {
  readonly pem: string;
  /** Cleared of the login's secrets (rule T11). */
  readonly subject: string;
  /** SHA-256, as pairs of hexadecimal digits with colons. */
  readonly fingerprint: string;
  /** An ISO 8601 time. */
  readonly validUntil: string;
}

/** What Node.js tells of the other side's certificate, as far as it is looked at. */
export interface PeerCertificate {
  readonly raw: Buffer;
  readonly subject?: { readonly O?: unknown; readonly CN?: unknown };
  readonly fingerprint256: string;
  readonly valid_to: string;
  readonly issuerCertificate?: PeerCertificate;
}

/**
 * The certificate that a login would have to trust: the end of the server's chain, if that is self-signed.
 *
 * @param authorizationError - the code by which Node.js says why it does not trust the chain
 * @returns undefined if trusting a certificate would not help
 * @throws whatever a certificate causes that cannot be read: the server has written it.
 */
export function certificateToTrust(
  authorizationError: unknown,
  leaf: PeerCertificate,
  secrets: readonly string[],
): ServerCertificate | undefined {
  if (!SELF_SIGNED.has(authorizationError)) return undefined;
  const own = root(leaf);
  return own === undefined || own.raw.length > LONGEST_CERTIFICATE_BYTES
    ? undefined
    : described(own, secrets);
}

/** The end of the chain, which is its own issuer; undefined if the chain has no end. */
function root(leaf: PeerCertificate): PeerCertificate | undefined {
  let certificate = leaf;
  for (let length = 0; length < LONGEST_CHAIN; length++) {
    const { issuerCertificate: issuer } = certificate;
    if (!issuer || issuer.fingerprint256 === certificate.fingerprint256) return certificate;
    certificate = issuer;
  }
  return undefined;
}

function described(
  { raw, subject, fingerprint256, valid_to }: PeerCertificate,
  secrets: readonly string[],
): ServerCertificate {
  const names = [subject?.O, subject?.CN].flat().filter(Boolean).join(', ');
  return {
    pem: `${certificatePem(raw.toString('base64'))}\n`,
    subject: (redact(names.replace(/\p{Cc}+/gu, ' '), secrets) ?? '').slice(0, LONGEST_SUBJECT),
    fingerprint: fingerprint256,
    validUntil: new Date(valid_to).toISOString(),
  };
}
