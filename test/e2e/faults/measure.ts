import { setTimeout as wait } from 'node:timers/promises';

import { apiTimeoutMs } from './catalogue/fault';
import { longestHoldMs } from './hold-bound';
import type { MatrixHost, Message, Route } from './hosts/matrix-host';
import {
  holdOf,
  isSuccess,
  judge,
  mostWaitMs,
  type Recovery,
  type RowResult,
  slackMs,
} from './judge';
import type { Row } from './row';

const AT_ONCE = 3;
const EVERY_MS = 500;
const LOST_AGAIN_MS = 3_000;
/** Longer holds are not waited for. */
const LONGEST_WATCHED_HOLD_MS = 60_000;

/** Sends messages through one row in one host, and judges what came of them. */
export class Measurement {
  state: 'not begun' | 'running' | 'done' = 'not begun';
  private readonly sent: Message[] = [];
  private tokenRequestsInFault = 0;
  private faultMs = 0;
  /** The messages that were sent and ended while the fault lasted. */
  private inFault: readonly Message[] = [];
  private hasLost = false;
  private recovery: Recovery = { by: 'itself', afterMs: undefined };

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
    const { host, row, sent, inFault, faultMs, tokenRequestsInFault, recovery } = this;
    return judge({ host, row, sent, inFault, faultMs, tokenRequestsInFault, recovery });
  }

  /** One message after the other until one succeeds; then one on each other route, which must as well. */
  private async recover(): Promise<void> {
    const { row, host } = this;
    const startMs = performance.now();
    const requestsBefore = row.tokenRequests;
    const holdMs = Math.min(longestHoldMs(holdOf(row), 6), LONGEST_WATCHED_HOLD_MS);
    if (longestHoldMs(holdOf(row), 1) > LONGEST_WATCHED_HOLD_MS) {
      await this.burst(1);
      const heldRequests = row.tokenRequests - requestsBefore;
      this.recovery = { by: 'changed login', afterMs: undefined, heldRequests };
      await host.changeSecret(row);
    }
    // Long holds are asked after less often.
    const firstHoldMs = Math.min(longestHoldMs(holdOf(row), 1), holdMs);
    const everyMs = Math.max(EVERY_MS / 2, firstHoldMs / host.steadyMessages / 2);
    const [first] = host.routes;
    const deadlineMs = startMs + holdMs + 3 * slackMs();
    while (first !== undefined && host.death === undefined && performance.now() < deadlineMs) {
      const sentMs = performance.now();
      const message = this.send(first);
      await this.ended([message]);
      if (host.endingsOf(message.probe).some(isSuccess)) {
        this.recovery = { ...this.recovery, afterMs: sentMs - startMs };
        break;
      }
      await wait(everyMs);
    }
    const last = host.routes.slice(1).map((route) => this.send(route));
    await this.ended(last);
    const isWell = last.every(({ probe }) => host.endingsOf(probe).some(isSuccess));
    if (!isWell) this.recovery = { ...this.recovery, afterMs: undefined };
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
    // Until the last of them has ended, windows open and close.
    await this.allEnded();
    this.faultMs = performance.now() - startMs;
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
    const message = { probe, route, timeoutMs: apiTimeoutMs(this.row.fault) };
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
    const longestMs = Math.max(...this.host.routes.map((route) => mostWaitMs(this.row, route)));
    // Where messages get lost, one of them is waited for to the end of its time, and no further one.
    const withinMs = this.hasLost ? LOST_AGAIN_MS : longestMs + slackMs();
    const deadlineMs = performance.now() + withinMs;
    const isOver = () => messages.every(({ probe }) => this.host.endingsOf(probe).length > 0);
    while (!isOver() && this.host.death === undefined && performance.now() < deadlineMs) {
      await wait(20);
    }
    if (!isOver()) this.hasLost = true;
  }
}
