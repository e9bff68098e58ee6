import { settled } from '../core/support/fake-vendor';

const MOST_TURNS = 2_000;

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
  // By the second turn of the event loop, everything ran that was ready to run, but for what is unpacked
  // by threads of Node.js's own.
  for (let turn = 0; turn < MOST_TURNS && settlement === undefined; turn++) await settled();
  if (settlement === undefined) throw new Error('It never ends.');
  return settlement;
}
