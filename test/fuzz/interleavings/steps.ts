import fc from 'fast-check';

/** Which token source of which process is meant. */
export interface Place {
  readonly process: number;
  readonly login: number;
}

export const PROCESSES = 2;
export const LOGINS = 4;

/** How a token request fails. */
export type FailureKind =
  | 'invalid-client'
  | 'invalid-scope'
  | 'rate-limited'
  | 'unavailable'
  | 'licence'
  | 'redirected'
  | 'no-token'
  | 'refused-connection'
  | 'timeout'
  | 'not-sent';

/** What the vendor, or the way to it, does with a token request. */
export type Reply =
  | { readonly kind: 'issues'; readonly lifetimeSeconds: number }
  /** The same token as last time, as vendors do that hand out one until it dies. */
  | { readonly kind: 'issues-again'; readonly lifetimeSeconds: number }
  | {
      readonly kind: 'fails';
      readonly how: FailureKind;
      readonly retryAfterSeconds: number | undefined;
    };

/** What a caller does in the same moment in which it gets its token. */
export type Reaction = 'nothing' | 'accept' | 'reject' | 'reject-and-ask' | 'ask';

/** Where in time the rules ask for another behaviour. */
export type Boundary = 'refresh' | 'waiting' | 'expiry' | 'end of hold';

/** One thing that happens to the token sources of two processes. */
export type Step =
  | {
      readonly kind: 'ask';
      readonly at: Place;
      readonly callers: number;
      readonly reaction: Reaction;
      readonly isCancelledBefore: boolean;
    }
  | { readonly kind: 'cancel'; readonly nth: number }
  /** The status and headers come, and the body is still under way. */
  | { readonly kind: 'begin-reply'; readonly nth: number; readonly reply: Reply }
  | { readonly kind: 'reply'; readonly nth: number; readonly reply: Reply }
  /** `which`: 0 is the token last handed out there, 1 the one before it, and so on. */
  | { readonly kind: 'reject'; readonly at: Place; readonly which: number; readonly times: number }
  | { readonly kind: 'accept'; readonly at: Place; readonly which: number }
  | { readonly kind: 'forget'; readonly at: Place }
  | { readonly kind: 'store'; readonly at: Place }
  /** `which`: 0 is what was stored last for that login, 1 what was before it. */
  | {
      readonly kind: 'adopt';
      readonly at: Place;
      readonly which: number;
      readonly isOfAnotherLogin: boolean;
    }
  /** One process stores its token, and the other takes it over. */
  | { readonly kind: 'hand-over'; readonly login: number; readonly from: number }
  /** A process ends, with all that waited there, and begins again with an empty memory. */
  | { readonly kind: 'restart'; readonly process: number }
  | { readonly kind: 'pass'; readonly seconds: number }
  /** Up to where something changes, a moment more or less. */
  | {
      readonly kind: 'pass-to';
      readonly at: Place;
      readonly what: Boundary;
      readonly moreSeconds: number;
    }
  | { readonly kind: 'set-wall-clock'; readonly process: number; readonly seconds: number }
  | { readonly kind: 'test'; readonly at: Place; readonly which: number; readonly callers: number }
  | { readonly kind: 'reply-to-test'; readonly nth: number; readonly status: number }
  /** So many credentials that nobody uses again, such as those of an expression. */
  | { readonly kind: 'pass-by'; readonly process: number; readonly logins: number }
  /** A vendor whose API answers 401 to every token, and a caller who goes on and on. */
  | { readonly kind: 'reject-all'; readonly at: Place; readonly times: number };

/** A step, and whether everything comes to rest before the next one. */
export interface TimedStep {
  readonly step: Step;
  readonly settles: boolean;
}

export interface Scenario {
  readonly steps: readonly TimedStep[];
  /** What chance says, for the jitter. */
  readonly random: number;
  /** Processes in which somebody listens to what happens, which keeps their sources. */
  readonly isHeard: boolean;
}

const at: fc.Arbitrary<Place> = fc.record({
  process: fc.constantFrom(0, 0, 0, 1),
  login: fc.constantFrom(0, 0, 0, 0, 1, 2, 3),
});
const nth = fc.nat({ max: 5 });
const which = fc.constantFrom(0, 0, 0, 1, 2);
const lifetimeSeconds = fc.constantFrom(1, 2, 10, 60, 300, 300, 1800, 36_000);

const reply: fc.Arbitrary<Reply> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('issues'), lifetimeSeconds }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('issues-again'), lifetimeSeconds }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('fails'),
      how: fc.constantFrom<FailureKind[]>(
        ...(['invalid-client', 'invalid-scope', 'rate-limited', 'unavailable', 'licence'] as const),
        ...(['redirected', 'no-token', 'refused-connection', 'timeout', 'not-sent'] as const),
      ),
      retryAfterSeconds: fc.constantFrom(undefined, undefined, 0, 1, 30, 600, 3600, 86_400),
    }),
  },
);

const seconds = fc.constantFrom(
  ...[0.25, 0.5, 1, 2, 4, 9, 10, 15, 30, 55, 60, 238, 241, 296, 300, 1750, 3600, 3700, 36_000],
);

function step<Kind extends Step['kind']>(
  kind: Kind,
  rest: {
    [Name in Exclude<keyof Extract<Step, { kind: Kind }>, 'kind'>]: fc.Arbitrary<
      Extract<Step, { kind: Kind }>[Name]
    >;
  },
): fc.Arbitrary<Step> {
  return fc.record({ kind: fc.constant(kind), ...rest }) as unknown as fc.Arbitrary<Step>;
}

const callers = fc.integer({ min: 1, max: 4 });
const reaction = fc.constantFrom<Reaction[]>(
  ...(['nothing', 'nothing', 'nothing', 'accept', 'reject', 'reject-and-ask', 'ask'] as const),
);

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: step('ask', {
      at,
      callers,
      reaction,
      isCancelledBefore: fc.constantFrom(false, false, false, false, false, false, true),
    }),
  },
  { weight: 8, arbitrary: step('reply', { nth, reply }) },
  { weight: 4, arbitrary: step('pass', { seconds }) },
  {
    weight: 4,
    arbitrary: step('pass-to', {
      at,
      what: fc.constantFrom('refresh', 'waiting', 'expiry', 'end of hold'),
      moreSeconds: fc.constantFrom(-1, -0.25, 0, 0.25, 1),
    }),
  },
  { weight: 3, arbitrary: step('reject', { at, which, times: fc.constantFrom(1, 1, 2, 10) }) },
  { weight: 2, arbitrary: step('cancel', { nth }) },
  { weight: 1, arbitrary: step('begin-reply', { nth, reply }) },
  { weight: 1, arbitrary: step('accept', { at, which }) },
  { weight: 1, arbitrary: step('forget', { at }) },
  { weight: 1, arbitrary: step('store', { at }) },
  {
    weight: 4,
    arbitrary: step('hand-over', {
      login: fc.constantFrom(0, 0, 0, 1, 2, 3),
      from: fc.nat({ max: PROCESSES - 1 }),
    }),
  },
  { weight: 1, arbitrary: step('restart', { process: fc.nat({ max: PROCESSES - 1 }) }) },
  {
    weight: 2,
    arbitrary: step('adopt', {
      at,
      which,
      isOfAnotherLogin: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 1,
    arbitrary: step('set-wall-clock', {
      process: fc.nat({ max: PROCESSES - 1 }),
      seconds: fc.constantFrom(-3600, 3600, -30, 30, 86_400, -1e9),
    }),
  },
  { weight: 2, arbitrary: step('test', { at, which, callers }) },
  {
    weight: 2,
    arbitrary: step('reply-to-test', { nth, status: fc.constantFrom(200, 401, 403, 404, 500, 0) }),
  },
  {
    weight: 1,
    arbitrary: step('pass-by', {
      process: fc.nat({ max: PROCESSES - 1 }),
      logins: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 1, arbitrary: step('reject-all', { at, times: fc.integer({ min: 2, max: 12 }) }) },
);

export const anyScenario: fc.Arbitrary<Scenario> = fc.record({
  // Biased, most scenarios would end after a handful of steps.
  steps: fc.noBias(
    fc.array(fc.record({ step: anyStep, settles: fc.constantFrom(true, true, true, false) }), {
      minLength: 1,
      maxLength: 40,
      size: 'max',
    }),
  ),
  random: fc.constantFrom(0, 0.5, 0.999),
  isHeard: fc.boolean(),
});
