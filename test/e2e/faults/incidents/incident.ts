import { setTimeout as wait } from 'node:timers/promises';

import { atMost, type Check, equal, exactly } from '../../support/checks';
import type { Ending, MatrixHost, Message, Route } from '../hosts/matrix-host';
import type { RowResult } from '../judge';
import { Row } from '../row';
import type { Certificates } from '../server/certificates';

export const INCIDENTS = 'Clock, process and deployments';

/** What messages may wait, beyond what the incident itself takes. */
const SLACK_MS = 10_000;

/** Stands for incidents of which nothing can be told. */
export function unmeasured(host: string, fault: string): RowResult {
  return {
    kind: INCIDENTS,
    fault,
    side: 'host',
    host,
    tokenRequests: 0,
    apiRequests: 0,
    messages: 0,
    longestWaitMs: 0,
    recoveredAfterMs: undefined,
    recoveredBy: 'itself',
    lost: 0,
    doubled: 0,
    leaks: [],
    checks: [equal('could be measured', 'yes', 'no')],
  };
}

/** One thing that happens to a host while messages are under way, and what came of them. */
export class Incident {
  private readonly sent: Message[] = [];
  /** Messages that died with a process that was killed: no host keeps them, and they are no loss of ours. */
  private readonly diedWithProcess = new Set<string>();
  private readonly checks: Check[] = [];
  private recoveredAfterMs: number | undefined;

  private constructor(
    private readonly name: string,
    readonly row: Row,
    public host: MatrixHost,
  ) {}

  static async prepare(
    name: string,
    host: MatrixHost,
    certificates: Certificates,
  ): Promise<Incident> {
    const fault = { name };
    const row = await Row.prepare({ kind: INCIDENTS, fault, side: 'token', certificates });
    return new Incident(name, row, host);
  }

  send(routes: readonly Route[] = this.host.routes): Message[] {
    const messages = routes.map((route) => this.message(route));
    this.host.send(this.row, messages);
    return messages;
  }

  /** Messages at an even pace, one route after the other. */
  async stream(seconds: number, everyMs = 200): Promise<void> {
    const endMs = performance.now() + seconds * 1000;
    for (let count = 0; performance.now() < endMs; count++) {
      const route = this.host.routes[count % this.host.routes.length];
      if (route !== undefined) this.send([route]);
      await wait(everyMs);
    }
  }

  /** Waits until all messages have ended that can. */
  async settle(withinMs = SLACK_MS): Promise<void> {
    const deadlineMs = performance.now() + withinMs;
    while (this.open().length > 0 && performance.now() < deadlineMs) await wait(20);
  }

  /** The process was killed: what had not ended by then never will. */
  died(): void {
    for (const { probe } of this.open()) this.diedWithProcess.add(probe);
  }

  /** Sends until a message succeeds on every route, for at most so long. */
  async recover(withinMs: number): Promise<void> {
    const startMs = performance.now();
    while (performance.now() - startMs < withinMs) {
      const sentMs = performance.now();
      const messages = this.send();
      await this.settle();
      if (messages.every(({ probe }) => this.succeeded(probe))) {
        this.recoveredAfterMs = sentMs - startMs;
        break;
      }
      await wait(250);
    }
    const recovered = this.recoveredAfterMs;
    this.check(
      recovered === undefined
        ? equal('recovers', `within ${String(withinMs)} ms`, 'never')
        : atMost('ms to recover', withinMs, Math.round(recovered)),
    );
  }

  check(check: Check): void {
    this.checks.push(check);
  }

  /**
   * Every message must have succeeded, with no more token requests than that. Those that were under way
   * when the process stood still need only have ended: their time may have been up when it went on, and
   * so may their tokens' have been.
   */
  allSucceed(mostTokenRequests: number, underWay: readonly Message[] = []): void {
    const failed = this.sent.filter(
      (message) => !underWay.includes(message) && !this.succeeded(message.probe),
    );
    this.check(exactly('messages without success', 0, failed.length));
    const { vendor } = this.row;
    this.check(atMost('calls with a dead token', underWay.length, vendor.deadTokens));
    this.check(atMost('token requests', mostTokenRequests, vendor.token.requests));
  }

  result(): RowResult {
    const { row, host, sent } = this;
    const expected = sent.filter(({ probe }) => !this.diedWithProcess.has(probe));
    const endings = sent.map(({ probe }) => host.endingsOf(probe));
    const lost = expected.filter(
      ({ probe }) => host.endingsOf(probe).length === 0 && host.handedBack(probe) !== 1,
    );
    const doubled = sent.filter(
      ({ probe }) => host.endingsOf(probe).length > 1 || host.handedBack(probe) > 1,
    );
    const arrivals = sent.map(({ probe }) => row.vendor.arrivals.get(probe) ?? 0);
    const leaks = endings.flat().flatMap((ending: Ending) => ending.leaks);
    const longestWaitMs = Math.max(0, ...endings.flat().map(({ waitMs }) => waitMs));
    const routes = lost.map(({ route }) => route).join(', ');
    return {
      kind: INCIDENTS,
      fault: this.name,
      side: 'host',
      host: host.name,
      tokenRequests: row.vendor.token.requests,
      apiRequests: row.vendor.api.requests,
      messages: sent.length,
      longestWaitMs,
      recoveredAfterMs: this.recoveredAfterMs,
      recoveredBy: 'itself',
      lost: lost.length,
      doubled: doubled.length,
      leaks,
      checks: [
        ...(host.death === undefined ? [] : [equal('the host', 'alive', host.death)]),
        equal('lost messages', '', routes),
        exactly('doubled messages', 0, doubled.length),
        exactly('leaks', 0, leaks.length),
        atMost('arrivals of one message', 2, Math.max(0, ...arrivals)),
        ...this.checks,
      ],
    };
  }

  private message(route: Route): Message {
    const message = { probe: `${this.row.id}-${String(this.sent.length + 1)}`, route };
    this.sent.push(message);
    return message;
  }

  private open(): Message[] {
    return this.sent.filter(
      ({ probe }) => this.host.endingsOf(probe).length === 0 && !this.diedWithProcess.has(probe),
    );
  }

  private succeeded(probe: string): boolean {
    return this.host.endingsOf(probe).some(({ end, isEcho }) => end === 'answered' && isEcho);
  }
}
