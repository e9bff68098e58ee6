import { settled } from '../../core/support/fake-vendor';
import { fuzzProperty, type Tally } from '../fuzz-property';
import { decide, Issuer } from './replies';
import { problemsAtRest } from './rest-problems';
import type { Slot } from './slot';
import {
  anyScenario,
  LOGINS,
  PROCESSES,
  type Place,
  type Reply,
  type Scenario,
  type Step,
} from './steps';
import { StoredRows } from './stored-rows';
import { TestCalls } from './test-calls';
import { World, type TokenExchange } from './world';

/** Who asked in the same moment may get what holds before these or after: the model knows but one. */
const CHANGES_WHAT_HOLDS: ReadonlySet<Step['kind']> = new Set([
  ...(['reply', 'reject', 'forget', 'adopt', 'hand-over', 'reject-all'] as const),
]);

/** Runs the steps of a scenario one by one, and fails at the first that breaks a rule. */
class Run {
  private readonly world: World;
  private readonly issuer = new Issuer();
  private readonly tests: TestCalls;
  private readonly rows: StoredRows;

  constructor(
    scenario: Scenario,
    private readonly tally: Tally,
  ) {
    this.world = new World(scenario);
    this.tests = new TestCalls(this.world);
    this.rows = new StoredRows(this.world);
  }

  /** Lets everything run that can, then judges. */
  async rest(): Promise<void> {
    await settled();
    const problems = [...problemsAtRest(this.world), ...this.tests.problemsAtRest()];
    if (problems.length > 0) throw new Error(problems.join('; '));
    this.world.callers = this.world.callers.filter(({ got }) => got === undefined);
  }

  async perform(step: Step): Promise<void> {
    this.tally.add('steps');
    if (CHANGES_WHAT_HOLDS.has(step.kind)) {
      const isUndecided = this.world.callers.some(
        ({ orElse, got }) => orElse !== undefined && !got,
      );
      if (isUndecided) await this.rest();
    }
    switch (step.kind) {
      case 'ask':
        this.tally.add('callers', step.callers);
        for (let caller = 0; caller < step.callers; caller++) {
          this.world.ask(this.slot(step.at), step.reaction, step.isCancelledBefore);
        }
        return;
      case 'cancel': {
        const caller = nth(this.world.callers, step.nth);
        if (caller === undefined) return;
        this.tally.add('callers cancelled');
        return this.world.cancel(caller);
      }
      case 'begin-reply':
        return this.beginReply(nth(this.world.exchanges, step.nth), step.reply);
      case 'reply':
        return await this.reply(nth(this.world.exchanges, step.nth), step.reply);
      case 'reject': {
        const token = this.slot(step.at).handedOut[step.which];
        if (token === undefined) return;
        this.tally.add('rejections', step.times);
        for (let time = 0; time < step.times; time++) this.world.reject(this.slot(step.at), token);
        return;
      }
      case 'accept': {
        const token = this.slot(step.at).handedOut[step.which];
        if (token !== undefined) this.world.accept(this.slot(step.at), token);
        return;
      }
      case 'forget':
        return this.world.forget(this.slot(step.at));
      case 'store':
        return this.rows.store(this.slot(step.at));
      case 'adopt': {
        const login = (step.at.login + (step.isOfAnotherLogin ? 1 : 0)) % LOGINS;
        if (this.rows.adopt(this.slot(step.at), login, step.which))
          this.tally.add('tokens adopted');
        return;
      }
      case 'hand-over': {
        const { login, from } = step;
        this.rows.store(this.slot({ process: from, login }));
        return this.adopt(this.slot({ process: PROCESSES - 1 - from, login }), login, 0);
      }
      case 'restart':
        await this.rest();
        this.tests.restart(step.process);
        return this.world.restart(step.process);
      case 'pass':
        return await this.pass(step.seconds);
      case 'pass-to': {
        await this.rest();
        const untilMs = this.slot(step.at).model.boundaryMs(step.what) ?? -Infinity;
        // In quarters of a second, which any clock can add up without a rounding of its own.
        const quarters = Math.round((untilMs - this.world.nowMs) / 250);
        const seconds = quarters / 4 + step.moreSeconds;
        return seconds > 0 && seconds < Infinity ? await this.pass(seconds) : undefined;
      }
      case 'set-wall-clock':
        return this.world.processes[step.process]!.clock.setWallClockSeconds(step.seconds);
      case 'test': {
        const token = this.slot(step.at).handedOut[step.which];
        if (token === undefined) return;
        for (let caller = 0; caller < step.callers; caller++) {
          this.tests.test(this.slot(step.at), token);
        }
        return;
      }
      case 'reply-to-test': {
        const exchange = nth(this.tests.exchanges, step.nth);
        if (exchange === undefined) return;
        await this.rest();
        this.tests.reply(exchange, step.status);
        this.tally.add('test calls answered');
        return await this.rest();
      }
      case 'pass-by':
        return this.world.passBy(step.process, step.logins);
      case 'reject-all':
        return await this.rejectAll(this.slot(step.at), step.times);
    }
  }

  /** Answers everything that is still open. */
  async end(): Promise<void> {
    await this.rest();
    for (const exchange of [...this.tests.exchanges]) this.tests.reply(exchange, 200);
    while (this.world.exchanges.length > 0) {
      await this.reply(this.world.exchanges[0], { kind: 'issues', lifetimeSeconds: 300 });
    }
    await this.rest();
    if (this.world.callers.length > 0) throw new Error('a caller was left without an answer');
  }

  private slot({ process, login }: Place): Slot {
    return this.world.slots[process * LOGINS + login]!;
  }

  private async pass(seconds: number): Promise<void> {
    await this.rest();
    this.world.advanceSeconds(seconds);
    await this.rest();
  }

  private adopt(slot: Slot, login: number, which: number): void {
    if (this.rows.adopt(slot, login, which)) this.tally.add('tokens adopted');
  }

  private beginReply(exchange: TokenExchange | undefined, reply: Reply): void {
    if (exchange === undefined || exchange.decision !== undefined) return;
    exchange.decision = decide(this.world, exchange.slot, reply, this.issuer);
    exchange.begin(exchange.decision.respond);
  }

  private async reply(exchange: TokenExchange | undefined, reply: Reply): Promise<void> {
    if (exchange === undefined) return;
    // Who asked in this very moment reacts before the answer does, and so the model must hear of it.
    if (this.world.callers.some(({ expectation, got }) => expectation.kind !== 'waits' && !got)) {
      await this.rest();
    }
    const { slot } = exchange;
    const decision = (exchange.decision ??= decide(this.world, slot, reply, this.issuer));
    this.world.exchanges.splice(this.world.exchanges.indexOf(exchange), 1);
    decision.apply();
    exchange.end(decision.respond);
    this.tally.add(reply.kind === 'fails' ? 'requests failed' : 'tokens issued');
    await this.rest();
  }

  /** Asks and rejects, again and again, as every message does where an API refuses all tokens. */
  private async rejectAll(slot: Slot, times: number): Promise<void> {
    for (let time = 0; time < times; time++) {
      this.world.ask(slot, 'reject');
      await this.rest();
      const open = this.world.exchanges.find((one) => one.slot === slot);
      await this.reply(open, { kind: 'issues', lifetimeSeconds: 300 });
      this.world.advanceSeconds(0.5);
      await this.rest();
    }
  }
}

function nth<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 0 ? undefined : list[index % list.length];
}

export const interleavings = fuzzProperty<Scenario>({
  kind: 'interleavings',
  guarantee: 'token sources do what the model of T1, T2, T4 to T7, T13, T14 and T18 says',
  runs: 100_000,
  runsInTests: 700,
  inputs: anyScenario,
  async check(scenario, tally) {
    const run = new Run(scenario, tally);
    for (const { step, settles } of scenario.steps) {
      await run.perform(step);
      if (settles) await run.rest();
    }
    await run.end();
  },
  missing(tally, runs) {
    if (runs < 500) return undefined;
    const least = [
      ['tokens issued', runs],
      ['requests failed', runs / 2],
      ['callers cancelled', runs / 10],
      ['rejections', runs / 10],
      ['tokens adopted', runs / 50],
      ['test calls answered', runs / 100],
    ] as const;
    const rare = least.find(([what, count]) => tally.of(what) < count);
    return rare === undefined ? undefined : `There were only ${tally.of(rare[0])} ${rare[0]}.`;
  },
});
