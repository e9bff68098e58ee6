/**
 * What the core needs from its host, and nothing more: a way to send one HTTP request, two clocks, a
 * wait and random numbers. The host passes them in, so the core has neither timer nor HTTP client, and a
 * test runs a week of token traffic in a millisecond.
 */

/** How one credential connects over TLS (rule T15). Certificates are verified unless it says otherwise. */
export interface TlsOptions {
  /** Certificate authorities in PEM that are trusted in place of the system's own. */
  readonly caCertificate?: string;
  /** The client's own certificate and key in PEM (RFC 8705), for servers that ask for them. */
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  /** `true` accepts any certificate, and so anybody who answers at the address. */
  readonly allowUnauthorizedCerts: boolean;
  /**
   * Identifies the host's own settings of the connection, such as Node-RED's `tls-config` and
   * `http proxy` nodes. Two credentials that differ only in these share no token (rule T2).
   */
  readonly hostOptionsKey?: string;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole exchange, from connecting to the last byte of the body (rule T9). */
  readonly timeoutMs: number;
  readonly tls: TlsOptions;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Read once, and not further than the caller likes. */
  readonly body: AsyncIterable<Uint8Array | string>;
}

/**
 * Sends exactly one request: follows no redirect, repeats nothing, and resolves for every status.
 * Rejects, with any value whose `code` (or whose cause's `code`) is Node's or undici's error code,
 * when no complete answer arrived within `timeoutMs`.
 */
export type SendRequest = (request: HttpRequest) => Promise<HttpResponse>;

export interface Clock {
  /** Never jumps; its zero means nothing. Lifetimes in memory are measured on it (rule T14). */
  monotonicMs(): number;
  /** Milliseconds since 1970. Only what is stored refers to it. */
  wallMs(): number;
}

/**
 * Resolves when the time is up, and rejects when the signal is raised. A port, because n8n allows its
 * packages no timer (rule T20).
 */
export type Wait = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/**
 * A place with a text for each name. It outlives the process, several processes may share it, and anybody
 * may read it. Both functions reject if there is no answer within about a second.
 */
export interface SharedTexts {
  /** What any process wrote last. Callers ignore what is no text. */
  read(name: string): Promise<unknown>;
  write(name: string, text: string): Promise<void>;
}

/** A number from 0 (included) to 1 (excluded), as `Math.random` gives. */
export type Random = () => number;
