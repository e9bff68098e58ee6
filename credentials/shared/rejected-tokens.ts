import type { AccessToken, TokenSource } from '../../core';

const MOST_REMEMBERED = 16;

/**
 * The tokens of each source that were replaced, so that requests which fail late with one of them need no
 * test call of their own.
 */
export class RejectedTokens {
  /** Goes with the source, when the core forgets that (rule T18). */
  private readonly values = new WeakMap<TokenSource, readonly string[]>();

  isKnown(source: TokenSource, { value }: AccessToken): boolean {
    return this.values.get(source)?.includes(value) ?? false;
  }

  remember(source: TokenSource, token: AccessToken): void {
    this.clear(source, token);
    const others = this.values.get(source) ?? [];
    this.values.set(source, [...others, token.value].slice(-MOST_REMEMBERED));
  }

  /** Tells that the token turned out to be in use again. */
  clear(source: TokenSource, { value }: AccessToken): void {
    const values = this.values.get(source) ?? [];
    this.values.set(
      source,
      values.filter((one) => one !== value),
    );
  }
}
