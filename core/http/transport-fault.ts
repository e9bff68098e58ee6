import { VendorAuthError } from '../base/errors';

/**
 * What kept an answer from arriving, as facts: only the code and the name of what was thrown are looked
 * at, and nothing of it is kept, because transport errors carry whole requests (rule T11).
 */
export type TransportFault =
  /** The core's own error, which says in words what happened. */
  | { readonly kind: 'told'; readonly error: VendorAuthError }
  | { readonly kind: 'unknown-authority'; readonly isSelfSigned: boolean }
  | { readonly kind: 'wrong-certificate'; readonly reason: CertificateReason }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'too-large'; readonly status: number }
  /** `code`: the system's word, for what has no reason here. */
  | {
      readonly kind: 'unreachable';
      readonly reason: UnreachableReason | undefined;
      readonly code: string | undefined;
    };

export type CertificateReason =
  | 'otherName'
  | 'expired'
  | 'notYetValid'
  | 'revoked'
  | 'weak'
  | 'otherUse'
  | 'noAuthority'
  | 'chainLimit'
  | 'longChain';

export type UnreachableReason =
  | 'nothingListens'
  | 'unknownHost'
  | 'noLookup'
  | 'closed'
  | 'noHost'
  | 'noNetwork'
  | 'notAllowed'
  | 'noPort'
  | 'tooManyOpen'
  | 'noTlsAsExpected'
  | 'noTls'
  | 'oldTls'
  | 'notHttp'
  | 'proxyLogin'
  | 'proxyRefuses'
  | 'wantsTls';

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
const WRONG_CERTIFICATE: Readonly<Record<string, CertificateReason>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'otherName',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'notYetValid',
  CERT_REVOKED: 'revoked',
  HOSTNAME_MISMATCH: 'otherName',
  // What Node has no name for, such as a key that is too short.
  UNSPECIFIED: 'weak',
  INVALID_PURPOSE: 'weak',
  CERT_REJECTED: 'otherUse',
  INVALID_CA: 'noAuthority',
  PATH_LENGTH_EXCEEDED: 'chainLimit',
  CERT_CHAIN_TOO_LONG: 'longChain',
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

const REASONS: Readonly<Record<string, UnreachableReason>> = {
  ECONNREFUSED: 'nothingListens',
  ENOTFOUND: 'unknownHost',
  EAI_AGAIN: 'noLookup',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  UND_ERR_SOCKET: 'closed',
  EHOSTUNREACH: 'noHost',
  EHOSTDOWN: 'noHost',
  ENETUNREACH: 'noNetwork',
  ENETDOWN: 'noNetwork',
  EACCES: 'notAllowed',
  EPERM: 'notAllowed',
  EADDRNOTAVAIL: 'noPort',
  EADDRINUSE: 'noPort',
  EMFILE: 'tooManyOpen',
  ENFILE: 'tooManyOpen',
  EPROTO: 'noTlsAsExpected',
  ERR_SSL_WRONG_VERSION_NUMBER: 'noTls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'noTls',
  ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED: 'oldTls',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'oldTls',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'notHttp',
  PROXY_WANTS_LOGIN: 'proxyLogin',
  PROXY_REFUSES: 'proxyRefuses',
};

/** What web servers answer to a plain request at a port where they speak TLS. */
const TLS_WANTED =
  /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled|HTTP request to an HTTPS server|host and port requires TLS/i;
const LONGEST_REFUSAL_OF_PLAIN_HTTP = 4_096;

/** The fault that an answer is, where a server says that it was spoken to without TLS; else undefined. */
export function tlsWanted(url: string, status: number, text: string): TransportFault | undefined {
  const isRefusal =
    status === 400 &&
    /^http:/i.test(url) &&
    TLS_WANTED.test(text.slice(0, LONGEST_REFUSAL_OF_PLAIN_HTTP));
  return isRefusal ? { kind: 'unreachable', reason: 'wantsTls', code: undefined } : undefined;
}

/** Of no help to a person, and n8n puts a sentence about files in place of a message that holds one. */
const NEVER_SHOWN: ReadonlySet<string> = new Set(['ENOENT', 'EISDIR', 'ENOTDIR', 'EEXIST']);

/** Classifies whatever a transport threw. */
export function transportFault(error: unknown): TransportFault {
  if (error instanceof VendorAuthError) return { kind: 'told', error };
  const codes = codesOf(error);
  if (codes.some((code) => UNKNOWN_AUTHORITY.has(code))) {
    return { kind: 'unknown-authority', isSelfSigned: codes.includes(SELF_SIGNED) };
  }
  const wrong = firstOf(codes, WRONG_CERTIFICATE);
  if (wrong !== undefined) return { kind: 'wrong-certificate', reason: wrong };
  if (codes.some((code) => TIMEOUTS.has(code))) return { kind: 'timeout' };
  const isNotHttp = codes.some((code) => /^(?:HPE_|HTTPParserError$)/.test(code));
  const reason = firstOf(codes, REASONS) ?? (isNotHttp ? 'notHttp' : undefined);
  return { kind: 'unreachable', reason, code: codes.find(isCodeToShow) };
}

function firstOf<Reason>(
  codes: readonly string[],
  reasons: Readonly<Record<string, Reason>>,
): Reason | undefined {
  return codes
    .filter((code) => Object.hasOwn(reasons, code))
    .map((code) => reasons[code])
    .at(0);
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
