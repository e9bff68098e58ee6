import { answerJson, type Headers } from '../server/answers';
import type { Fault, FaultKind, Hold } from './fault';

/** Of every class, what RFC 9110 names and what servers answer beyond it. */
const STATUSES = [
  200, 202, 204, 205, 206, 226, 299, 300, 304, 305, 399, 400, 401, 402, 403, 404, 405, 406, 407,
  408, 409, 410, 411, 413, 414, 415, 418, 419, 421, 422, 423, 425, 426, 428, 429, 431, 440, 451,
  498, 499, 500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 529, 530, 598, 599,
];

/** Of each class and each meaning one, for the host in which messages are dear. */
const SAMPLE = new Set([
  200, 204, 302, 304, 400, 401, 403, 404, 405, 410, 418, 421, 429, 431, 451, 498, 500, 502, 503,
  504,
]);

export const statuses: FaultKind = {
  title: 'Statuses without more',
  faults: STATUSES.map((status) => ({
    name: `answers ${String(status)}`,
    ...(!SAMPLE.has(status) && { onlyWhereCheap: true }),
    hold: passesByItself(status) ? 'growing' : { seconds: 10 },
    apiEnds: status < 300 ? 'answered' : 'failed',
    // The new token after the rejected one is tried twice before it counts as rejected (rule T20).
    ...(status === 401 && { rejectsToken: true, mostArrivals: 3 }),
    behave: (exchange) => answerJson(exchange, status, {}),
  })),
};

/** What a vendor may ask for with 429 and 503, and the hold that follows from it. */
const WISHES: readonly [name: string, headers: () => Headers, hold: Hold][] = [
  ['Retry-After: 3', () => ({ 'retry-after': '3' }), { seconds: 3 }],
  ['Retry-After with a date', () => ({ 'retry-after': httpDateIn(3) }), { seconds: 3 }],
  ['Retry-After: 0', () => ({ 'retry-after': '0' }), { seconds: 1 }],
  [
    'Retry-After with a date that is past',
    () => ({ 'retry-after': httpDateIn(-9) }),
    { seconds: 1 },
  ],
  ['Retry-After: soon', () => ({ 'retry-after': 'soon' }), 'growing'],
  ['Retry-After: 86400', () => ({ 'retry-after': '86400' }), { seconds: 3600 }],
  ['RateLimit', () => ({ ratelimit: '"default";r=0;t=3' }), 'growing'],
  ['RateLimit-Reset: 3', () => ({ 'ratelimit-reset': '3' }), 'growing'],
  ['X-RateLimit-Reset in seconds', () => ({ 'x-ratelimit-reset': '3' }), 'growing'],
  ['X-RateLimit-Reset as a time', () => ({ 'x-ratelimit-reset': epochIn(3) }), 'growing'],
];

export const waits: FaultKind = {
  title: 'Statuses that ask to wait',
  faults: [429, 503].flatMap((status) =>
    WISHES.map(([name, headers, hold]): Fault => ({
      name: `answers ${String(status)} with ${name}`,
      ...(status === 503 && { onlyWhereCheap: true }),
      hold,
      behave: (exchange) => answerJson(exchange, status, {}, headers()),
    })),
  ),
};

function passesByItself(status: number): boolean {
  return status === 429 || status >= 500;
}

function httpDateIn(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toUTCString();
}

function epochIn(seconds: number): string {
  return String(Math.ceil(Date.now() / 1000) + seconds);
}
