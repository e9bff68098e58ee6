import fc from 'fast-check';
import type { VendorAuthErrorCode } from '../core';
import type { FuzzCredential } from './credentials';
import type { WireAnswer, WireOutcome } from './wire';

/** What a server or the way to it may do in place of giving a token as it should. */
export interface HostileAnswer {
  readonly wire: WireOutcome;
  /** What the answer repeats of secrets, as it writes them; none of it may come out again. */
  readonly planted: readonly string[];
  /** The code of the error that must come of it; undefined where a token may come as well. */
  readonly code: VendorAuthErrorCode | 'any' | undefined;
}

/** An answer that is whole once it is known whose secrets it may repeat. */
export type Hostile = fc.Arbitrary<(credential: FuzzCredential) => HostileAnswer>;

export const anyStatus = fc.oneof(
  { weight: 3, arbitrary: fc.constant(200) },
  { weight: 2, arbitrary: fc.constantFrom(400, 401, 403, 404, 405, 410, 415, 422, 429, 500, 503) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 999 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 99, 1000, 204, 301, 302, 307, 308, 600) },
);

/** What a status alone decides, whatever the body says. */
function codeOf(status: number): HostileAnswer['code'] {
  if (status >= 300 && status < 400) return 'redirected';
  if (status === 429) return 'rate-limited';
  if (status >= 500) return 'vendor-unavailable';
  return status >= 200 && status < 300 ? undefined : 'any';
}

export function answerOf(
  status: number,
  headers: WireAnswer['headers'],
  text: string | Uint8Array,
  planted: readonly string[] = [],
  code: HostileAnswer['code'] = codeOf(status),
): HostileAnswer {
  return { wire: { status, headers, chunks: [Buffer.from(text)], end: 'whole' }, planted, code };
}

/** An answer that repeats no secrets, and so is the same for everybody. */
export function toEverybody(answers: fc.Arbitrary<HostileAnswer>): Hostile {
  return answers.map((answer) => () => answer);
}
