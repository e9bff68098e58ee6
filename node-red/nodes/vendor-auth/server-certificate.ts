import { isIP } from 'node:net';
import {
  checkServerIdentity,
  connect,
  type DetailedPeerCertificate,
  type TLSSocket,
} from 'node:tls';
import { redact, type Settings } from '../../../core';

/** For connecting and the whole handshake. */
const TIMEOUT_MS = 5000;
/** Nothing but a certificate that nobody else vouches for is mended by trusting it. */
const SELF_SIGNED = new Set(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN']);
const LONGEST_CHAIN = 10;
/** No server's certificate is longer; what is comes from somebody who tries something. */
const LONGEST_CERTIFICATE_BYTES = 16 * 1024;
const LONGEST_SUBJECT = 200;

/** A certificate that vouches for itself, for a person to compare with the one on the server. */
export interface ServerCertificate {
  readonly pem: string;
  /** Cleared of the login's secrets (rule T11). */
  readonly subject: string;
  /** SHA-256, as pairs of hexadecimal digits with colons. */
  readonly fingerprint: string;
  /** An ISO 8601 time. */
  readonly validUntil: string;
}

/**
 * The certificate that the credential would have to trust to log in, if its server vouches for itself.
 * Nothing is sent over the connection, and no certificate of another kind is told of.
 *
 * @returns undefined if there is none, or if trusting it would not help
 */
export async function offeredCertificate(
  { plan }: Pick<Settings, 'plan'>,
  timeoutMs = TIMEOUT_MS,
): Promise<ServerCertificate | undefined> {
  const address = new URL(plan.url);
  if (address.protocol !== 'https:') return undefined;
  const host = address.hostname.replace(/^\[|\]$/g, '');
  const port = Number(address.port || 443);
  // Some host names make connecting throw at once.
  const socket = await handshake(host, port, timeoutMs).catch(() => undefined);
  if (socket === undefined) return undefined;
  try {
    return selfSigned(host, socket, plan.secrets);
  } catch {
    // Whoever answers has written the certificate, and not all that can stand in one can be read.
    return undefined;
  } finally {
    socket.destroy();
  }
}

/** A connection whose handshake is over, or undefined. */
function handshake(host: string, port: number, timeoutMs: number): Promise<TLSSocket | undefined> {
  const isAddress = isIP(host) !== 0;
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port,
      // Looked at only; whoever answers gets nothing from us.
      rejectUnauthorized: false,
      ...(isAddress ? {} : { servername: host }),
    });
    const giveUp = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(undefined);
    };
    const timer = setTimeout(giveUp, timeoutMs).unref();
    socket.on('error', giveUp);
    socket.once('close', giveUp);
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

function selfSigned(
  host: string,
  socket: TLSSocket,
  secrets: readonly string[],
): ServerCertificate | undefined {
  // The error is a code, whatever the types say.
  const problem = socket.authorizationError as unknown as string | null;
  if (problem === null || !SELF_SIGNED.has(problem)) return undefined;
  const leaf = socket.getPeerCertificate(true);
  if (checkServerIdentity(host, leaf) !== undefined) return undefined;
  const own = root(leaf);
  return own === undefined || own.raw.length > LONGEST_CERTIFICATE_BYTES
    ? undefined
    : described(own, secrets);
}

/** The end of the chain, which is its own issuer; undefined if the chain has no end. */
function root(leaf: DetailedPeerCertificate): DetailedPeerCertificate | undefined {
  let certificate = leaf;
  for (let length = 0; length < LONGEST_CHAIN; length++) {
    const { issuerCertificate: issuer } = certificate;
    if (!issuer || issuer.fingerprint256 === certificate.fingerprint256) return certificate;
    certificate = issuer;
  }
  return undefined;
}

function described(
  { raw, subject, fingerprint256, valid_to }: DetailedPeerCertificate,
  secrets: readonly string[],
): ServerCertificate {
  const lines = raw.toString('base64').match(/.{1,64}/g) ?? [];
  const names = [subject?.O, subject?.CN].flat().filter(Boolean).join(', ');
  return {
    pem: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    subject: (redact(names.replace(/\p{Cc}+/gu, ' '), secrets) ?? '').slice(0, LONGEST_SUBJECT),
    fingerprint: fingerprint256,
    validUntil: new Date(valid_to).toISOString(),
  };
}
