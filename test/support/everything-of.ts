import { inspect } from 'node:util';

/** Enough for any message or error, and an end to what leads to a whole program. */
const MOST_VALUES = 20_000;

/**
 * Everything that a log, a debugger, a copy or a curious person can get out of a value, as texts: all
 * properties, hidden ones and those under symbols too, what getters of its classes answer, and the value
 * as `inspect`, JSON, `String` and `structuredClone` give it.
 */
export function everythingOf(value: unknown): string[] {
  const texts = valuesWithin(value);
  const attempts: (() => unknown)[] = [
    () => inspect(value, { showHidden: true, depth: 20, getters: true, maxStringLength: null }),
    () => inspect(value),
    () => JSON.stringify(value),
    () => String(value),
    () => valuesWithin(structuredClone(value)).join('\n'),
  ];
  for (const attempt of attempts) {
    try {
      texts.push(String(attempt()));
    } catch {
      // A value that cannot be copied or printed that way does not come out that way either.
    }
  }
  return texts;
}

function valuesWithin(value: unknown): string[] {
  const texts: string[] = [];
  const seen = new Set<unknown>();
  const waiting: unknown[] = [value];
  while (waiting.length > 0 && seen.size < MOST_VALUES) {
    const current = waiting.pop();
    if (typeof current === 'string' || typeof current === 'symbol') texts.push(String(current));
    const isContainer =
      (typeof current === 'object' && current !== null) || typeof current === 'function';
    if (!isContainer || seen.has(current)) continue;
    seen.add(current);
    if (Buffer.isBuffer(current)) {
      texts.push(current.toString('latin1'));
      continue;
    }
    if (current instanceof Map || current instanceof Set) waiting.push(...current.values());
    if (current instanceof Map) waiting.push(...current.keys());
    for (const name of namesOf(current)) {
      texts.push(String(name));
      try {
        waiting.push(Reflect.get(current, name));
      } catch {
        // A getter that throws gives nothing away.
      }
    }
  }
  return texts;
}

/** The names of its own properties, and of the getters that it has from its class. */
function namesOf(container: object): (string | symbol)[] {
  const prototype: unknown = Object.getPrototypeOf(container);
  const inherited = prototype === null ? {} : Object.getOwnPropertyDescriptors(prototype as object);
  const getters = Object.entries(inherited)
    .filter(([name, { get }]) => get !== undefined && name !== '__proto__')
    .map(([name]) => name);
  return [...Reflect.ownKeys(container), ...getters];
}
