import { allThatCanBeSeen, formsOf } from '../core/support/leaks';

/** The thorough look takes a hundred times as long as the quick one, so one error in so many gets it. */
const THOROUGH_EVERY = 128;

/** The forms of a secret in which it could come back, for `assertNoneIn`. */
export function secretForms(secret: string, clientId: string): readonly string[] {
  return [...new Set(formsOf(secret, clientId))];
}

/**
 * Fails if one of the secrets can be reached from the value: in a member, inherited or not, in a key,
 * in its text or its JSON; of an error now and then also in what a debugger shows.
 */
export function assertNoneIn(value: unknown, secrets: readonly string[]): void {
  const quick = textsOf(value);
  // By its length and not by counting, so that a failure fails again when it is run alone.
  const isThorough = value instanceof Error && quick.length % THOROUGH_EVERY === 0;
  const text = isThorough ? allThatCanBeSeen(value) : quick;
  const found = secrets.find((secret) => text.includes(secret));
  if (found !== undefined) throw new Error(`The secret ${JSON.stringify(found)} is in: ${text}`);
}

function textsOf(value: unknown): string {
  const texts: string[] = [];
  const seen = new Set<object>();
  const visit = (current: unknown): void => {
    if (typeof current === 'string') texts.push(current);
    if (typeof current !== 'object' || current === null || seen.has(current)) return;
    seen.add(current);
    let owner: object | null = current;
    while (owner !== null && owner !== Object.prototype && owner !== Array.prototype) {
      for (const key of Reflect.ownKeys(owner)) {
        texts.push(String(key));
        visit(Reflect.get(owner, key, current));
      }
      owner = Object.getPrototypeOf(owner) as object | null;
    }
  };
  visit(value);
  texts.push(JSON.stringify(value) ?? '', String(value));
  return texts.join('\n');
}
