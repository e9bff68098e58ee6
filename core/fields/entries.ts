/** Fields that hold several values: names with values, or statuses. */
import { isDeeperThan, isRecord, parseJson, type Json, type JsonObject } from '../base/json';
import { sentences, type Sentence } from '../base/sentence';
import { right, wrong, type CleanedField, type FieldToClean } from './cleaned-field';

const SAY = sentences('field', {
  parameters: '__label__ must be lines of name=value, or a JSON object.',
  deep: '__label__ must not be nested more than 100 levels deep.',
  twice: '__label__ has a name twice: entry __n__ repeats an earlier one.',
  oneALine:
    '__label__ has several parameters in one line. Enter each in a line of its own, or a JSON object if “&” belongs to the value.',
  statuses: '__label__ must be HTTP statuses from 400 to 599, such as 403, 498.',
});

/** No token request needs more; JSON cannot be written from a few thousand. */
const MOST_LEVELS = 100;

export function cleanParameters({ label }: FieldToClean, value: string): CleanedField {
  const isJson = /^[{[]/.test(value);
  const entries = isJson ? jsonEntries(value) : lineEntries(value, '=');
  if (entries === undefined) return wrong(SAY.parameters({ label }));
  if (entries.some(([, one]) => isDeeperThan(MOST_LEVELS, one))) return wrong(SAY.deep({ label }));
  if (!isJson && linesOf(value).some(holdsSeveral)) return wrong(SAY.oneALine({ label }));
  const repeated = repeatedName(label, entries);
  if (repeated !== undefined) return wrong(repeated);
  return right(entries.length === 0 ? '' : JSON.stringify(Object.fromEntries(entries)));
}

/** Whether a line is a query such as `a=1&b=2`; an address has one of its own. */
function holdsSeveral(line: string): boolean {
  const [first = '', ...others] = line.split('&');
  const isParameter = (part: string) => /^[A-Za-z_][\w.-]{0,99}=/.test(part);
  const isAddress = first.includes('?') || first.includes('://');
  return others.length > 0 && !isAddress && [first, ...others].every(isParameter);
}

/**
 * What is wrong if a name stands there for the second time. It is told by its place: what was meant for a
 * value may have become a name.
 */
export function repeatedName(
  label: Sentence,
  entries: readonly (readonly [name: string, value: unknown])[],
): Sentence | undefined {
  const names = new Set<string>();
  for (const [index, [name]] of entries.entries()) {
    if (names.has(name)) return SAY.twice({ label, n: index + 1 });
    names.add(name);
  }
  return undefined;
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
  for (const line of linesOf(value)) {
    const at = line.indexOf(mark);
    if (at < 1) return undefined;
    entries.push([line.slice(0, at).trim(), line.slice(at + 1).trim()]);
  }
  return entries;
}

function linesOf(value: string): string[] {
  return value
    .split(/\r?\n|\r/)
    .map((text) => text.trim())
    .filter((line) => line !== '');
}

/** What a host may hold in place of text, as text; what is no JSON becomes none that can be read. */
export function jsonOf(raw: unknown): string {
  try {
    return JSON.stringify(raw) ?? '[]';
  } catch {
    return '[]';
  }
}
