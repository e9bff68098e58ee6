import { settled } from '../core/support/fake-vendor';

const LONGEST_UNPACKING_MS = 5_000;

/** How a promise ended. */
export type Settlement<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'error'; readonly error: unknown };

/**
 * How a promise ends that waits for nothing but other promises.
 *
 * @throws Error if it does not end: nothing outside would ever end it either.
 */
export async function settlementOf<T>(promise: Promise<T>): Promise<Settlement<T>> {
  let settlement: Settlement<T> | undefined;
  promise.then(
    (value) => (settlement = { kind: 'value', value }),
    (error: unknown) => (settlement = { kind: 'error', error }),
  );
  // By the second turn of the event loop, everything ran that was ready to run, but for what threads of
  // Node.js's own unpack: a busy machine keeps them waiting.
  const untilMs = performance.now() + LONGEST_UNPACKING_MS;
  while (settlement === undefined && performance.now() < untilMs) await settled();
  if (settlement === undefined) throw new Error('It never ends.');
  return settlement;
}
