import type { TokenEvent } from './token-source';

/** Those who hear of what happens to one token. */
export class Listeners {
  /** Made for the first one: most logins of a host with thousands have no listener. */
  private listeners: Set<(event: TokenEvent) => void> | undefined;

  get areThere(): boolean {
    return this.listeners !== undefined && this.listeners.size > 0;
  }

  add(listener: (event: TokenEvent) => void): () => void {
    const listeners = (this.listeners ??= new Set());
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  tell(event: TokenEvent): void {
    for (const listener of this.listeners ?? []) {
      try {
        listener(event);
      } catch {
        // A listener's mistake is its own: the token must not suffer from it.
      }
    }
  }
}
