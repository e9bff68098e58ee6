/** Fields that hold several values: names with values, or statuses. */
import { isDeeperThan, isRecord, parseJson, type Json, type JsonObject } from '../base/json';
import { sentences } from '../base/sentence';
import { right, wrong, type CleanedField, type FieldToClean } from './cleaned-field';

const SAY = sentences('field', {
  parameters: '__label__ must be lines of name=value, or a JSON object.',
  deep: '__label__ must not be nested more than 100 levels deep.',
  statuses: '__label__ must be HTTP statuses from 400 to 599, such as 403, 498.',
});

/** No token request needs more; JSON cannot be written from a few thousand. */
const MOST_LEVELS = 100;

export function cleanParameters({ label }: FieldToClean, value: string): CleanedField {
  const entries = /^[{[]/.test(value) ? jsonEntries(value) : lineEntries(value, '=');
  if (entries === undefined) return wrong(SAY.parameters({ label }));
  if (entries.some(([, one]) => isDeeperThan(MOST_LEVELS, one))) return wrong(SAY.deep({ label }));
  return right(entries.length === 0 ? '' : JSON.stringify(Object.fromEntries(entries)));
}

/** What stands between spaces, commas and semicolons. */
export function partsOf(value: string): string[] {
  return value.split(/[\s,;]+/).filter((part) => part !== '');
}

/** The values of a `parameters` field, which `cleanField` keeps as JSON. */
export function parametersOf(cleaned: string): JsonObject {
  return cleaned === '' ? {} : (JSON.parse(cleaned) as JsonObject);
}

export function cleanStatuses({ label }: FieldToClean, value: string): CleanedField {
  const statuses = partsOf(value);
  const areRight = statuses.length > 0 && statuses.every((status) => /^[45]\d\d$/.test(status));
  return areRight ? right([...new Set(statuses)].join(' ')) : wrong(SAY.statuses({ label }));
}

/** The statuses of a `statuses` field. */
export function statusesOf(cleaned: string): number[] {
  return cleaned === '' ? [] : cleaned.split(' ').map(Number);
}

/** The members of a JSON object; undefined if the text is none. */
export function jsonEntries(value: string): [string, Json][] | undefined {
  const parsed = parseJson(value);
  if (!isRecord(parsed)) return undefined;
  const entries = Object.entries(parsed as JsonObject);
  return entries.some(([name]) => name === '') ? undefined : entries;
}

/** Lines of names and values with a mark between them; undefined if one of them is none. */
export function lineEntries(value: string, mark: '=' | ':'): [string, string][] | undefined {
  const entries: [string, string][] = [];
  for (const line of value.split(/\r?\n/).map((text) => text.trim())) {
    if (line === '') continue;
    const at = line.indexOf(mark);
    if (at < 1) return undefined;
    entries.push([line.slice(0, at).trim(), line.slice(at + 1).trim()]);
  }
  return entries;
}

/** What a host may hold in place of text, as text; what is no JSON becomes none that can be read. */
export function jsonOf(raw: unknown): string {
  try {
    return JSON.stringify(raw) ?? '[]';
  } catch {
    return '[]';
  }
}
