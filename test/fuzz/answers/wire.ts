import { EndlessBody } from '../../core/support/endless-body';
import type { HttpResponse } from '../core';

/** An answer as data, which a failing run can print. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly chunks: readonly (Uint8Array | string)[];
  /** What comes after the chunks: the end, a broken connection with that code, or more and more. */
  readonly end: 'whole' | 'endless' | { readonly breaksWith: unknown };
}

/** What came of one token request. */
export type WireOutcome = WireAnswer | { readonly throws: unknown };

export function respond(outcome: WireOutcome): HttpResponse {
  if ('throws' in outcome) throw outcome.throws;
  const { status, headers, chunks, end } = outcome;
  return { status, headers, body: bodyOf(chunks, end) };
}

async function* bodyOf(chunks: WireAnswer['chunks'], end: WireAnswer['end']) {
  yield* chunks;
  if (end === 'endless') yield* new EndlessBody();
  if (typeof end === 'object') throw end.breaksWith;
}

/** A text as bytes, cut at these places, also within a character. */
export function cutAt(text: string | Uint8Array, places: readonly number[]): Uint8Array[] {
  const bytes = typeof text === 'string' ? Buffer.from(text) : Buffer.from(text);
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
    (one, other) => one - other,
  );
  return [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index]));
}
