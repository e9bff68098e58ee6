import type { TokenEvent } from './token-source';

/** Those who hear of what happens to one token. */
export class Listeners {
  private readonly listeners = new Set<(event: TokenEvent) => void>();

  get areThere(): boolean {
    return this.listeners.size > 0;
  }

  add(listener: (event: TokenEvent) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  tell(event: TokenEvent): void {
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch {
        // A listener's mistake is its own: the token must not suffer from it.
      }
    }
  }
}
