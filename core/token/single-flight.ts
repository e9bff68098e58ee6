/** One piece of work at a time: whoever asks while it runs waits for the same (rule T1). */
export class SingleFlight<Result> {
  private underWay: Promise<Result> | undefined;

  get isUnderWay(): boolean {
    return this.underWay !== undefined;
  }

  /** The work that runs, for those who would not begin any. */
  get running(): Promise<Result> | undefined {
    return this.underWay;
  }

  /**
   * The result of the work that runs, or of `work`, which is begun.
   *
   * @param settle - makes the result of what was found. The next work may begin by then, so it finds nothing
   *   under way
   */
  run<Found>(work: () => Promise<Found>, settle: (found: Found) => Result): Promise<Result> {
    // A step later, so that whoever asks from within `work` already finds it under way.
    this.underWay ??= Promise.resolve()
      .then(work)
      .then(
        (found) => {
          this.underWay = undefined;
          return settle(found);
        },
        (thrown: unknown) => {
          this.underWay = undefined;
          throw thrown;
        },
      );
    return this.underWay;
  }
}
