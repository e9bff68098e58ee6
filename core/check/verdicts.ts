import { sha256 } from '../base/hash';
import type { Clock, SendRequest } from '../base/ports';
import type { Settings } from '../credential/settings';
import type { AccessToken } from '../endpoint/access-token';
import { ApiPlaces } from './api-places';
import { performTestCall, type TestReport } from './test-call';

/** A report serves every caller for this long. */
const FRESH_VERDICT_MS = 1_000;
/** Requests that were under way when the test call began may use its report for this long. */
const VERDICT_MS = 10_000;
/** A test call that refused a new token as well counts as at fault for this long (rule T19). */
const CALL_AT_FAULT_MS = 5 * 60_000;

/** A person may have such a call tried anew no more often than this. */
const RECONSIDER_MS = 10_000;

interface LastReport {
  readonly report: TestReport;
  /** When the test call was begun. */
  readonly askedAtMs: number;
  /** The token and the call that it is about. */
  readonly about: string;
}

interface Blame {
  readonly report: TestReport;
  readonly untilMs: number;
  /** The call that it is about. */
  readonly about: string;
}

/** What the vendor's test call said of the tokens of one identity, shared by all who ask. */
export class Verdicts {
  /** Where the API took the tokens. */
  readonly places = new ApiPlaces();
  /** Test calls under way, by what they are about. */
  private readonly underWay = new Map<string, Promise<TestReport>>();
  private readonly decisions = new Map<string, Promise<unknown>>();
  private last: LastReport | undefined;
  private blame: Blame | undefined;
  private signsBlamedUntilMs = -Infinity;

  constructor(private readonly clock: Clock) {}

  /**
   * Makes the vendor's test call with that token. Callers who ask within a second share one call.
   *
   * @param settings - those of the caller's credential. Two credentials may share a token and yet
   *   differ in base URL and check path, which are no part of the identity.
   * @param usedAtMs - when the caller began to use the token, on the monotonic clock: requests that
   *   were under way together and fail one after the other share one call too, for ten seconds. An
   *   earlier verdict says nothing of a token that may have been withdrawn since.
   */
  async verify(
    settings: Settings,
    token: AccessToken,
    send: SendRequest,
    usedAtMs = Infinity,
  ): Promise<TestReport> {
    const blame = this.blame;
    const isBlamed = blame !== undefined && this.clock.monotonicMs() < blame.untilMs;
    if (isBlamed && blame.about === callKey(settings)) {
      const waitMs = Math.max(0, RECONSIDER_MS - this.ageMsOf(blame));
      return { ...blame.report, nextAttemptInSeconds: waitMs / 1000 };
    }
    const about = callKey(settings, token);
    if (this.last?.about === about && this.holds(this.last, usedAtMs)) return this.last.report;
    return await once(this.underWay, about, () => this.ask(settings, token, send, about));
  }

  /**
   * The same for a token that was too new at first. A verdict from before the vendor's servers should have known
   * it is none, and one from after that serves all who waited.
   *
   * @param knownForMs - so long they should have known it
   */
  async verifyKnown(
    settings: Settings,
    token: AccessToken,
    send: SendRequest,
    knownForMs: number,
  ): Promise<TestReport> {
    const knownAtMs = this.clock.monotonicMs() - knownForMs;
    if (this.last !== undefined && this.last.askedAtMs < knownAtMs) this.forget();
    return await this.verify(settings, token, send, knownAtMs);
  }

  /**
   * Decides what follows from a refused test call, once for all who ask about the same token and call
   * until it is decided.
   */
  async decide<Decision>(
    settings: Settings,
    token: AccessToken,
    decide: () => Promise<Decision>,
  ): Promise<Decision> {
    const decisions = this.decisions as Map<string, Promise<Decision>>;
    return await once(decisions, callKey(settings, token), decide);
  }

  /** What is being decided about that token and call at this time. */
  decisionOn<Decision>(settings: Settings, token: AccessToken): Promise<Decision> | undefined {
    return this.decisions.get(callKey(settings, token)) as Promise<Decision> | undefined;
  }

  /** Tells that the test call refused a new token as well: the call is at fault, not the tokens. */
  blameCall(settings: Settings, report: TestReport): void {
    const untilMs = this.clock.monotonicMs() + CALL_AT_FAULT_MS;
    this.blame = { report, untilMs, about: callKey(settings) };
  }

  /**
   * A person asks for a test: a call that was found at fault more than ten seconds ago is tried anew, since
   * it may have been repaired meanwhile.
   */
  reconsiderCall(): void {
    const { blame } = this;
    if (blame === undefined) return;
    if (this.ageMsOf(blame) >= RECONSIDER_MS) this.blame = undefined;
  }

  /** Tells that a new token was answered with the same sign of a rejection: the token is not the reason. */
  blameSigns(): void {
    this.signsBlamedUntilMs = this.clock.monotonicMs() + CALL_AT_FAULT_MS;
  }

  /** Whether the signs of a rejection that the user listed were found to mean something else. */
  get areSignsAtFault(): boolean {
    return this.clock.monotonicMs() < this.signsBlamedUntilMs;
  }

  /** Until when the call or the signs are known to be at fault, on the monotonic clock. */
  get blamedUntilMs(): number {
    return Math.max(this.signsBlamedUntilMs, this.blame?.untilMs ?? -Infinity);
  }

  /** Drops what is known of the token that is no longer in use. */
  forget(): void {
    this.last = undefined;
  }

  private ageMsOf({ untilMs }: Blame): number {
    return CALL_AT_FAULT_MS - (untilMs - this.clock.monotonicMs());
  }

  private async ask(
    settings: Settings,
    token: AccessToken,
    send: SendRequest,
    about: string,
  ): Promise<TestReport> {
    const askedAtMs = this.clock.monotonicMs();
    const report = await performTestCall(settings, token, send, this.places);
    this.last = { report, askedAtMs, about };
    return report;
  }

  private holds({ askedAtMs }: LastReport, usedAtMs: number): boolean {
    const ageMs = this.clock.monotonicMs() - askedAtMs;
    return ageMs < FRESH_VERDICT_MS || (askedAtMs >= usedAtMs && ageMs < VERDICT_MS);
  }
}

/** The work on `about` that is under way; else `work`, which begins. */
async function once<Result>(
  underWay: Map<string, Promise<Result>>,
  about: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const running = underWay.get(about);
  if (running !== undefined) return await running;
  const begun = work();
  underWay.set(about, begun);
  try {
    return await begun;
  } finally {
    underWay.delete(about);
  }
}

/** All that decides what a test call says and, if it is about one, the token. */
function callKey(settings: Settings, token?: AccessToken): string {
  const { baseUrl, testCall, apiHeaders, rejectionSigns } = settings;
  const paths = [testCall?.path, ...(testCall?.others ?? []).map(({ path }) => path)];
  const call = [baseUrl, paths, apiHeaders, rejectionSigns, token?.value];
  return sha256(JSON.stringify(call));
}
