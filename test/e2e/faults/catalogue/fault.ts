import type { Socket } from 'node:net';

import type { Exchange } from '../server/endpoint';
import type { BadCertificate } from '../server/certificates';
import type { ProxyFault } from '../server/proxy';
import type { FaultVendor } from '../server/vendor';

/** Which of the vendor's two servers has the fault. */
export type Side = 'token' | 'api';

/**
 * For how long a failed token request is told again without a new one (rule T6): growing from 1 s to
 * 60 s, or so many seconds. `none`: the fault does not keep tokens from coming.
 */
export type Hold = 'growing' | { readonly seconds: number } | 'none';

/** What a fault is, and what must be seen while it lasts. */
export interface Fault {
  readonly name: string;
  /** Both, unless said. */
  readonly sides?: readonly Side[];
  /** How the endpoint answers a request. Where it is missing, the fault lies before any request. */
  readonly behave?: (exchange: Exchange, vendor: FaultVendor) => void;
  /** What happens to a connection before anything is read. */
  readonly connection?: 'refused' | ((socket: Socket) => void);
  readonly tls?: BadCertificate | 'good';
  readonly proxy?: ProxyFault;
  /** At the token endpoint; 10 s, unless said, as for a refused client. */
  readonly hold?: Hold;
  /** At the token endpoint, a client may make a token of that answer, or not: it is no promise of ours. */
  readonly mayIssue?: boolean;
  /** At the token endpoint, the whole time that rule T9 allows a request passes. */
  readonly takesTokenTimeout?: boolean;
  /** A request that is under way when the fault ends takes its whole time all the same. */
  readonly outlastsConnection?: boolean;
  /** What the API's answer makes of a message; `failed` unless said. */
  readonly apiEnds?: ApiEnd;
  /** How the API's answer is taken for a rejected token, which costs token requests (rule T17). */
  readonly rejectsToken?: boolean;
  /** How often one message may arrive at the API; once, unless said, or twice if its token is rejected. */
  readonly mostArrivals?: number;
  /** The body has no end, and what reads it stops early: at 1 MiB and what the buffers on the way hold. */
  readonly isEndless?: boolean;
  /** Messages are POSTs with a body. */
  readonly posts?: boolean;
  /** The tokens' real lifetime, if the row is about lifetimes: nothing is at fault then, all succeed. */
  readonly lifetime?: LifetimeExpectation;
  /** Like others of its kind, and left out in hosts where messages are dear. */
  readonly onlyWhereCheap?: boolean;
  /** Hosts whose own HTTP client meets this answer, and on which the package has no influence. */
  readonly hostsOwnAffair?: readonly HostClient[];
}

/** An HTTP client of the host that calls the API with our token. */
export type HostClient = 'core-http-request' | 'n8n';

/** `echoed`: answered, with what a sound API answers to this very message. */
export type ApiEnd = 'echoed' | 'answered' | 'failed' | 'either';

export interface LifetimeExpectation {
  /** The most token requests for messages that come for so many seconds, so many in number. */
  readonly mostTokenRequests: (seconds: number, messages: number) => number;
  /** For how long messages come. */
  readonly seconds: number;
}

/** What calls of the API may take: little where they hang and only the end of it is waited for. */
export function apiTimeoutMs({ takesTokenTimeout, isEndless }: Fault): number {
  return takesTokenTimeout || isEndless ? HANGING_CALL_MS : 20_000;
}

export const HANGING_CALL_MS = 2_000;

/** A section of the table. */
export interface FaultKind {
  readonly title: string;
  readonly faults: readonly Fault[];
}
