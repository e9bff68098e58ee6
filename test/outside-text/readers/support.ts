import { isRecord, type Field, type FieldKind, type Settings } from '../../../core';
import { LONGEST_CHARACTERS } from '../../../core/fields/field';
import { scene, settingsOf, VENDOR_IDS } from '../../core/support/credentials';

/** Has a function read a text from outside, wherever that may stand. What it throws does not matter. */
export type Reader = (text: string) => unknown;

/** By file and name. */
export type Readers = Readonly<Record<string, Reader>>;

export const perform = (...tries: (() => unknown)[]): Promise<unknown> =>
  Promise.allSettled(tries.map(async (act) => await act()));

export const KINDS = Object.keys(LONGEST_CHARACTERS) as FieldKind[];
export const ALL_SETTINGS = VENDOR_IDS.map((id) => settingsOf(id));
export const [ANY_SETTINGS] = ALL_SETTINGS as [Settings];
export const AGILITY = settingsOf('agility');
export const OTHER = settingsOf('client-credentials');

/** Of a text, four times as much as is looked at in a vendor's words. */
export const heard = (text: string): string => text.slice(0, 8_192);

/** The text, and what of it a field takes at most: of each only one, since many are the same. */
export const upTo = (text: string, kind: FieldKind): string[] => [
  ...new Set([
    text,
    text.slice(0, LONGEST_CHARACTERS[kind]),
    // The same with its end, where what comes first cannot hide it.
    text.slice(-LONGEST_CHARACTERS[kind]),
  ]),
];

export const fieldOf = (kind: FieldKind): Field => ({
  name: 'baseUrl',
  label: 'The Field',
  kind,
  help: 'Look here.',
  required: true,
  pathAllowed: true,
});

export const token = { value: 'token', expiresAtMs: Infinity, lifetimeSeconds: Infinity };

export const sends = (status: number, body: string) => scene(() => ({ status, body })).vendor.send;

/** A list in a list in a list, with the text at the bottom. */
export function nested(bottom: unknown, levels = 2_000): unknown {
  let value: unknown = bottom;
  for (let depth = 0; depth < levels; depth++) value = [value];
  return value;
}

/** The object that a text is in JSON; of any other text, one that has it as name and as value. */
export function objectOf(text: string): Record<string, unknown> {
  const json = jsonOf(text);
  return isRecord(json) ? json : { [text]: text };
}

/** The text as JSON, or undefined if it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** With the names of such an object, as many as a text of that length has room for with that value. */
export function membersOf<Value>(text: string, value: Value): Record<string, Value> {
  const names = Object.keys(objectOf(text));
  const room = text.length / ((JSON.stringify(value) ?? '').length + 12);
  return Object.fromEntries(names.slice(0, Math.max(1, room)).map((name) => [name, value]));
}

/** Objects within objects, in which a path such as `a.a.a` leads as deep as it is long. */
export const DEEP = Array.from({ length: 5_000 }).reduce<unknown>((value) => ({ a: value }), 'a');
