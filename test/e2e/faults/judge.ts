import { availableParallelism, loadavg } from 'node:os';

import { atMost, type Check, equal, exactly } from '../support/checks';
import { HANGING_CALL_MS, type Hold } from './catalogue/fault';
import { LEEWAY_SECONDS } from './catalogue/lifetimes';
import { longestHoldMs, mostTokenRequests } from './hold-bound';
import {
  type Ending,
  failsUnlessSuccess,
  type MatrixHost,
  type Message,
  type Route,
} from './hosts/matrix-host';
import type { Row } from './row';

/** What the whole token request may take (rule T9). */
const TOKEN_TIMEOUT_MS = 30_000;
/** What the vendor's test call may take. */
const TEST_CALL_TIMEOUT_MS = 30_000;
/** What a quiet machine with this many rows adds to any of it; a busier one adds more. */
const SLACK_MS = 10_000;
/** A machine that is busier than that is told by rows that fail. */
const MOST_SLOWED = 4;

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

export interface Recovery {
  readonly by: 'itself' | 'changed login';
  /** From the end of the fault to the first message that succeeds; undefined if none did. */
  readonly afterMs: number | undefined;
  /** Token requests that were made although the vendor had asked for hours of silence. */
  readonly heldRequests?: number;
}

/** What was measured in one row. */
export interface Measured {
  readonly host: MatrixHost;
  readonly row: Row;
  readonly sent: readonly Message[];
  /** The messages that were sent and ended while the fault lasted. */
  readonly inFault: readonly Message[];
  readonly faultMs: number;
  readonly tokenRequestsInFault: number;
  readonly recovery: Recovery;
}

/** Holds what was measured against what the token rules promise. */
export function judge(measured: Measured): RowResult {
  const { host, row, sent, recovery } = measured;
  const endings = sent.map(({ probe }) => host.endingsOf(probe));
  const lost = sent.filter(({ probe }) => host.endingsOf(probe).length === 0);
  const doubled = sent.filter(({ probe }) => host.endingsOf(probe).length > 1);
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
    messages: sent.length,
    ...outcome,
    recoveredAfterMs: recovery.afterMs,
    recoveredBy: recovery.by,
    checks: [
      ...(host.death === undefined ? [] : [equal('the host', 'alive', host.death)]),
      ...checksOfMessages(measured, lost, doubled, leaks),
      ...(row.fault.lifetime ? checksOfLifetimes(measured) : checksOfFault(measured)),
    ],
  };
}

function checksOfMessages(
  measured: Measured,
  lost: readonly Message[],
  doubled: readonly Message[],
  leaks: readonly string[],
): Check[] {
  const { host, row, sent } = measured;
  const arrivals = sent.map(({ probe }) => row.vendor.arrivals.get(probe) ?? 0);
  const { fault } = row;
  const mostArrivals = fault.mostArrivals ?? (fault.rejectsToken || fault.lifetime ? 2 : 1);
  const routesOf = (messages: readonly Message[]) => messages.map(({ route }) => route).join(', ');
  return [
    equal('lost messages', '', routesOf(lost)),
    equal('doubled messages', '', routesOf(doubled)),
    exactly('leaks', 0, leaks.length),
    atMost('arrivals of one message', mostArrivals, Math.max(0, ...arrivals)),
    ...host.routes.map((route) =>
      atMost(
        `longest wait in ms (${route})`,
        mostWaitMs(row, route),
        longestWaitMs(measured, route),
      ),
    ),
  ];
}

function longestWaitMs({ host, sent }: Measured, route: Route): number {
  const ends = sent
    .filter((message) => message.route === route)
    .flatMap(({ probe }) => host.endingsOf(probe));
  return Math.round(Math.max(0, ...ends.map(({ waitMs }) => waitMs)));
}

function checksOfFault(measured: Measured): Check[] {
  const { row, recovery, tokenRequestsInFault } = measured;
  const most = mostTokenRequestsInFault(measured);
  const mostMs = mostRecoveryMs(measured);
  return [
    atMost('token requests during the fault', most, tokenRequestsInFault),
    ...(recovery.by === 'changed login'
      ? [exactly('token requests while held', 0, recovery.heldRequests ?? 0)]
      : []),
    recovery.afterMs === undefined
      ? equal('recovers', `within ${String(mostMs)} ms`, 'never')
      : atMost('ms to recover', mostMs, Math.round(recovery.afterMs)),
    ...(row.side === 'api' ? checksOfEnds(measured) : checksOfSuccess(measured)),
    ...(isReadToABound(row) ? [checkOfReading(row)] : []),
  ];
}

/** Of an answer to a token request, 1 MiB is read (rule T9), and of a redirect no more than its head. */
function isReadToABound({ fault, side, kind }: Row): boolean {
  return fault.isEndless === true && (side === 'token' || kind === 'Redirects');
}

/** Beyond what is read, the buffers on the way hold some. */
function checkOfReading({ vendor, side }: Row): Check {
  const mib = Math.round(vendor[side].mostWrittenBytes / 1024 / 1024);
  return atMost('MiB sent in one answer', 16, mib);
}

/** With a faulty token endpoint nothing succeeds, unless the fault is none that keeps tokens away. */
function checksOfSuccess({ host, row, inFault }: Measured): Check[] {
  if (row.fault.mayIssue) return [];
  const successes = inFault.filter(({ probe }) => host.endingsOf(probe).some(isSuccess)).length;
  const expected = holdOf(row) === 'none' ? inFault.length : 0;
  return [exactly('messages that succeed during the fault', expected, successes)];
}

/** How an answer of the API ends a message; the core `http request` node goes on with any status. */
function checksOfEnds({ host, row, inFault }: Measured): Check[] {
  const expected = row.fault.apiEnds ?? 'failed';
  if (expected === 'either') return [];
  const wrong = inFault
    .filter(({ route }) => failsUnlessSuccess(route))
    .flatMap(({ probe }) => host.endingsOf(probe))
    .filter(({ end, isEcho }) =>
      expected === 'echoed' ? end === 'failed' || !isEcho : end !== expected,
    );
  return [exactly(`messages that are not ${expected}`, 0, wrong.length)];
}

function checksOfLifetimes({ host, row, sent, faultMs }: Measured): Check[] {
  const { mostTokenRequests: most } = row.fault.lifetime ?? { mostTokenRequests: () => 0 };
  const isFailed = ({ probe }: Message) => !host.endingsOf(probe).some(isSuccess);
  // On a machine that stops for longer than tokens live on, one may die between the host and the vendor.
  const late = sent.filter(({ probe }) =>
    host.endingsOf(probe).some(({ waitMs }) => waitMs > LEEWAY_SECONDS * 1000),
  );
  return [
    atMost('token requests', most(faultMs / 1000, sent.length), row.tokenRequests),
    atMost('calls with a dead token', late.length, row.vendor.deadTokens),
    exactly(
      'messages without success',
      0,
      sent.filter(isFailed).length - late.filter(isFailed).length,
    ),
  ];
}

/** For how long a failed token request may be told again here. */
export function holdOf({ fault, side }: Row): Hold {
  return side === 'token' ? (fault.hold ?? { seconds: 10 }) : 'none';
}

function mostTokenRequestsInFault({ row, faultMs }: Measured): number {
  const { fault, side } = row;
  // A new token, one more after its rejection, and more of them at growing intervals (rule T5).
  if (side === 'api' && fault.rejectsToken) return 2 + mostTokenRequests('growing', faultMs);
  return mostTokenRequests(holdOf(row), faultMs);
}

function mostRecoveryMs({ row, recovery, tokenRequestsInFault }: Measured): number {
  if (recovery.by === 'changed login') return slackMs();
  const { fault, side } = row;
  const isGrowing = side === 'api' && fault.rejectsToken;
  const hold = isGrowing ? 'growing' : holdOf(row);
  const underWayMs = side === 'token' && fault.outlastsConnection ? TOKEN_TIMEOUT_MS : 0;
  // Whatever was under way when the fault ended fails once more.
  return underWayMs + longestHoldMs(hold, tokenRequestsInFault + 1) + slackMs();
}

/** The longest that a message of this row may wait for its end. */
export function mostWaitMs({ fault, side }: Row, route: Route): number {
  const hangs = fault.takesTokenTimeout === true;
  const token = side === 'token' && hangs ? TOKEN_TIMEOUT_MS : 0;
  // After a call that failed, n8n asks the vendor's test call whether the token is the reason.
  const testCall = side === 'api' && hangs && route === 'item' ? TEST_CALL_TIMEOUT_MS : 0;
  const calls = fault.rejectsToken ? 2 : 1;
  return token + testCall + calls * HANGING_CALL_MS + slackMs();
}

/** Tests share machines: with more to do than processors to do it, everything takes as much longer. */
export function slackMs(): number {
  const [lastMinute = 0] = loadavg();
  const load = lastMinute / availableParallelism();
  return Math.round(SLACK_MS * Math.min(Math.max(1, load), MOST_SLOWED));
}

/** Whether a message brought what a sound API answers to it. */
export function isSuccess({ end, status, isEcho }: Ending): boolean {
  return end === 'answered' && status === 200 && isEcho;
}
