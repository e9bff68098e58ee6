/** What a timer can hold; a longer delay would fire at once. */
export const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * A signal that is raised when the time is up or when the given signal is, whichever comes first. The
 * timer keeps no process alive and is gone after `clear`.
 */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly giveUp = () => this.controller.abort(this.parent?.reason);

  constructor(
    timeoutMs: number,
    private readonly parent?: AbortSignal,
  ) {
    const delayMs = Math.min(Math.max(1, timeoutMs), LONGEST_DELAY_MS);
    const timeOut = () =>
      this.controller.abort(new DOMException('The time for this request is up.', 'TimeoutError'));
    this.timer = setTimeout(timeOut, delayMs).unref();
    if (parent?.aborted) this.giveUp();
    else parent?.addEventListener('abort', this.giveUp, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  clear(): void {
    clearTimeout(this.timer);
    this.parent?.removeEventListener('abort', this.giveUp);
  }

  /** The chunks of a body, with the deadline cleared when they end or nobody wants more of them. */
  async *over<Chunk>(chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
    try {
      yield* chunks;
    } finally {
      this.clear();
    }
  }
}
