import { isRecord } from '../base/json';

/** A member of an answer, wherever it stands. */
export interface Member {
  /** From the answer's root, such as `data.access_token`. */
  readonly path: string;
  /** The last part of the path, folded: `accessToken`, `access-token` and `access_token` are the same. */
  readonly folded: string;
  readonly value: unknown;
}

/** Deeper and further than tokens are put, and bounded whatever an answer holds. */
const DEEPEST = 4;
const MOST_MEMBERS = 500;

/** All members of an answer, level by level, so that what stands further out comes first. */
export function membersOf(json: unknown): readonly Member[] {
  const found: Member[] = [];
  let level: { readonly path: string; readonly value: unknown }[] = [{ path: '', value: json }];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const next: typeof level = [];
    for (const { path, value } of level) {
      for (const [name, member] of entriesOf(value)) {
        if (found.length >= MOST_MEMBERS) return found;
        const at = path === '' ? name : `${path}.${name}`;
        found.push({ path: at, folded: folded(name), value: member });
        next.push({ path: at, value: member });
      }
    }
    level = next;
  }
  return found;
}

/** Of a list, the first entry is enough: what is said of one token stands there. */
function entriesOf(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.length === 0 ? [] : [['0', value[0] as unknown]];
  return isRecord(value) ? Object.entries(value) : [];
}

/** A name without what spellings differ in: case, `_`, `-`, `.` and spaces. */
export function folded(name: string): string {
  return name
    .slice(0, 100)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** The value at a path such as `data.tokens.0.value`; undefined if there is none. `.` is the root. */
export function valueAt(json: unknown, path: string): unknown {
  let value = json;
  for (const name of path === '.' ? [] : path.split('.')) {
    const isContainer = isRecord(value) || Array.isArray(value);
    if (!isContainer || !Object.hasOwn(value as object, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
