import { SimulatedClock } from '../../core/support/simulated-clock';
import {
  acceptToken,
  askForToken,
  newTokenSources,
  rejectToken,
  type AccessToken,
  type HttpResponse,
  type SendRequest,
  type TokenSource,
  type TokenSources,
} from '../core';
import { IDLE_MS, SWEEP_EVERY_MS } from '../expectations/memory';
import { callerProblem } from './caller-problem';
import { OpenExchange } from './open-exchange';
import { Slot, type Caller } from './slot';
import type { Reaction, Scenario } from './steps';
import { LOGINS, PROCESSES } from './steps';
import { misfitOf, PASSERS_BY, SCENARIO_LOGINS } from './vendor';

/** What becomes of an open token request, once it is decided. */
export interface Decision {
  respond(): HttpResponse;
  /** Tells the model. */
  apply(): void;
}

export interface TokenExchange extends OpenExchange {
  slot: Slot;
  decision?: Decision;
}

interface Process {
  readonly clock: SimulatedClock;
  readonly sources: TokenSources;
  readonly passedByAtMs: Map<number, number>;
  passersBy: number;
}

/**
 * The core in several processes with several logins, a vendor who answers when told to, and the model of
 * all that. Whatever the core does is judged when it does it; the judgements are in `problems`.
 */
export class World {
  readonly problems: string[] = [];
  readonly processes: Process[];
  readonly slots: readonly Slot[];
  exchanges: TokenExchange[] = [];
  callers: Caller[] = [];
  private elapsedMs = 0;

  constructor(private readonly scenario: Pick<Scenario, 'random' | 'isHeard'>) {
    this.processes = Array.from({ length: PROCESSES }, (_, index) =>
      newProcess(new SimulatedClock(), index * 123_456, scenario.random),
    );
    this.slots = Array.from({ length: PROCESSES * LOGINS }, (_, index) => {
      const at = { process: Math.floor(index / LOGINS), login: index % LOGINS };
      return new Slot(at, SCENARIO_LOGINS[at.login]!, scenario.random);
    });
  }

  get isHeard(): boolean {
    return this.scenario.isHeard;
  }

  /** Milliseconds since the scenario began: the one clock that its judge goes by. */
  get nowMs(): number {
    return this.elapsedMs;
  }

  advanceSeconds(seconds: number): void {
    this.elapsedMs += seconds * 1000;
    for (const { clock } of this.processes) clock.advanceSeconds(seconds);
  }

  /** A process begins again: what was under way in it has no end, and its clock another zero. */
  restart(process: number): void {
    const isElsewhere = ({ slot }: { slot: Slot }) => slot.at.process !== process;
    this.exchanges = this.exchanges.filter(isElsewhere);
    this.callers = this.callers.filter(isElsewhere);
    for (const slot of this.slots) if (slot.at.process === process) slot.restart();
    const { clock } = this.processes[process]!;
    this.processes[process] = newProcess(clock, 98_765, this.scenario.random);
  }

  /** The source of a slot's tokens, looked up anew as hosts do for each call. */
  sourceOf(slot: Slot): TokenSource {
    const { sources } = this.processes[slot.at.process]!;
    const source = sources.for(slot.settings);
    if (source !== slot.source) {
      if (slot.source !== undefined) this.judgeForgetting(slot);
      slot.source = source;
      if (this.isHeard) listen(slot, source);
    }
    slot.model.lastUsedMs = this.nowMs;
    this.judgeMemory(slot.at.process);
    return source;
  }

  /** Looks up credentials that nobody uses afterwards. */
  passBy(process: number, count: number): void {
    const one = this.processes[process]!;
    for (let passed = 0; passed < count; passed++) {
      const index = one.passersBy++ % PASSERS_BY.length;
      one.sources.for(PASSERS_BY[index]!);
      one.passedByAtMs.set(index, this.nowMs);
      this.judgeMemory(process);
    }
  }

  ask(slot: Slot, reaction: Reaction, isCancelledBefore = false): Caller {
    const controller = new AbortController();
    if (isCancelledBefore) controller.abort();
    const source = this.sourceOf(slot);
    const asker = isCancelledBefore
      ? { expectation: { kind: 'error', code: 'cancelled' } as const }
      : slot.model.ask(this.nowMs);
    const caller: Caller = Object.assign(asker, {
      slot,
      controller,
      reaction,
      askedAtMs: this.nowMs,
      useless: new Set(slot.useless),
      got: undefined,
      mayBeCancelled: false,
    });
    this.callers.push(caller);
    askForToken(source, slot.settings, this.sendFor(slot), controller.signal).then(
      (token) => this.gotToken(caller, token),
      (error: unknown) => (caller.got = { error }),
    );
    return caller;
  }

  /** A caller gives up, now. */
  cancel(caller: Caller): void {
    if (caller.got !== undefined) return;
    if (caller.expectation.kind === 'waits') caller.slot.model.cancelled(caller);
    else caller.mayBeCancelled = true;
    caller.controller.abort();
  }

  reject(slot: Slot, token: AccessToken): boolean {
    const source = this.sourceOf(slot);
    const isCurrent = slot.model.current?.value === token.value;
    const mayGetAnother = rejectToken(source, token);
    this.complain(slot, slot.model.rejected(token.value, mayGetAnother, this.nowMs));
    if (isCurrent && mayGetAnother) slot.useless.add(token.value);
    return mayGetAnother;
  }

  forget(slot: Slot): void {
    const source = this.sourceOf(slot);
    const { current } = slot.model;
    source.forget();
    slot.model.forgotten(this.nowMs);
    if (current !== undefined) slot.useless.add(current.value);
  }

  complain(slot: Slot, problem: string | undefined): void {
    if (problem === undefined) return;
    const { process, login } = slot.at;
    this.problems.push(`process ${process}, login ${login}: ${problem}`);
  }

  /** For what a credential sends; it may carry that credential's secret and no other (rule T2). */
  private sendFor(slot: Slot): SendRequest {
    return (request) => {
      this.complain(slot, misfitOf(request, slot.login));
      const due = slot.model.request;
      if (due === undefined) this.complain(slot, 'a token request was made that was not due');
      else if (due.isSent) this.complain(slot, 'two token requests were open at once');
      else due.isSent = true;
      slot.model.requestsSent++;
      const exchange: TokenExchange = Object.assign(new OpenExchange(), { slot });
      this.exchanges.push(exchange);
      return exchange.response;
    };
  }

  private gotToken(caller: Caller, token: AccessToken): void {
    const { slot, reaction } = caller;
    caller.got = { token };
    this.complain(slot, callerProblem(caller, this.nowMs));
    if (slot.handedOut[0]?.value !== token.value) slot.handedOut.unshift(token);
    if (reaction === 'accept') this.accept(slot, token);
    if (reaction === 'reject' || reaction === 'reject-and-ask') this.reject(slot, token);
    if (reaction === 'ask' || reaction === 'reject-and-ask') this.ask(slot, 'nothing');
  }

  accept(slot: Slot, token: AccessToken): void {
    acceptToken(this.sourceOf(slot), token);
    slot.model.accepted(token.value);
  }

  /** That the core knows a credential no more is right only if nothing is lost by it. */
  private judgeForgetting(slot: Slot): void {
    const { model } = slot;
    const isIdle = this.nowMs - model.lastUsedMs > IDLE_MS;
    if (!isIdle || model.isValid(this.nowMs) || model.request !== undefined) {
      this.complain(slot, 'a credential in use was forgotten');
    }
    if (model.heldSeconds(this.nowMs) > 0) {
      this.complain(slot, 'a hold was forgotten');
    }
    if (this.isHeard) this.complain(slot, 'one that is listened to was forgotten');
    slot.startAnew();
  }

  private judgeMemory(process: number): void {
    const { sources, passedByAtMs } = this.processes[process]!;
    const sinceMs = this.nowMs - IDLE_MS - SWEEP_EVERY_MS;
    const isMissed = ({ source, model }: Slot) =>
      source !== undefined &&
      (model.lastUsedMs >= sinceMs ||
        model.request !== undefined ||
        model.heldUntilMs > this.nowMs - SWEEP_EVERY_MS ||
        this.isHeard ||
        Math.max(model.current?.expiresAtMs ?? -Infinity, model.requestEndedAtMs) >
          this.nowMs - SWEEP_EVERY_MS);
    const here = this.slots.filter((slot) => slot.at.process === process);
    const passing = [...passedByAtMs.values()].filter((atMs) => atMs >= sinceMs);
    const most = here.filter(isMissed).length + passing.length;
    if (sources.size <= most) return;
    this.problems.push(`process ${process} keeps ${sources.size} credentials, of ${most} in use`);
  }
}

/** No two processes count from the same zero, so nothing monotonic may be stored. */
function newProcess(clock: SimulatedClock, zeroSeconds: number, random: number): Process {
  clock.advanceSeconds(zeroSeconds);
  clock.setWallClockSeconds(-zeroSeconds);
  const sources = newTokenSources(clock, () => random);
  return { clock, sources, passedByAtMs: new Map<number, number>(), passersBy: 0 };
}

/** One listener that hears, and one that fails: it must harm nobody. */
function listen(slot: Slot, source: TokenSource): void {
  source.subscribe(() => {
    throw new Error('a listener that fails');
  });
  source.subscribe((event) => slot.heard.push(event));
}
