import type { ExampleSettings, VendorFacts } from './example-vendor';
import type { Outcome, Route } from './hosts/field-host';

/** One line of the field reports in one spelling: what the vendor is like, what is done, what must be counted. */
export interface Condition {
  /** As the reports number it: `A1`. */
  readonly id: string;
  readonly title: string;
  /** What the vendor is told by `/_control/set`. */
  readonly vendor: Partial<ExampleSettings>;
  /** What a person enters besides the textbook's four fields. */
  readonly fields?: (vendor: VendorFacts) => Readonly<Record<string, string | number | boolean>>;
  /** Headers that the node itself sends with each call. */
  readonly nodeHeaders?: Readonly<Record<string, string>>;
  readonly tenants?: readonly string[];
  readonly routes?: readonly Route[];
  /** So heavy that it runs when the others have ended. */
  readonly isHeavy?: boolean;
  play(scene: Scene, route: Route): Promise<void>;
  expected(route: Route): Expectation;
}

export interface Calls {
  readonly method?: 'GET' | 'POST';
  /** Below the base URL. */
  readonly path?: string;
  /** One for each tenant in place of a number. */
  readonly ofTenants?: boolean;
}

/** What can be done in a row. */
export interface Scene {
  /** So many calls at once; resolves when all have ended. */
  call(count: number, calls?: Calls): Promise<void>;
  /** A call every so often, whether or not the one before has ended. */
  stream(seconds: number, everySeconds: number): Promise<void>;
  wait(seconds: number): Promise<void>;
  /** The vendor withdraws every token. */
  expire(): Promise<void>;
  set(settings: Partial<ExampleSettings>): Promise<void>;
  /** The host's own node checks the token. */
  check(): Promise<void>;
}

/** What the vendor's server has counted, and how the calls ended. */
export interface Seen {
  readonly tokenRequests: number;
  /** Requests to the API without test calls. */
  readonly calls: number;
  readonly testCalls: number;
  /** Requests with a token that had died by itself, or that the vendor never issued. */
  readonly dead: number;
  /** Requests with a token that the vendor had withdrawn, which nobody can know beforehand. */
  readonly withdrawn: number;
  /** Requests with a token that the API did not know yet. */
  readonly tooNew: number;
  /** Requests without a token where the vendor wants it. */
  readonly withoutToken: number;
  readonly sentTwice: number;
  readonly answered: number;
  readonly failed: number;
  readonly outcomes: readonly Outcome[];
}

/** A number, or at least so many and at most so many. */
export type Bound = number | readonly [least: number, most: number];

/** What is not mentioned must be 0, but for the number of calls. */
export interface Expectation {
  readonly tokenRequests: Bound;
  readonly answered: Bound;
  readonly calls?: Bound;
  readonly testCalls?: Bound;
  readonly withdrawn?: Bound;
  readonly tooNew?: Bound;
  readonly sentTwice?: Bound;
  readonly failed?: Bound;
  /** What every error must say. */
  readonly says?: readonly string[];
}

/** Older than the two seconds in which a vendor's servers may not know a token yet (rule T20). */
export const KNOWN_AFTER_SECONDS = 2.2;
export const AT_ONCE = 5;

/**
 * Calls at once, cold; then the vendor withdraws the token, and as many calls come again: what a
 * vendor takes that is entered correctly.
 */
export async function untilWithdrawn(scene: Scene): Promise<void> {
  await scene.call(AT_ONCE);
  await scene.wait(KNOWN_AFTER_SECONDS);
  await scene.expire();
  await scene.call(AT_ONCE);
}

/** What the rules say of that: a token for each time, and each refused call once more (T1, T5, T17). */
export function replacedOnce(route: Route, more: Partial<Expectation> = {}): Expectation {
  // n8n does not tell a credential why a request failed, so a test call finds out: one with each token.
  const isN8n = route === 'item';
  return {
    tokenRequests: 2,
    answered: 2 * AT_ONCE,
    withdrawn: [1, AT_ONCE + (isN8n ? 1 : 0)],
    sentTwice: [1, AT_ONCE],
    testCalls: isN8n ? [1, 2] : 0,
    ...more,
  };
}
