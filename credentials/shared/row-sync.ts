import { randomUUID } from 'crypto';
import { tokenFromStored, type Clock, type StoredToken, type TokenSource } from '../../core';
import { parseRow, serializeRow, type StoredRow } from './stored-row';

/** Items that run at the same time all see the old row; one of them is enough to store the token. */
const STORED_BY_ANOTHER_MS = 10_000;
/** Of the logins at one base URL that see the same old row at that time, this many store their tokens. */
const MOST_STORED_AT_ONCE = 16;
/** A login that was used so recently is in use beside this one, rather than what this one was before. */
const SHARES_ROW_MS = 60_000;
const MOST_OWNERS = 1_000;
const MARKS_REMEMBERED = 8;

interface SourceState {
  /** The token that came from a row: whoever issued it has stored it. */
  adopted?: string;
  /** The token that was last handed over for storing, and when. */
  handedOver?: { readonly token: string; readonly atMs: number };
  /** The Forgets that were heeded, the last one at the end. */
  readonly marks: string[];
  /** A Forget of this process that no row shows yet. */
  isForgetUnstored: boolean;
}

/** How the token sources of this process and what n8n stores have to do with each other. */
export interface Rows {
  /** Takes over what the row knows better: a Forget of another process, a token that lives longer. */
  read(source: TokenSource, rowText: unknown): void;
  /** Whether the row, which was `read`, lacks what is known here. */
  isDue(source: TokenSource, rowText: unknown): boolean;
  /**
   * What the row should hold in its place, or undefined if it is as good or being replaced.
   *
   * @param baseUrl - of the login: the empty rows of two credentials look the same but for that
   */
  update(source: TokenSource, rowText: unknown, baseUrl: string): string | undefined;
  /**
   * What a row should hold now, whatever it holds; undefined if n8n is to store nothing at all. The valid
   * token of another login stays in it.
   */
  current(source: TokenSource, rowText: unknown): string | undefined;
  /** Drops the token here, and in every process that reads the next row. */
  forget(source: TokenSource): void;
}

/**
 * Tokens live in this process alone. What a row holds is not read either: nobody could replace there a token
 * that was withdrawn, and each new process would begin with it.
 */
export const MEMORY_ONLY: Rows = {
  read: () => undefined,
  isDue: () => false,
  update: () => undefined,
  current: () => undefined,
  forget: (source) => source.forget(),
};

/**
 * Keeps the token sources of this process and the rows of n8n's database in step. A row is read
 * before each request, because another process may have renewed the token meanwhile.
 *
 * One credential whose fields hold expressions is as many logins as its items say, and has one row. The row
 * then belongs to the login that stored its token first, until that token expires.
 */
export class RowSync implements Rows {
  /** Goes with the source, when the core forgets that (rule T18). Most logins of a shared row have none. */
  private readonly states = new WeakMap<TokenSource, SourceState>();
  /** When each login whose token was seen in its row was used last; the longest unused first. */
  private readonly owners = new Map<string, number>();
  /** The logins that were last handed over in place of each row. */
  private readonly handedOver = new Map<string, { readonly atMs: number; logins: number }>();

  constructor(private readonly clock: Clock) {}

  read(source: TokenSource, rowText: unknown): void {
    const { token, forgetMark } = parseRow(rowText);
    if (forgetMark !== undefined && isMarkOf(source, forgetMark)) {
      const state = this.stateOf(source);
      if (!state.marks.includes(forgetMark)) {
        source.forget();
        remember(state, forgetMark);
      }
    }
    if (token?.identity !== source.identity) return;
    this.ownsRow(source);
    if (source.adopt(token)) this.stateOf(source).adopted = token.accessToken;
  }

  isDue(source: TokenSource, rowText: unknown): boolean {
    const state = this.states.get(source);
    if (state?.isForgetUnstored) return true;
    const token = source.stored()?.accessToken;
    if (token === undefined || token === state?.adopted) return false;
    const row = parseRow(rowText);
    // The row's token, if it were the better one, would have been taken over by `read`.
    return token !== row.token?.accessToken && !this.isOthers(source, row.token);
  }

  update(source: TokenSource, rowText: unknown, baseUrl: string): string | undefined {
    if (!this.isDue(source, rowText)) return undefined;
    const state = this.states.get(source);
    const handedOver = state?.handedOver;
    const isBeingStored =
      handedOver !== undefined &&
      handedOver.token === source.stored()?.accessToken &&
      this.isRecent(handedOver.atMs);
    if (isBeingStored) return undefined;
    if (!state?.isForgetUnstored && !this.mayReplace(rowText, baseUrl)) return undefined;
    return this.current(source, rowText);
  }

  current(source: TokenSource, rowText: unknown): string {
    const row = parseRow(rowText);
    if (this.isOthers(source, row.token)) return this.currentOfOthers(source, row);
    const state = this.stateOf(source);
    const token = source.stored();
    if (token !== undefined) {
      state.handedOver = { token: token.accessToken, atMs: this.clock.monotonicMs() };
      this.ownsRow(source);
    }
    return serializeRow({ token, forgetMark: markToStore(state, row) });
  }

  forget(source: TokenSource): void {
    const state = this.stateOf(source);
    source.forget();
    remember(state, `${source.identity}${MARK_SEPARATOR}${randomUUID()}`);
    state.isForgetUnstored = true;
  }

  private currentOfOthers(source: TokenSource, row: StoredRow): string {
    const state = this.states.get(source);
    return serializeRow({ ...row, forgetMark: markToStore(state, row) });
  }

  /**
   * Whether the row's token is that of another login, valid and in use: then the row stays with that login.
   * A credential whose secret was changed does not use the old login any more, and gets the row.
   */
  private isOthers(source: TokenSource, token: StoredToken | undefined): boolean {
    if (token === undefined || token.identity === source.identity) return false;
    if (tokenFromStored(token, token.identity, this.clock) === undefined) return false;
    const state = this.states.get(source);
    // This login's token was in the row, and this login is in use: so both share the row.
    if (state?.adopted !== undefined || state?.handedOver !== undefined) return true;
    const usedAtMs = this.owners.get(token.identity);
    return usedAtMs !== undefined && this.clock.monotonicMs() - usedAtMs < SHARES_ROW_MS;
  }

  private ownsRow({ identity }: TokenSource): void {
    this.owners.delete(identity);
    this.owners.set(identity, this.clock.monotonicMs());
    shorten(this.owners, MOST_OWNERS);
  }

  /** Thousands of items that run at the same time are not to replace the same row one after the other. */
  private mayReplace(rowText: unknown, baseUrl: string): boolean {
    const row = `${baseUrl} ${typeof rowText === 'string' ? rowText : ''}`;
    const known = this.handedOver.get(row);
    const begun =
      known !== undefined && this.isRecent(known.atMs)
        ? known
        : { atMs: this.clock.monotonicMs(), logins: 0 };
    this.handedOver.delete(row);
    this.handedOver.set(row, begun);
    shorten(this.handedOver, MOST_OWNERS);
    return ++begun.logins <= MOST_STORED_AT_ONCE;
  }

  private isRecent(atMs: number): boolean {
    return this.clock.monotonicMs() - atMs < STORED_BY_ANOTHER_MS;
  }

  private stateOf(source: TokenSource): SourceState {
    let state = this.states.get(source);
    if (state === undefined) {
      state = { marks: [], isForgetUnstored: false };
      this.states.set(source, state);
    }
    return state;
  }
}

/** Between the login that a Forget is for and what makes it one of its kind. */
const MARK_SEPARATOR = '/';

/** Marks of earlier versions name no login, and are for all that use the row. */
function isMarkOf({ identity }: TokenSource, mark: string): boolean {
  const [login, unique] = mark.split(MARK_SEPARATOR);
  return unique === undefined || login === identity;
}

/** A Forget that no row shows yet; else the row's, which other processes may not have seen. */
function markToStore(state: SourceState | undefined, row: StoredRow): string | undefined {
  const own = state?.marks.at(-1);
  if (state?.isForgetUnstored !== true) return row.forgetMark ?? own;
  state.isForgetUnstored = false;
  return own;
}

function remember(state: SourceState, mark: string): void {
  state.marks.push(mark);
  if (state.marks.length > MARKS_REMEMBERED) state.marks.shift();
}

/** Drops the entries that were set first. */
function shorten(map: Map<string, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}
