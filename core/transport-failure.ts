import { VendorAuthError, type VendorAuthErrorCode } from './errors';
import type { TlsOptions } from './ports';
import type { Vendor } from './vendor';
import { nameAtStart } from './vendor-name';

/** The server's certificate is its own authority, and may be trusted by itself. */
const SELF_SIGNED = 'DEPTH_ZERO_SELF_SIGNED_CERT';

/** Certificate errors that a certificate authority of one's own would mend. */
const UNKNOWN_AUTHORITY = new Set([
  SELF_SIGNED,
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
]);

/** Certificate errors that no certificate authority mends. */
const WRONG_CERTIFICATE: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'it was issued for another name',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  CERT_REVOKED: 'it was revoked',
  HOSTNAME_MISMATCH: 'it was issued for another name',
  // What Node has no name for, such as a key that is too short.
  UNSPECIFIED: 'it is too weak or not made for this use',
  INVALID_PURPOSE: 'it is too weak or not made for this use',
  CERT_REJECTED: 'its authority is not meant for this use',
  INVALID_CA: 'it is signed by a certificate that is no authority’s',
  PATH_LENGTH_EXCEEDED: 'its chain of authorities is longer than one of them allows',
  CERT_CHAIN_TOO_LONG: 'its chain of authorities is too long',
};

const TIMEOUTS = new Set([
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'ECONNABORTED',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ABORT_ERR',
  'ERR_CANCELED',
  'TimeoutError',
  'AbortError',
]);

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNRESET: 'the connection was closed',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  EHOSTUNREACH: 'the host cannot be reached',
  EHOSTDOWN: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENETDOWN: 'the network cannot be reached',
  EACCES: 'this machine or a firewall does not allow the connection',
  EPERM: 'this machine or a firewall does not allow the connection',
  EADDRNOTAVAIL: 'this machine has no address or port left for the connection',
  EADDRINUSE: 'this machine has no address or port left for the connection',
  EMFILE: 'this machine has too many files and connections open',
  ENFILE: 'this machine has too many files and connections open',
  EPROTO: 'the server does not speak TLS as expected',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS; its address may begin with http://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG:
    'the server does not speak TLS; its address may begin with http://',
};

/** Of no help to a person, and n8n puts a sentence about files in place of a message that holds one. */
const NEVER_SHOWN: ReadonlySet<string> = new Set(['ENOENT', 'EISDIR', 'ENOTDIR', 'EEXIST']);

/**
 * What kept an answer from arriving, in words. Only the error's code and name are looked at; nothing
 * of it is kept, because transport errors carry whole requests (rule T11).
 *
 * @param addressField - the label of the field that the address comes from
 */
export function transportFailure(
  error: unknown,
  vendor: Vendor,
  url: string,
  tls: TlsOptions,
  addressField = 'Base URL',
): VendorAuthError {
  if (error instanceof VendorAuthError) return error;
  const origin = new URL(url).origin;
  const codes = codesOf(error);
  const failure = (code: VendorAuthErrorCode, message: string, hint: string) =>
    new VendorAuthError({ code, vendor: vendor.id, message, hint });

  if (codes.some((code) => UNKNOWN_AUTHORITY.has(code))) {
    return failure(
      'certificate',
      `The certificate of ${origin} is signed by no authority that is known here.`,
      `${authorityHint(codes.includes(SELF_SIGNED), tls)} Ignore SSL Issues would switch the check off.`,
    );
  }
  const wrong = codes.map((code) => WRONG_CERTIFICATE[code]).find((text) => text !== undefined);
  if (wrong !== undefined) {
    return failure(
      'certificate',
      `The certificate of ${origin} cannot be trusted: ${wrong}.`,
      'CA Certificate would not help here. Have the server’s certificate renewed, use the name it was issued for, or, on a network you trust, switch on Ignore SSL Issues.',
    );
  }
  if (codes.some((code) => TIMEOUTS.has(code))) {
    return failure(
      'timeout',
      `${nameAtStart(vendor)} did not answer in time at ${origin}.`,
      `Check ${addressField}, and whether a firewall or proxy stands in between.`,
    );
  }
  const reason = codes.map((code) => REASONS[code]).find((text) => text !== undefined);
  const why = reason ?? codes.find(isCodeToShow);
  return failure(
    'unreachable',
    `${nameAtStart(vendor)} cannot be reached at ${origin}${why === undefined ? '' : `: ${why}`}.`,
    `Check ${addressField} and the network, and whether a proxy is needed.`,
  );
}

/** A certificate that somebody else signed vouches for nothing, not even where it is pasted in itself. */
function authorityHint(isSelfSigned: boolean, { caCertificate }: TlsOptions): string {
  if (isSelfSigned) {
    return caCertificate === undefined
      ? 'It is self-signed: paste the certificate itself into CA Certificate.'
      : 'It is self-signed, and CA Certificate holds another one: replace it by the server’s own.';
  }
  return caCertificate === undefined
    ? 'Paste the authority’s certificate, and any in between, into CA Certificate; the server’s own will not do.'
    : 'CA Certificate must hold the authority’s certificate, and any in between: replace what it holds. The server’s own will not do.';
}

function isCodeToShow(code: string): boolean {
  return /^[A-Z][A-Z0-9_]{2,40}$/.test(code) && !NEVER_SHOWN.has(code);
}

/** The codes and names along the chain of causes, the outermost first. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth++) {
    const { code, name, cause, errors } = current as Record<string, unknown>;
    for (const text of [code, name]) if (typeof text === 'string') codes.push(text);
    current = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return codes;
}
