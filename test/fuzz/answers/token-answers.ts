import fc from 'fast-check';
import { SimulatedClock } from '../../core/support/simulated-clock';
import {
  askForToken,
  newTokenSource,
  VendorAuthError,
  type AccessToken,
  type SendRequest,
  type Settings,
  type TokenSource,
} from '../core';
import { expectedLifetimeSeconds, LIFETIME_BOUNDS_SECONDS } from '../expectations/lifetime';
import { fuzzProperty, type Tally } from '../fuzz-property';
import { assertNoneIn } from '../leaks';
import { settlementOf } from '../settlement';
import { anyCredential, type FuzzCredential } from './credentials';
import type { HostileAnswer } from './hostile-answer';
import { hostileAnswer } from './hostile-answers';
import { validAnswer, type ValidAnswer } from './valid-answers';
import { respond, type WireOutcome } from './wire';

interface Case {
  readonly credential: FuzzCredential;
  readonly delaySeconds: number;
  readonly answer:
    ({ readonly isValid: true } & ValidAnswer) | ({ readonly isValid: false } & HostileAnswer);
}

const delay = fc.constantFrom(0, 0, 0.25, 3, 29);

const validCase: fc.Arbitrary<Case> = fc
  .tuple(anyCredential, delay, validAnswer)
  .map(([credential, delaySeconds, answer]) => ({
    credential,
    delaySeconds,
    answer: { isValid: true, ...answer },
  }));

const hostileCase: fc.Arbitrary<Case> = fc
  .tuple(anyCredential, delay, hostileAnswer)
  .map(([credential, delaySeconds, answerTo]) => ({
    credential,
    delaySeconds,
    answer: { isValid: false, ...answerTo(credential) },
  }));

/** One token source that is asked, and how often the vendor was. */
class Scene {
  readonly clock = new SimulatedClock();
  readonly source: TokenSource;
  private readonly settings: Settings;
  requests = 0;

  constructor(
    credential: FuzzCredential,
    private readonly outcome: WireOutcome,
    private readonly delaySeconds: number,
  ) {
    this.settings = credential.settings;
    this.source = newTokenSource(this.settings, this.clock, () => 0.5);
  }

  private readonly send: SendRequest = async () => {
    this.requests++;
    this.clock.advanceSeconds(this.delaySeconds);
    return respond(this.outcome);
  };

  ask() {
    return settlementOf(askForToken(this.source, this.settings, this.send));
  }
}

async function check(one: Case, tally: Tally): Promise<void> {
  const { credential, delaySeconds, answer } = one;
  const scene = new Scene(credential, answer.wire, delaySeconds);
  const startMs = scene.clock.monotonicMs();
  const end = await scene.ask();
  if (answer.isValid) {
    tally.add('valid');
    if (end.kind === 'error') throw end.error;
    assertAsTold(end.value, startMs, answer, credential);
    assertNoneIn(scene.source.status(), credential.secrets);
    return;
  }
  if (end.kind === 'value') {
    tally.add('hostile with a token');
    assertPlausible(end.value, answer);
    return;
  }
  tally.add('failed');
  const secrets = [...credential.secrets, ...answer.planted];
  assertFailure(end.error, answer, secrets);
  assertNoneIn(scene.source.status(), secrets);
  await assertToldAgain(scene, end.error, secrets);
}

/** Times are told in milliseconds, and nothing smaller counts. */
const SHORTEST_SECONDS = 0.001;

function assertAsTold(
  token: AccessToken,
  startMs: number,
  { facts }: ValidAnswer,
  { defaultLifetimeSeconds }: FuzzCredential,
): void {
  if (token.value !== facts.accessToken) throw new Error(`It gave the token ${token.value}.`);
  const { least, most } = expectedLifetimeSeconds({ ...facts, defaultLifetimeSeconds });
  const seconds = token.lifetimeSeconds;
  if (!(seconds >= least - SHORTEST_SECONDS && seconds <= most + SHORTEST_SECONDS)) {
    throw new Error(`It lives ${seconds} s in place of ${least} s to ${most} s.`);
  }
  // From before the request, however long the answer took.
  if (Math.abs(token.expiresAtMs - startMs - seconds * 1000) > 1000 * SHORTEST_SECONDS) {
    throw new Error(
      `It expires ${(token.expiresAtMs - startMs) / 1000} s after the request began.`,
    );
  }
}

/** A hostile answer may still hold a token; then it must be one, and live as long as any may. */
function assertPlausible(token: AccessToken, { code }: HostileAnswer): void {
  if (code !== undefined) throw new Error(`It gave a token in place of an error: ${code}.`);
  const { shortest, longest } = LIFETIME_BOUNDS_SECONDS;
  if (!/^[\x21-\x7e]+$/.test(token.value)) throw new Error('The token cannot stand in a header.');
  if (!(token.lifetimeSeconds >= shortest && token.lifetimeSeconds <= longest)) {
    throw new Error(`It lives ${token.lifetimeSeconds} s.`);
  }
}

function assertFailure(
  error: unknown,
  { code }: HostileAnswer,
  secrets: readonly string[],
): asserts error is VendorAuthError {
  if (!(error instanceof VendorAuthError)) {
    throw new Error('It failed with what is no VendorAuthError.', { cause: error });
  }
  if (error.message === '') throw new Error('The error says nothing.');
  if (code !== undefined && code !== 'any' && error.code !== code) {
    throw new Error(`It failed with ${error.code} in place of ${code}.`);
  }
  assertNoneIn(error, secrets);
}

/** A failure is no token, and asking again at once tells it again without a request (rule T6). */
async function assertToldAgain(
  scene: Scene,
  first: VendorAuthError,
  secrets: readonly string[],
): Promise<void> {
  // The host sent nothing, so nothing is held back.
  if (first.code === 'not-sent') return;
  const { requests } = scene;
  const again = await scene.ask();
  if (again.kind === 'value') throw new Error('The failure became a token.');
  assertFailure(again.error, { wire: { throws: 0 }, planted: [], code: first.code }, secrets);
  if (scene.requests !== requests) throw new Error('Asking again at once made a request.');
  if (!again.error.replayed) throw new Error('It does not say that it is told again.');
  const seconds = again.error.retryAfterSeconds ?? 0;
  if (!(seconds >= 1 && seconds <= 3600)) throw new Error(`It is held back for ${seconds} s.`);
}

export const tokenAnswers = fuzzProperty<Case>({
  kind: 'token-answers',
  guarantee:
    'a token answer ends as exactly the token and lifetime that it tells, or as a VendorAuthError without secrets',
  runs: 1_000_000,
  runsInTests: 3_000,
  inputs: fc.oneof({ weight: 11, arbitrary: validCase }, { weight: 39, arbitrary: hostileCase }),
  check,
  missing: (tally, runs) =>
    runs >= 1_000 && tally.of('valid') * 5 < runs
      ? `Only ${tally.of('valid')} of ${runs} answers were valid.`
      : undefined,
});
