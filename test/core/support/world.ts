import {
  apiAnswer,
  callWithToken,
  createTokenSource,
  exchange,
  testedToken,
  type HttpRequest,
  type Settings,
  type TestedToken,
  type TokenSource,
  type WholeAnswer,
} from '../../../core';
import { settingsOf } from './credentials';
import { FakeVendor, type Answer } from './fake-vendor';
import { SimulatedClock } from './simulated-clock';

/** A token as the simulated server keeps it. Times are in milliseconds since 1970. */
export interface ServedToken {
  readonly value: string;
  readonly issuedAtMs: number;
  readonly diesAtMs: number;
  isWithdrawn: boolean;
}

/** What the server knows when it answers a token request. */
export interface Told {
  readonly token: ServedToken;
  readonly nowMs: number;
  readonly lifetimeSeconds: number;
  readonly secondsLeft: number;
  /** Of the token request, from 1. */
  readonly nth: number;
}

export interface Ways {
  /** Fields of the credential, beyond those of a textbook vendor. */
  readonly fields?: Record<string, unknown>;
  readonly lifetimeSeconds?: number;
  /** `same`: the token is handed out again until it dies. */
  readonly hands?: 'new' | 'same';
  readonly makes?: (issued: Omit<ServedToken, 'value' | 'isWithdrawn'>, nth: number) => string;
  /** The answer to a token request. */
  readonly tells: (told: Told) => Answer;
  /** The API's answer to a token that is dead or unknown; 401 unless said. */
  readonly refuses?: (request: HttpRequest) => Answer;
  /** The API's answer to a good token. */
  readonly accepts?: (request: HttpRequest) => Answer;
  /** For so long after its issue, the API does not know a token. */
  readonly learnsAfterSeconds?: number;
  /** How long each token request takes, or the one with that number. */
  readonly latencySeconds?: number | ((nth: number) => number);
  /** Whether the answers tell the server's time. */
  readonly hasDate?: boolean;
  /** Refuses a token request before any token is issued. */
  readonly refusesLogin?: (request: HttpRequest, nth: number) => Answer | undefined;
}

/** What the server has counted. */
export interface Counts {
  readonly tokenRequests: number;
  readonly apiRequests: number;
  /** With a token that had died, was withdrawn, or never existed. */
  readonly deadCalls: number;
  /** API requests that came a second time. */
  readonly sentTwice: number;
  readonly testCalls: number;
}

const TEST_PATH = '/me';

/** A credential, its token source, a strict server, and the time. */
export class World {
  readonly clock = new SimulatedClock();
  readonly settings: Settings;
  readonly vendor: FakeVendor;
  readonly waits: number[] = [];
  readonly apiCalls: HttpRequest[] = [];
  readonly tokenCalls: HttpRequest[] = [];
  source: TokenSource;
  private readonly tokens: ServedToken[] = [];
  private readonly bodies: string[] = [];
  private deadCalls = 0;
  private testCalls = 0;
  private calls = 0;

  constructor(private readonly ways: Ways) {
    this.settings = settingsOf('client-credentials', ways.fields);
    this.vendor = new FakeVendor((request) => this.answer(request));
    this.source = this.newSource();
  }

  get counts(): Counts {
    return {
      tokenRequests: this.tokenCalls.length,
      apiRequests: this.apiCalls.length,
      deadCalls: this.deadCalls,
      sentTwice: this.bodies.length - new Set(this.bodies).size,
      testCalls: this.testCalls,
    };
  }

  /** What another process of the same credential would have. */
  newSource(): TokenSource {
    return createTokenSource(this.settings, this.clock, () => 1);
  }

  readonly wait = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    this.waits.push(milliseconds);
    if (signal?.aborted) throw new Error('cancelled');
    this.clock.advanceSeconds(milliseconds / 1000);
  };

  /** One call of the API, as a node makes it. */
  async call({
    canRepeat = true,
    settings = this.settings,
    source = this.source,
  } = {}): Promise<number> {
    const id = `call ${++this.calls}`;
    const { send } = this.vendor;
    const url = new URL(`${settings.baseUrl}/things`);
    const answer = await callWithToken<WholeAnswer>({
      settings,
      source,
      send,
      wait: this.wait,
      url,
      canRepeat,
      perform: async (tokenHeader) =>
        await exchange(settings, send, {
          method: 'POST',
          url: url.href,
          headers: { ...settings.apiHeaders, ...tokenHeader },
          body: id,
          timeoutMs: 30_000,
        }),
      answerOf: apiAnswer,
    });
    return answer.status;
  }

  /** A test of the token, as a dialog makes it or, of a request's token, a host that sees no status. */
  async test(options: { explicit?: boolean; ofRequest?: boolean } = {}): Promise<TestedToken> {
    const { settings, source, wait } = this;
    const { send } = this.vendor;
    const token = options.ofRequest ? await source.token({ settings, send }) : undefined;
    return await testedToken({ settings, source, send, wait, token, explicit: options.explicit });
  }

  /** A call every so often. Returns what the server has counted. */
  async run(seconds: number, everySeconds: number): Promise<Counts> {
    for (let passed = 0; passed < seconds; passed += everySeconds) {
      expect(await this.call()).toBeLessThan(300);
      this.clock.advanceSeconds(everySeconds);
    }
    return this.counts;
  }

  /** The vendor takes back all tokens. */
  withdraw(): void {
    for (const token of this.tokens) token.isWithdrawn = true;
  }

  private answer(request: HttpRequest): Answer {
    const isLogin = request.url.startsWith('https://login.example.com/');
    const answer = isLogin ? this.answerLogin(request) : this.answerApi(request);
    if (this.ways.hasDate === false) return answer;
    const date = new Date(this.clock.wallMs()).toUTCString();
    return { ...answer, headers: { date, ...answer.headers } };
  }

  private answerLogin(request: HttpRequest): Answer {
    this.tokenCalls.push(request);
    const { latencySeconds: told = 0, lifetimeSeconds = 3600 } = this.ways;
    const nth = this.tokenCalls.length;
    const latencySeconds = typeof told === 'number' ? told : told(nth);
    this.clock.advanceSeconds(latencySeconds / 2);
    const refusal = this.ways.refusesLogin?.(request, nth);
    if (refusal !== undefined) return refusal;
    const nowMs = this.clock.wallMs();
    const last = this.tokens.at(-1);
    const isHandedOutAgain =
      this.ways.hands === 'same' &&
      last !== undefined &&
      !last.isWithdrawn &&
      nowMs < last.diesAtMs;
    const token = isHandedOutAgain ? last : this.issue(nowMs, lifetimeSeconds);
    const secondsLeft = (token.diesAtMs - nowMs) / 1000;
    const answer = this.ways.tells({ token, nowMs, lifetimeSeconds, secondsLeft, nth });
    this.clock.advanceSeconds(latencySeconds / 2);
    return answer;
  }

  private issue(issuedAtMs: number, lifetimeSeconds: number): ServedToken {
    const times = { issuedAtMs, diesAtMs: issuedAtMs + lifetimeSeconds * 1000 };
    const nth = this.tokens.length + 1;
    const value = this.ways.makes?.(times, nth) ?? `opaque-${nth}`;
    const token = { ...times, value, isWithdrawn: false };
    this.tokens.push(token);
    return token;
  }

  private answerApi(request: HttpRequest): Answer {
    if (new URL(request.url).pathname === TEST_PATH) this.testCalls++;
    else {
      this.apiCalls.push(request);
      this.bodies.push(request.body ?? '');
    }
    const nowMs = this.clock.wallMs();
    const { plan } = this.settings;
    const token = this.tokens.find(
      ({ value }) => request.headers[plan.placement.header] === plan.placement.valueOf(value),
    );
    const isDead = token === undefined || token.isWithdrawn || nowMs >= token.diesAtMs;
    if (isDead) this.deadCalls++;
    const ageSeconds = token === undefined ? Infinity : (nowMs - token.issuedAtMs) / 1000;
    if (isDead || ageSeconds < (this.ways.learnsAfterSeconds ?? 0)) {
      return this.ways.refuses?.(request) ?? { status: 401 };
    }
    return this.ways.accepts?.(request) ?? { body: { id: 1 } };
  }
}

/** A JSON Web Token that nobody verifies. */
export function jwt(payload: object, header: object = { alg: 'RS256', typ: 'JWT' }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.c2lnbmF0dXJl`;
}

/** Values of a `ServedToken` that tell when they die. */
export function asJwt(
  claims: (issuedAt: number, expiresAt: number) => object,
): NonNullable<Ways['makes']> {
  return ({ issuedAtMs, diesAtMs }, nth) =>
    jwt({ jti: nth, ...claims(Math.floor(issuedAtMs / 1000), Math.floor(diesAtMs / 1000)) });
}
