/**
 * Tells the answer to what was asked last from one that comes too late: what is on the screen then is
 * about something else.
 */
export class Latest {
  private asked = 0;

  /** Begins something new; answers whether it is still the latest, whenever asked. */
  begin(): () => boolean {
    const mine = ++this.asked;
    return () => mine === this.asked;
  }

  /** Whatever was begun is of no interest any more. */
  end(): void {
    this.asked++;
  }
}
