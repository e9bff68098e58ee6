/** This many tests may send requests at the same time. */
const MOST_AT_ONCE = 4;
/** The others wait for one of those to end, no longer than this. */
const LONGEST_WAIT_MS = 10_000;
/** Tests that may send requests in a row, and how many more may do so with each second that passes. */
const MOST_IN_A_ROW = 100;
const PER_SECOND = 2;

/** What is thrown for a test that is one too many. */
export class TooManyTests extends Error {}

/**
 * Bounds what the tests of one process may send, since a test goes to any address that somebody types. A
 * person does not notice; a program that looks for open ports does.
 */
export class TestLimits<Outcome> {
  private readonly running = new Map<string, Promise<Outcome>>();
  private readonly waiting: (() => void)[] = [];
  private atWork = 0;
  private left = MOST_IN_A_ROW;
  private countedAtMs: number;

  constructor(private readonly monotonicMs: () => number) {
    this.countedAtMs = monotonicMs();
  }

  /**
   * Runs a test, or answers with the outcome of an equal one that is running.
   *
   * @param key - equal for equal tests
   * @param test - calls `sent` for each request that it sends; a test that sends none does not count
   * @throws {TooManyTests} if it may not run now.
   */
  async run(key: string, test: (sent: () => void) => Promise<Outcome>): Promise<Outcome> {
    const equal = this.running.get(key);
    if (equal !== undefined) return await equal;
    const outcome = this.runAlone(test).finally(() => this.running.delete(key));
    this.running.set(key, outcome);
    return await outcome;
  }

  private async runAlone(test: (sent: () => void) => Promise<Outcome>): Promise<Outcome> {
    await this.begin();
    let hasSent = false;
    try {
      return await test(() => (hasSent = true));
    } finally {
      if (!hasSent) this.left++;
      this.end();
    }
  }

  private async begin(): Promise<void> {
    this.count();
    if (this.left < 1) throw new TooManyTests();
    // Before waiting, so that those who wait are counted too.
    this.left--;
    if (this.atWork < MOST_AT_ONCE) {
      this.atWork++;
      return;
    }
    try {
      await this.turn();
    } catch (error) {
      this.left++;
      throw error;
    }
  }

  private end(): void {
    const next = this.waiting.shift();
    // The place goes from one to the next, so that nobody takes it in between.
    if (next === undefined) this.atWork--;
    else next();
  }

  private turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const take = () => {
        clearTimeout(timer);
        resolve();
      };
      const giveUp = () => {
        this.waiting.splice(this.waiting.indexOf(take), 1);
        reject(new TooManyTests());
      };
      const timer = setTimeout(giveUp, LONGEST_WAIT_MS).unref();
      this.waiting.push(take);
    });
  }

  private count(): void {
    const nowMs = this.monotonicMs();
    const gained = ((nowMs - this.countedAtMs) / 1000) * PER_SECOND;
    this.left = Math.min(MOST_IN_A_ROW, this.left + gained);
    this.countedAtMs = nowMs;
  }
}
