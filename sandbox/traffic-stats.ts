import type { TokenVerdict } from './token-store';

export type TrafficKind = 'token' | 'api';

/** What has arrived since the last reset. Control routes are not counted. */
export interface Stats {
  /** Requests to the token endpoint, whatever they were answered, redirects and wrong methods included. */
  tokenRequests: number;
  /** Every other request; test calls included. */
  apiRequests: number;
  /** How many of the API requests were the vendor's test call. */
  testCalls: number;
  tokensIssued: number;
  /** Token requests that were answered as having the wrong client id or secret. */
  wrongSecretRequests: number;
  /** The most token requests that were unanswered at one moment. */
  maxConcurrentTokenRequests: number;
  /** API requests with an expired, withdrawn or unknown token, or one that is too new to be known. */
  rejectedTokens: number;
  expiredTokensSeen: number;
  withdrawnTokensSeen: number;
  unknownTokensSeen: number;
  tooNewTokensSeen: number;
  /** API requests without a bearer token. */
  missingTokens: number;
  /** API requests whose `probe`, a parameter of the query, came before: the same request, sent twice. */
  repeatedRequests: number;
  /** Requests whose sender hung up before the answer, or that were left hanging on purpose. */
  unanswered: number;
  /** Answers by status code, token endpoint and API together. */
  byStatus: Record<string, number>;
  tokenRequestsByStatus: Record<string, number>;
  apiRequestsByStatus: Record<string, number>;
  /** API requests by `METHOD /path`, without the query; the first 200 different ones. */
  apiRequestsByPath: Record<string, number>;
  /** The different User-Agent headers, the first 50. */
  userAgents: string[];
}

const pathLimit = 200;
const userAgentLimit = 50;
const markLimit = 100_000;

/** Counts one vendor's traffic. */
export class TrafficStats {
  private counts = noTraffic();
  private openTokenRequests = 0;
  private readonly usedOnce = new Set<string>();

  /**
   * Counts a request and returns what to call, once, when its exchange is over: with the status it
   * was answered with, or without one when it never was.
   */
  arrived(
    kind: TrafficKind,
    methodAndPath: string,
    userAgent: string | undefined,
  ): (status?: number) => void {
    const { counts } = this;
    if (kind === 'token') {
      counts.tokenRequests += 1;
      this.openTokenRequests += 1;
      counts.maxConcurrentTokenRequests = Math.max(
        counts.maxConcurrentTokenRequests,
        this.openTokenRequests,
      );
    } else {
      counts.apiRequests += 1;
      increment(counts.apiRequestsByPath, methodAndPath, pathLimit);
    }
    rememberUserAgent(counts.userAgents, userAgent);
    return (status) => {
      if (kind === 'token') this.openTokenRequests -= 1;
      countAnswer(counts, kind, status);
    };
  }

  testCalled(): void {
    this.counts.testCalls += 1;
  }

  /** Counts a request that carries this mark of the client's, which no other request of its carries. */
  probed(mark: string): void {
    if (!this.isFirstUse(`probe ${mark}`)) this.counts.repeatedRequests += 1;
  }

  /** Whether this was not seen before; it is remembered until the next reset. */
  isFirstUse(mark: string): boolean {
    if (this.usedOnce.has(mark)) return false;
    if (this.usedOnce.size < markLimit) this.usedOnce.add(mark);
    return true;
  }

  tokenIssued(): void {
    this.counts.tokensIssued += 1;
  }

  secretRefused(): void {
    this.counts.wrongSecretRequests += 1;
  }

  tokenJudged(verdict: TokenVerdict): void {
    if (verdict === 'accepted') return;
    if (verdict === 'missing') {
      this.counts.missingTokens += 1;
      return;
    }
    this.counts.rejectedTokens += 1;
    this.counts[`${verdict}TokensSeen`] += 1;
  }

  /** A copy, so that what was read stays as it was. */
  snapshot(): Stats {
    return structuredClone(this.counts);
  }

  reset(): void {
    this.counts = noTraffic();
    this.usedOnce.clear();
  }
}

function rememberUserAgent(agents: string[], agent: string | undefined): void {
  if (agent === undefined || agents.length >= userAgentLimit || agents.includes(agent)) return;
  agents.push(agent);
}

function countAnswer(counts: Stats, kind: TrafficKind, status: number | undefined): void {
  if (status === undefined) {
    counts.unanswered += 1;
    return;
  }
  increment(counts.byStatus, String(status));
  increment(
    kind === 'token' ? counts.tokenRequestsByStatus : counts.apiRequestsByStatus,
    String(status),
  );
}

function increment(counts: Record<string, number>, key: string, keyLimit = Infinity): void {
  const count = counts[key];
  if (count !== undefined) counts[key] = count + 1;
  else if (keyLimit === Infinity || Object.keys(counts).length < keyLimit) counts[key] = 1;
}

function noTraffic(): Stats {
  return {
    tokenRequests: 0,
    apiRequests: 0,
    testCalls: 0,
    tokensIssued: 0,
    wrongSecretRequests: 0,
    maxConcurrentTokenRequests: 0,
    rejectedTokens: 0,
    expiredTokensSeen: 0,
    withdrawnTokensSeen: 0,
    unknownTokensSeen: 0,
    tooNewTokensSeen: 0,
    repeatedRequests: 0,
    missingTokens: 0,
    unanswered: 0,
    byStatus: {},
    tokenRequestsByStatus: {},
    apiRequestsByStatus: {},
    apiRequestsByPath: {},
    userAgents: [],
  };
}
