/** Whatever JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** What a text holds as JSON, or undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether a value is an object with members: no list, and not null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value, if it is a text and not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Two objects as one. Two objects of the same name are merged, too; of other values, the second counts. */
export function merged(first: JsonObject, second: JsonObject): JsonObject {
  const both = Object.entries(second).map(([name, value]): [string, Json] => {
    const other = Object.hasOwn(first, name) ? first[name] : undefined;
    return isRecord(other) && isRecord(value) ? [name, merged(other, value)] : [name, value];
  });
  return Object.fromEntries([...Object.entries(first), ...both]);
}

/** The texts and numbers that a value holds, however deep. */
export function leavesOf(value: Json): string[] {
  const leaves: string[] = [];
  const collect = (one: Json): void => {
    if (typeof one === 'string' || typeof one === 'number') leaves.push(String(one));
    else if (typeof one === 'object' && one !== null) Object.values(one).forEach(collect);
  };
  collect(value);
  return leaves;
}

/** Whether lists and objects are nested within each other more than so many times. */
export function isDeeperThan(levels: number, value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeperThan(levels - 1, one));
}
