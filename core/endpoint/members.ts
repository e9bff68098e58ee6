import { isRecord } from '../base/json';

/** A member of an answer, wherever it stands. */
export interface Member {
  /** From the answer's root, such as `data.access_token`. */
  readonly path: string;
  /** The parts of the path, folded: `accessToken`, `access-token` and `access_token` are the same. */
  readonly names: readonly string[];
  /** The last of them. */
  readonly folded: string;
  readonly value: unknown;
  /** The member that holds it; undefined at the root. */
  readonly parent: Member | undefined;
}

/** Deeper and further than tokens are put, and bounded whatever an answer holds. */
const DEEPEST = 6;
const MOST_MEMBERS = 500;
/** Longer than any way to a value. */
const LONGEST_PATH = 1_000;

/** All members of an answer, level by level, so that what stands further out comes first. */
export function membersOf(json: unknown): readonly Member[] {
  const found: Member[] = [];
  let level: readonly (Member | undefined)[] = [undefined];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const next: Member[] = [];
    for (const parent of level) {
      for (const [name, value] of entriesOf(parent === undefined ? json : parent.value)) {
        if (found.length + next.length >= MOST_MEMBERS) return [...found, ...next];
        next.push(memberOf(parent, name, value));
      }
    }
    found.push(...next);
    level = next;
  }
  return found;
}

function memberOf(parent: Member | undefined, name: string, value: unknown): Member {
  const own = folded(name);
  return {
    path: parent === undefined ? name : `${parent.path}.${name}`,
    names: [...(parent?.names ?? []), own],
    folded: own,
    value,
    parent,
  };
}

/**
 * Of a list, the first entry is enough: what is said of one token stands there. No vendor calls a member
 * `__proto__`; who does means to trick a reader.
 */
function entriesOf(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.length === 0 ? [] : [['0', value[0] as unknown]];
  return isRecord(value) ? Object.entries(value).filter(([name]) => name !== '__proto__') : [];
}

/** A name without what spellings differ in: case, `_`, `-`, `.` and spaces. */
export function folded(name: string): string {
  return name
    .slice(0, 100)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/**
 * The value at a path such as `data.tokens.0.value`, also written `$.data.tokens[0].value`; undefined if
 * there is none. `.` is the root. A name may hold dots itself.
 */
export function valueAt(json: unknown, path: string): unknown {
  if (path.length > LONGEST_PATH) return undefined;
  const dotted = path
    .trim()
    .replace(/\[["']?([^\]"']{0,100})["']?\]/g, '.$1')
    .replace(/^\$?\.?/, '');
  return dotted === '' ? json : valueOf(json, dotted.split('.'));
}

function valueOf(value: unknown, names: readonly string[]): unknown {
  if (names.length === 0) return value;
  if (!isRecord(value) && !Array.isArray(value)) return undefined;
  const whole = names.join('.');
  for (let length = 1; length <= names.length; length++) {
    const name = length === names.length ? whole : names.slice(0, length).join('.');
    if (!Object.hasOwn(value, name)) continue;
    const found = valueOf((value as Record<string, unknown>)[name], names.slice(length));
    if (found !== undefined) return found;
  }
  return undefined;
}
