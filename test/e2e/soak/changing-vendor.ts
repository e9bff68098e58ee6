import { Row } from '../faults/row';
import { answerJson } from '../faults/server/answers';
import { makeCertificates } from '../faults/server/certificates';
import type { Exchange } from '../faults/server/endpoint';
import type { FaultVendor } from '../faults/server/vendor';

/** Told to be so short that every fault of the token endpoint is met. */
const LIFETIME_SECONDS = 2;
/** What a vendor grants beyond what it tells: a message may be on its way for a moment. */
const LEEWAY_SECONDS = 1;

/** The one vendor of a soak, as the matrix knows it. */
export async function soakedRow(): Promise<Row> {
  return await Row.prepare({
    kind: 'Soak',
    fault: { name: 'another one each second' },
    side: 'token',
    certificates: await makeCertificates(),
  });
}

interface SecondsFault {
  readonly name: string;
  /** Changes the sound vendor for a second; what is not changed stays sound. */
  begin(vendor: ChangingVendor): void;
}

const hang = (): void => undefined;
const close = ({ socket }: Exchange): void => void socket.destroy();

/** One a second, in turn. Those that make tokens necessary stand beside those that keep them away. */
const FAULTS: readonly SecondsFault[] = [
  {
    name: 'token endpoint answers 500',
    begin: (vendor) => vendor.breakToken((each) => answerJson(each, 500, {})),
  },
  {
    name: 'API answers 500',
    begin: (vendor) => vendor.breakApi((each) => answerJson(each, 500, {})),
  },
  { name: 'token endpoint hangs', begin: (vendor) => vendor.breakToken(hang) },
  { name: 'all tokens are withdrawn', begin: (vendor) => vendor.withdrawTokens() },
  { name: 'token endpoint closes', begin: (vendor) => vendor.breakToken(close) },
  { name: 'API closes', begin: (vendor) => vendor.breakApi(close) },
  {
    name: 'token endpoint answers 429',
    begin: (vendor) =>
      vendor.breakToken((each) => answerJson(each, 429, {}, { 'retry-after': '1' })),
  },
  {
    name: 'API answers 401',
    begin: (vendor) => vendor.rejectTokens(),
  },
  { name: 'API hangs', begin: (vendor) => vendor.breakApi(hang) },
  {
    name: 'API answers 429',
    begin: (vendor) => vendor.breakApi((each) => answerJson(each, 429, {})),
  },
  {
    name: 'all tokens are withdrawn, and the token endpoint closes',
    begin: (vendor) => {
      vendor.withdrawTokens();
      vendor.breakToken(close);
    },
  },
];

/** A vendor with another fault each second, and an account of what it was asked. */
export class ChangingVendor {
  /** How often any token was withdrawn, or all were refused for a second. */
  rejections = 0;
  /** Of token requests that came after a failed one, the least time in between. */
  shortestPauseMs = Infinity;
  failedTokenRequests = 0;
  private failedAtMs: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private seconds = 0;

  constructor(private readonly vendor: FaultVendor) {
    vendor.lifetimeSeconds = LIFETIME_SECONDS;
    vendor.leewaySeconds = LEEWAY_SECONDS;
    this.isSound();
  }

  get tokenRequests(): number {
    return this.vendor.token.requests;
  }

  get apiRequests(): number {
    return this.vendor.api.requests;
  }

  /**
   * The most token requests that so many processes may make in that time: one for each window of a token
   * (rule T4), a few for each rejection (rule T5), and, of those that fail, one a second (rule T6).
   */
  mostTokenRequests(seconds: number, processes: number): number {
    const windows = Math.ceil(seconds / (LIFETIME_SECONDS * 0.8)) + 1;
    return processes * (windows + 3 * this.rejections + Math.ceil(seconds) + 1);
  }

  start(): void {
    this.timer = setInterval(() => this.nextSecond(), 1000);
  }

  stop(): void {
    clearInterval(this.timer);
    this.isSound();
    this.dropHanging();
  }

  breakToken(behave: (exchange: Exchange) => void): void {
    this.vendor.token.behave = (exchange) => {
      this.noteTokenRequest();
      this.failedTokenRequests += 1;
      this.failedAtMs = performance.now();
      behave(exchange);
    };
  }

  breakApi(behave: (exchange: Exchange) => void): void {
    this.vendor.breakApi(behave);
  }

  rejectTokens(): void {
    this.rejections += 1;
    this.breakApi((each) => answerJson(each, 401, {}));
  }

  withdrawTokens(): void {
    this.rejections += 1;
    this.vendor.withdrawTokens();
  }

  private nextSecond(): void {
    this.isSound();
    this.dropHanging();
    this.seconds += 1;
    FAULTS[this.seconds % FAULTS.length]?.begin(this);
  }

  private isSound(): void {
    this.vendor.isSound();
    this.vendor.token.behave = (exchange) => {
      this.noteTokenRequest();
      this.failedAtMs = undefined;
      this.vendor.issueToken(exchange);
    };
  }

  /** What hung for a second fails now, as when a server is started anew. */
  private dropHanging(): void {
    this.vendor.token.dropConnections();
    this.vendor.api.dropConnections();
  }

  private noteTokenRequest(): void {
    if (this.failedAtMs === undefined) return;
    this.shortestPauseMs = Math.min(this.shortestPauseMs, performance.now() - this.failedAtMs);
  }
}
