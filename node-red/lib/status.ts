import type { NodeAPI, NodeStatus } from 'node-red';
import type { TokenStatus, VendorAuthErrorCode } from '../../core';
import { CATALOGUE } from './language';
import { isDone } from './safely';

/** Looks up a text below `vendor-auth.status`, where `__name__` stands for a value. */
export type StatusText = (
  key: string,
  values?: Readonly<Record<string, number | string>>,
) => string;

/** Words statuses in the language of the runtime. */
export function statusTranslator(RED: Pick<NodeAPI, '_'>): StatusText {
  return (key, values) => RED._(`${CATALOGUE}:vendor-auth.status.${key}`, { ...values });
}

/** The least time between two statuses of one node. */
const INTERVAL_MS = 500;

/** What to show of the state of a token, in under 20 characters. */
export function tokenStatus(status: TokenStatus, statusText: StatusText): NodeStatus {
  const text = (key: string, seconds?: number) =>
    statusText(key, seconds === undefined ? {} : { time: timeText(seconds, statusText) });
  switch (status.state) {
    case 'none':
      return { fill: 'grey', shape: 'ring', text: text('none') };
    case 'static':
      return { fill: 'green', shape: 'dot', text: text('ready') };
    case 'valid':
      return { fill: 'green', shape: 'dot', text: text('valid', status.secondsLeft ?? 0) };
    case 'requesting':
      return { fill: 'blue', shape: 'dot', text: text('refreshing') };
    case 'held-back':
      return { fill: 'yellow', shape: 'ring', text: text('waiting', status.heldBackSeconds ?? 0) };
    case 'rejected':
      return { fill: 'red', shape: 'ring', text: text('rejected') };
  }
}

/**
 * What to show of a failure; the whole sentence goes to Catch nodes and the log.
 *
 * @param status - the HTTP status of the vendor's answer, if there was one
 */
export function failureStatus(
  code: VendorAuthErrorCode,
  statusText: StatusText,
  status?: number,
): NodeStatus {
  const words = statusText(failureKey(code));
  const isRefusal = status !== undefined && status >= 400;
  return { fill: 'red', shape: 'ring', text: isRefusal ? `${status} ${words}` : words };
}

/** What to show of a request that the vendor answered with a status of 400 or more. */
export function refusalStatus(status: number, statusText: StatusText): NodeStatus {
  const text = statusText('answered', { status });
  return { fill: status >= 500 ? 'red' : 'yellow', shape: 'ring', text };
}

function failureKey(code: VendorAuthErrorCode): string {
  switch (code) {
    case 'invalid-settings':
      return 'settings';
    case 'invalid-client':
    case 'token-request-refused':
    case 'licence-exhausted':
      return 'refused';
    case 'unreachable':
    case 'vendor-unavailable':
    case 'certificate':
      return 'unreachable';
    case 'timeout':
      return 'timeout';
    case 'token-rejected':
      return 'rejected';
    case 'foreign-origin':
      return 'foreignOrigin';
    case 'forbidden':
      return 'forbidden';
    case 'not-found':
      return 'notFound';
    case 'cancelled':
      return 'cancelled';
    default:
      return 'failed';
  }
}

const TIME_UNITS = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
] as const;

/** "12 s", "4 min", "3 h", "2 d": whole units, never more than are left. */
function timeText(seconds: number, statusText: StatusText): string {
  const [unit, size] = TIME_UNITS.find(([, size]) => seconds >= size) ?? ['seconds', 1];
  return statusText(unit, { n: Math.floor(seconds / size) });
}

/** Shows statuses on one node, at most two a second; of those in between, only the last counts. */
export class StatusLine {
  private shown: NodeStatus | undefined;
  private shownAtMs = -Infinity;
  private next: NodeStatus | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly node: { status(status: NodeStatus): void },
    private readonly monotonicMs: () => number,
  ) {}

  show(status: NodeStatus): void {
    this.next = isSame(status, this.shown) ? undefined : status;
    if (this.next === undefined || this.timer !== undefined) return;
    const waitMs = this.shownAtMs + INTERVAL_MS - this.monotonicMs();
    if (waitMs <= 0) this.flush();
    else this.timer = setTimeout(() => this.flush(), waitMs).unref();
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.next = undefined;
  }

  private flush(): void {
    this.timer = undefined;
    if (this.next === undefined) return;
    this.shown = this.next;
    this.next = undefined;
    this.shownAtMs = this.monotonicMs();
    const shown = this.shown;
    // Called by a timer, where what a listener of the status throws would end the process.
    isDone(() => this.node.status(shown));
  }
}

function isSame(a: NodeStatus, b: NodeStatus | undefined): boolean {
  return a.fill === b?.fill && a.shape === b?.shape && a.text === b?.text;
}
