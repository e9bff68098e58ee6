import { responseOf } from '../../core/support/fake-vendor';
import {
  testToken,
  type AccessToken,
  type SendRequest,
  type TestReport,
  type TokenSource,
} from '../core';
import { OpenExchange } from './open-exchange';
import type { Slot } from './slot';
import type { World } from './world';

/** What a test call is about: calls about the same are shared. */
interface Subject {
  readonly process: number;
  readonly source: TokenSource;
  readonly token: AccessToken;
}

interface TestExchange extends OpenExchange {
  about: Subject;
  askedAtMs: number;
}

interface Tester {
  readonly about: Subject;
  got: TestReport | { readonly thrown: unknown } | undefined;
  due: Verdict | undefined;
}

type Verdict = TestReport['verdict'];

/** The last verdict of a source. */
interface Found {
  readonly verdict: Verdict;
  readonly token: string;
  readonly askedAtMs: number;
}

/** A verdict this fresh may be told again without another call. */
const FRESH_MS = 1_000;

/** The test calls of a scenario: shared by those who ask together, with the right token, never throwing. */
export class TestCalls {
  exchanges: TestExchange[] = [];
  private testers: Tester[] = [];
  private readonly verdicts = new Map<TokenSource, Found>();

  constructor(private readonly world: World) {}

  test(slot: Slot, token: AccessToken): void {
    const { process } = slot.at;
    const about = { process, source: this.world.sourceOf(slot), token };
    const tester: Tester = { about, got: undefined, due: undefined };
    this.testers.push(tester);
    testToken(about.source, token, this.sendFor(slot, about), slot.settings).then(
      (report) => (tester.got = report),
      (thrown: unknown) => (tester.got = { thrown }),
    );
  }

  reply(exchange: TestExchange, status: number): void {
    const { about, askedAtMs } = exchange;
    this.exchanges.splice(this.exchanges.indexOf(exchange), 1);
    const verdict = verdictOf(status);
    this.verdicts.set(about.source, { verdict, token: about.token.value, askedAtMs });
    for (const tester of this.testers) {
      if (isSame(tester.about, about) && tester.got === undefined) tester.due = verdict;
    }
    exchange.end(() => {
      if (status === 0) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
      return responseOf({ status, body: '[]' });
    });
  }

  /** Whoever waited in that process is no more. */
  restart(process: number): void {
    this.exchanges = this.exchanges.filter(({ about }) => about.process !== process);
    this.testers = this.testers.filter(({ about }) => about.process !== process);
  }

  problemsAtRest(): string[] {
    const problems = this.testers.flatMap((tester) => this.problemOf(tester) ?? []);
    this.testers = this.testers.filter(({ got }) => got === undefined);
    return problems;
  }

  private problemOf({ about, got, due }: Tester): string | undefined {
    if (got === undefined) {
      return this.isOpen(about) ? undefined : 'a test call ended and its caller waits';
    }
    if ('thrown' in got) return `a test call threw ${String(got.thrown)}`;
    const last = this.verdicts.get(about.source);
    const isFresh =
      last !== undefined &&
      last.token === about.token.value &&
      this.world.nowMs - last.askedAtMs < FRESH_MS;
    const expected = due ?? (isFresh ? last.verdict : 'one of a call');
    return got.verdict === expected
      ? undefined
      : `a test call found ${got.verdict}, not ${expected}`;
  }

  private isOpen(about: Subject): boolean {
    return this.exchanges.some((exchange) => isSame(exchange.about, about));
  }

  private sendFor({ settings, at }: Slot, about: Subject): SendRequest {
    return (request) => {
      const isRight =
        request.method === 'GET' &&
        new URL(request.url).origin === new URL(settings.baseUrl).origin &&
        request.headers['authorization'] === `Bearer ${about.token.value}` &&
        request.tls.allowUnauthorizedCerts === settings.tls.allowUnauthorizedCerts;
      const problems = this.world.problems;
      if (!isRight)
        problems.push(`login ${at.login}: a test call goes elsewhere, or carries another token`);
      if (this.isOpen(about)) problems.push('two test calls about one token were open at once');
      const askedAtMs = this.world.nowMs;
      const exchange: TestExchange = Object.assign(new OpenExchange(), { about, askedAtMs });
      this.exchanges.push(exchange);
      return exchange.response;
    };
  }
}

function isSame(one: Subject, other: Subject): boolean {
  return one.source === other.source && one.token.value === other.token.value;
}

/** As both vendors of a scenario mean it. */
function verdictOf(status: number): Verdict {
  if (status === 401) return 'rejected';
  return status === 200 || status === 403 ? 'accepted' : 'unknown';
}
