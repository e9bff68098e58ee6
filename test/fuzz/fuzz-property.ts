import fc from 'fast-check';

/** Counts by name what a run of a property met, so that its line in the table can prove itself. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(what: string, count = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + count);
  }

  of(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  entries(): [string, number][] {
    return [...this.counts].sort(([one], [other]) => (one < other ? -1 : 1));
  }
}

/** One kind of input and what must hold for each of it. */
export interface FuzzProperty {
  /** What `--only` takes, such as `token-answers`. */
  readonly kind: string;
  readonly guarantee: string;
  /** How many inputs `npm run fuzz` tries, and how many `npm test`. */
  readonly runs: number;
  readonly runsInTests: number;
  property(tally: Tally, onRun: () => void): fc.IAsyncProperty<[unknown]>;
  /** Says what is missing if the inputs met too little of what they are there for. */
  readonly missing: ((tally: Tally, runs: number) => string | undefined) | undefined;
}

export interface Definition<Input> extends Omit<FuzzProperty, 'property' | 'missing'> {
  readonly inputs: fc.Arbitrary<Input>;
  /** Throws if the guarantee does not hold. */
  check(input: Input, tally: Tally): void | Promise<void>;
  missing?(tally: Tally, runs: number): string | undefined;
}

/** An input of a few kilobytes that takes longer than this would take minutes at a megabyte. */
const LONGEST_RUN_MS = 5_000;

/** For finding a smaller input that fails, once one failed. */
const LONGEST_SHRINKING_MS = 20_000;

export function fuzzProperty<Input>(definition: Definition<Input>): FuzzProperty {
  const { inputs, check, missing, ...rest } = definition;
  return {
    ...rest,
    missing,
    property(tally, onRun) {
      let failedAtMs = Infinity;
      return fc.asyncProperty<[unknown]>(inputs, async (input) => {
        onRun();
        const startMs = performance.now();
        // What is found no smaller by now is small enough.
        if (startMs - failedAtMs > LONGEST_SHRINKING_MS) return;
        try {
          await check(input as Input, tally);
          const tookMs = performance.now() - startMs;
          if (tookMs > LONGEST_RUN_MS) throw new Error(`It took ${(tookMs / 1000).toFixed(1)} s.`);
        } catch (error) {
          failedAtMs = Math.min(failedAtMs, startMs);
          throw error;
        }
      });
    },
  };
}

export interface Campaign {
  readonly seed: number;
  readonly runs: number;
  /** Leads to one input of the seed, as a failure printed it. */
  readonly path?: string | undefined;
  readonly onRun?: (() => void) | undefined;
}

/** What came of a campaign, as plain data: workers send it to the main thread. */
export interface Outcome {
  readonly kind: string;
  readonly runs: number;
  readonly seconds: number;
  readonly seed: number;
  readonly failures: number;
  readonly counts: readonly (readonly [string, number])[];
  /** The smallest input that was found to fail, why it fails, and how to run it again. */
  readonly failure: string | undefined;
}

/** Tries that many inputs. Equal seeds try equal inputs; the first failure ends the campaign. */
export async function runCampaign(fuzz: FuzzProperty, campaign: Campaign): Promise<Outcome> {
  const { seed, runs, path, onRun = () => undefined } = campaign;
  const tally = new Tally();
  const startMs = performance.now();
  const details = await fc.check(fuzz.property(tally, onRun), {
    seed,
    numRuns: runs,
    ...(path === undefined ? {} : { path }),
  });
  const missing = details.failed || path !== undefined ? undefined : fuzz.missing?.(tally, runs);
  return {
    kind: fuzz.kind,
    runs: details.numRuns,
    seconds: (performance.now() - startMs) / 1000,
    seed,
    failures: details.failed || missing !== undefined ? 1 : 0,
    counts: tally.entries(),
    failure: details.failed ? told(fuzz, details) : missing,
  };
}

/** The outcomes of several campaigns of one kind as one, under the seed of the first. */
export function joined(outcomes: readonly [Outcome, ...Outcome[]]): Outcome {
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  const tally = new Tally();
  for (const { counts } of outcomes) for (const [what, count] of counts) tally.add(what, count);
  return {
    kind: outcomes[0].kind,
    runs: sum(outcomes.map(({ runs }) => runs)),
    seconds: sum(outcomes.map(({ seconds }) => seconds)),
    seed: outcomes[0].seed,
    failures: sum(outcomes.map(({ failures }) => failures)),
    counts: tally.entries(),
    failure: outcomes.map(({ failure }) => failure).find((text) => text !== undefined),
  };
}

function told(fuzz: FuzzProperty, details: fc.RunDetails<[unknown]>): string {
  const { seed, counterexample, counterexamplePath, errorInstance } = details;
  const path = counterexamplePath ?? '';
  return [
    `${fuzz.kind}: ${fuzz.guarantee} does not hold for`,
    counterexample === null ? '(no input)' : fc.stringify(counterexample[0]),
    errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : '',
    `Again: npm run fuzz -- --only ${fuzz.kind} --seed ${seed} --path ${path}`,
  ].join('\n');
}
