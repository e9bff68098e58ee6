import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

import { atMost, type Check, equal, exactly } from '../support/checks';
import type { Hold } from './catalogue/fault';
import { longestHoldMs, mostTokenRequests } from './hold-bound';
import {
  type Ending,
  failsUnlessSuccess,
  type MatrixHost,
  type Message,
  type Route,
} from './hosts/matrix-host';
import type { Row } from './row';

/** What calls of the API may take here. */
const API_TIMEOUT_MS = 2_000;
/** What the whole token request may take (rule T9). */
const TOKEN_TIMEOUT_MS = 30_000;
/** What the vendor's test call may take. */
const TEST_CALL_TIMEOUT_MS = 30_000;
/** What a quiet machine with this many rows adds to any of it; a busier one adds more. */
const SLACK_MS = 10_000;
const AT_ONCE = 3;
const EVERY_MS = 500;
/** Longer holds are not waited for. */
const LONGEST_WATCHED_HOLD_MS = 60_000;

/** What a row has shown. */
export interface RowResult {
  readonly kind: string;
  readonly fault: string;
  readonly side: string;
  readonly host: string;
  readonly tokenRequests: number;
  readonly apiRequests: number;
  readonly messages: number;
  readonly longestWaitMs: number;
  /** From the end of the fault to the first message that succeeds; undefined if none did. */
  readonly recoveredAfterMs: number | undefined;
  /** Where it takes a changed login, since the vendor asked for more patience than anybody has here. */
  readonly recoveredBy: 'itself' | 'changed login';
  readonly lost: number;
  readonly doubled: number;
  readonly leaks: readonly string[];
  readonly checks: readonly Check[];
}

/** Sends messages through one row in one host, and judges what came of them. */
export class Measurement {
  state: 'not begun' | 'running' | 'done' = 'not begun';
  private readonly sent: Message[] = [];
  private tokenRequestsInFault = 0;
  private faultMs = 0;
  /** The messages that were sent and ended while the fault lasted. */
  private inFault: readonly Message[] = [];
  private recoveredAfterMs: number | undefined;
  private heldRequests = 0;
  private recoveredBy: RowResult['recoveredBy'] = 'itself';

  constructor(
    private readonly host: MatrixHost,
    private readonly row: Row,
  ) {}

  /** The whole row, from before the fault to after it. Ends early if the host's process does. */
  async run(): Promise<void> {
    this.state = 'running';
    await this.measure();
    if (this.host.death === undefined) this.state = 'done';
  }

  private async measure(): Promise<void> {
    const { row } = this;
    if (row.fault.lifetime !== undefined)
      return await this.watchLifetimes(row.fault.lifetime.seconds);
    // The proxy is on the way to both endpoints: the API's turn comes with a token in hand.
    if (row.fault.proxy && row.side === 'api') await this.burst(1);
    await row.break();
    const beforeFault = row.tokenRequests;
    const startMs = performance.now();
    const firstInFault = this.sent.length;
    await this.burst(AT_ONCE);
    await this.burst(1);
    for (let count = 0; count < this.host.steadyMessages; count++) {
      this.send(this.nextRoute(count));
      await wait(EVERY_MS);
    }
    this.faultMs = performance.now() - startMs;
    this.inFault = this.sent
      .slice(firstInFault)
      .filter(({ probe }) => this.host.endingsOf(probe).length > 0);
    this.tokenRequestsInFault = row.tokenRequests - beforeFault;
    await row.mend();
    await this.recover();
    await this.allEnded();
  }

  /** What came out of it: to be asked a while after the end, when nothing more can come. */
  result(): RowResult {
    const { row, host } = this;
    const endings = this.sent.map(({ probe }) => host.endingsOf(probe));
    const lost = this.sent.filter(({ probe }) => host.endingsOf(probe).length === 0);
    const doubled = this.sent.filter(({ probe }) => host.endingsOf(probe).length > 1);
    const longestWaitMs = Math.max(0, ...endings.flat().map(({ waitMs }) => waitMs));
    const leaks = [
      ...endings.flat().flatMap((ending) => ending.leaks),
      ...row.vendor.carriedElsewhere().map((text) => `to another origin: ${text}`),
    ];
    const outcome = { lost: lost.length, doubled: doubled.length, longestWaitMs, leaks };
    return {
      kind: row.kind,
      fault: row.fault.name,
      side: row.side,
      host: host.name,
      tokenRequests: row.tokenRequests,
      apiRequests: row.apiRequests,
      messages: this.sent.length,
      ...outcome,
      recoveredAfterMs: this.recoveredAfterMs,
      recoveredBy: this.recoveredBy,
      checks: [
        ...(host.death === undefined ? [] : [equal('the host', 'alive', host.death)]),
        ...this.checksOfMessages(lost, doubled, leaks),
        ...(row.fault.lifetime ? this.checksOfLifetimes() : this.checksOfFault()),
      ],
    };
  }

  private checksOfMessages(
    lost: readonly Message[],
    doubled: readonly Message[],
    leaks: readonly string[],
  ): Check[] {
    const arrivals = this.sent.map(({ probe }) => this.row.vendor.arrivals.get(probe) ?? 0);
    const { fault } = this.row;
    const mostArrivals = fault.mostArrivals ?? (fault.rejectsToken || fault.lifetime ? 2 : 1);
    const routesOf = (messages: readonly Message[]) =>
      messages.map(({ route }) => route).join(', ');
    return [
      equal('lost messages', '', routesOf(lost)),
      equal('doubled messages', '', routesOf(doubled)),
      exactly('leaks', 0, leaks.length),
      atMost('arrivals of one message', mostArrivals, Math.max(0, ...arrivals)),
      ...this.host.routes.map((route) =>
        atMost(`longest wait in ms (${route})`, this.mostWaitMs(route), this.longestWaitMs(route)),
      ),
    ];
  }

  private longestWaitMs(route: Route): number {
    const ends = this.sent
      .filter((message) => message.route === route)
      .flatMap(({ probe }) => this.host.endingsOf(probe));
    return Math.round(Math.max(0, ...ends.map(({ waitMs }) => waitMs)));
  }

  private checksOfFault(): Check[] {
    const { row } = this;
    const most = this.mostTokenRequestsInFault();
    const recovery = this.recoveredAfterMs;
    const mostRecoveryMs = this.mostRecoveryMs();
    return [
      atMost('token requests during the fault', most, this.tokenRequestsInFault),
      ...(this.recoveredBy === 'changed login'
        ? [exactly('token requests while held', 0, this.heldRequests)]
        : []),
      recovery === undefined
        ? equal('recovers', `within ${String(mostRecoveryMs)} ms`, 'never')
        : atMost('ms to recover', mostRecoveryMs, Math.round(recovery)),
      ...(row.side === 'api' ? this.checksOfEnds() : this.checksOfSuccess()),
    ];
  }

  /** With a faulty token endpoint nothing succeeds, unless the fault is none that keeps tokens away. */
  private checksOfSuccess(): Check[] {
    const successes = this.inFault.filter(({ probe }) =>
      this.host.endingsOf(probe).some(isSuccess),
    ).length;
    const expected = this.hold() === 'none' ? this.inFault.length : 0;
    return [exactly('messages that succeed during the fault', expected, successes)];
  }

  /** How an answer of the API ends a message; the core `http request` node goes on with any status. */
  private checksOfEnds(): Check[] {
    const expected = this.row.fault.apiEnds ?? 'failed';
    if (expected === 'either') return [];
    const wrong = this.inFault
      .filter(({ route }) => failsUnlessSuccess(route))
      .flatMap(({ probe }) => this.host.endingsOf(probe))
      .filter(({ end, isEcho }) =>
        expected === 'echoed' ? end === 'failed' || !isEcho : end !== expected,
      );
    return [exactly(`messages that are not ${expected}`, 0, wrong.length)];
  }

  private checksOfLifetimes(): Check[] {
    const { row } = this;
    const { mostTokenRequests: most } = row.fault.lifetime ?? { mostTokenRequests: () => 0 };
    const failed = this.sent.filter(({ probe }) => !this.host.endingsOf(probe).some(isSuccess));
    return [
      atMost('token requests', most(this.faultMs / 1000, this.sent.length), row.tokenRequests),
      exactly('calls with a dead token', 0, row.vendor.deadTokens),
      exactly('messages without success', 0, failed.length),
    ];
  }

  private hold(): Hold {
    const { fault, side } = this.row;
    return side === 'token' ? (fault.hold ?? { seconds: 10 }) : 'none';
  }

  private mostTokenRequestsInFault(): number {
    const { fault, side } = this.row;
    // A new token, one more after its rejection, and more of them at growing intervals (rule T5).
    if (side === 'api' && fault.rejectsToken) return 2 + mostTokenRequests('growing', this.faultMs);
    return mostTokenRequests(this.hold(), this.faultMs);
  }

  private mostRecoveryMs(): number {
    if (this.recoveredBy === 'changed login') return slackMs();
    const { fault, side } = this.row;
    const isGrowing = side === 'api' && fault.rejectsToken;
    const hold = isGrowing ? 'growing' : this.hold();
    // Whatever was under way when the fault ended fails once more.
    return longestHoldMs(hold, this.tokenRequestsInFault + 1) + slackMs();
  }

  private mostWaitMs(route: Route): number {
    const { fault, side } = this.row;
    const hangs = fault.takesTokenTimeout === true;
    const token = side === 'token' && hangs ? TOKEN_TIMEOUT_MS : 0;
    // After a call that failed, n8n asks the vendor's test call whether the token is the reason.
    const testCall = side === 'api' && hangs && route === 'item' ? TEST_CALL_TIMEOUT_MS : 0;
    const calls = fault.rejectsToken ? 2 : 1;
    return token + testCall + calls * API_TIMEOUT_MS + slackMs();
  }

  /** One message after the other until one succeeds; then one on each other route, which must as well. */
  private async recover(): Promise<void> {
    const { row, host } = this;
    const startMs = performance.now();
    const requestsBefore = row.tokenRequests;
    const isHeldTooLong = longestHoldMs(this.hold(), 1) > LONGEST_WATCHED_HOLD_MS;
    if (isHeldTooLong) {
      await this.burst(1);
      this.heldRequests = row.tokenRequests - requestsBefore;
      this.recoveredBy = 'changed login';
      await host.changeSecret(row);
    }
    // Long holds are asked after less often.
    const everyMs = Math.max(EVERY_MS / 2, longestHoldMs(this.hold(), 1) / host.steadyMessages / 2);
    const [first] = host.routes;
    const deadlineMs = startMs + longestHoldMs(this.hold(), 6) + 3 * slackMs();
    while (first !== undefined && host.death === undefined && performance.now() < deadlineMs) {
      const sentMs = performance.now();
      const message = this.send(first);
      await this.ended([message]);
      if (host.endingsOf(message.probe).some(isSuccess)) {
        this.recoveredAfterMs = sentMs - startMs;
        break;
      }
      await wait(everyMs);
    }
    const last = host.routes.slice(1).map((route) => this.send(route));
    await this.ended(last);
    const isWell = last.every(({ probe }) => host.endingsOf(probe).some(isSuccess));
    if (!isWell) this.recoveredAfterMs = undefined;
  }

  /** Nothing is at fault: messages come evenly for a while. */
  private async watchLifetimes(seconds: number): Promise<void> {
    const startMs = performance.now();
    await this.row.break();
    for (let count = 0; performance.now() - startMs < seconds * 1000; count++) {
      this.send(this.nextRoute(count));
      await wait(this.host.watchEveryMs);
      if (this.host.death !== undefined) return;
    }
    this.faultMs = performance.now() - startMs;
    await this.allEnded();
  }

  private async burst(onEachRoute: number): Promise<void> {
    const routes = this.routes().flatMap((route) => Array<Route>(onEachRoute).fill(route));
    const messages = routes.map((route) => this.message(route));
    this.host.send(this.row, messages);
    await this.ended(messages);
  }

  private send(route: Route): Message {
    const message = this.message(route);
    this.host.send(this.row, [message]);
    return message;
  }

  private message(route: Route): Message {
    const probe = `${this.row.id}-${String(this.sent.length + 1)}`;
    const message = { probe, route, timeoutMs: API_TIMEOUT_MS };
    this.sent.push(message);
    return message;
  }

  private routes(): readonly Route[] {
    return this.host.routes.filter((route) => !this.row.sparesRoute(route));
  }

  private nextRoute(count: number): Route {
    const routes = this.routes();
    return routes[count % routes.length] ?? 'request';
  }

  private async allEnded(): Promise<void> {
    await this.ended(this.sent);
  }

  private async ended(messages: readonly Message[]): Promise<void> {
    const longestMs = Math.max(...this.host.routes.map((route) => this.mostWaitMs(route)));
    const deadlineMs = performance.now() + longestMs + slackMs();
    const isOver = () => messages.every(({ probe }) => this.host.endingsOf(probe).length > 0);
    while (!isOver() && this.host.death === undefined && performance.now() < deadlineMs) {
      await wait(20);
    }
  }
}

/** Tests share machines: with more to do than processors to do it, everything takes as much longer. */
function slackMs(): number {
  const [lastMinute = 0] = loadavg();
  return SLACK_MS * Math.max(1, lastMinute / availableParallelism());
}

function isSuccess({ end, status, isEcho }: Ending): boolean {
  return end === 'answered' && status === 200 && isEcho;
}
