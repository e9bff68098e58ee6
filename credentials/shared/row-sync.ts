import { randomUUID } from 'crypto';
import { parseStored, type Clock, type TokenSource } from '../../core';
import { parseRow, serializeRow } from './stored-row';

/** Items that run at the same time all see the old row; one of them is enough to store the token. */
const STORED_BY_ANOTHER_MS = 10_000;
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
  /** What the row should hold in its place, or undefined if it is as good or being replaced. */
  update(source: TokenSource, rowText: unknown): string | undefined;
  /** What a row should hold now, whatever it holds; undefined if n8n is to store nothing at all. */
  current(source: TokenSource): string | undefined;
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
 */
export class RowSync implements Rows {
  /** Goes with the source, when the core forgets that (rule T18). */
  private readonly states = new WeakMap<TokenSource, SourceState>();

  constructor(private readonly clock: Clock) {}

  read(source: TokenSource, rowText: unknown): void {
    const state = this.stateOf(source);
    const row = parseRow(rowText);
    if (row.forgetMark !== undefined && !state.marks.includes(row.forgetMark)) {
      source.forget();
      remember(state, row.forgetMark);
    }
    if (row.token !== undefined && source.adopt(row.token)) state.adopted = row.token.accessToken;
  }

  isDue(source: TokenSource, rowText: unknown): boolean {
    const state = this.stateOf(source);
    if (state.isForgetUnstored) return true;
    const token = source.stored()?.accessToken;
    if (token === undefined || token === state.adopted) return false;
    // The row's token, if it were the better one, would have been taken over by `read`.
    return token !== parseStored(rowText)?.accessToken;
  }

  update(source: TokenSource, rowText: unknown): string | undefined {
    if (!this.isDue(source, rowText)) return undefined;
    const { handedOver } = this.stateOf(source);
    const isBeingStored =
      handedOver !== undefined &&
      handedOver.token === source.stored()?.accessToken &&
      this.clock.monotonicMs() - handedOver.atMs < STORED_BY_ANOTHER_MS;
    return isBeingStored ? undefined : this.current(source);
  }

  current(source: TokenSource): string {
    const state = this.stateOf(source);
    state.isForgetUnstored = false;
    const token = source.stored();
    if (token !== undefined) {
      state.handedOver = { token: token.accessToken, atMs: this.clock.monotonicMs() };
    }
    return serializeRow({ token, forgetMark: state.marks.at(-1) });
  }

  forget(source: TokenSource): void {
    const state = this.stateOf(source);
    source.forget();
    remember(state, randomUUID());
    state.isForgetUnstored = true;
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

function remember(state: SourceState, mark: string): void {
  state.marks.push(mark);
  if (state.marks.length > MARKS_REMEMBERED) state.marks.shift();
}
