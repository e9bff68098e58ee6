import { plantedIn, plantedSecret, plantedToken } from '../planted';
import { answerJson } from './answers';
import { type Behaviour, Endpoint, type EndpointOptions, type Exchange } from './endpoint';

/** A token that this vendor issued. */
interface Issued {
  readonly value: string;
  /** On the monotonic clock of this process; `Infinity` for one that is not withdrawn by time. */
  readonly diesAtMs: number;
}

export interface VendorOptions {
  /** Options of both endpoints. */
  readonly endpoints?: EndpointOptions;
  /** What a sound token endpoint says of a token's lifetime, and how long that one really lives. */
  readonly lifetimeSeconds?: number;
}

/**
 * One row's vendor: a token endpoint, an API, and a server of somebody else to which redirects lead.
 * Sound unless told otherwise, and it counts everything that arrives.
 */
export class FaultVendor {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Arrivals of each message at the API, by the number that its address carries. */
  readonly arrivals = new Map<string, number>();
  /** Requests to the API with a token that had died before. */
  deadTokens = 0;
  /** Requests to the check path, which a host makes of its own accord. */
  checkCalls = 0;
  readonly issued: Issued[] = [];
  lifetimeSeconds: number;
  /** How much longer the tokens of `issueToken` live than it tells. */
  leewaySeconds = 0;

  private constructor(
    readonly row: string,
    readonly token: Endpoint,
    readonly api: Endpoint,
    readonly elsewhere: Endpoint,
    lifetimeSeconds: number,
  ) {
    this.clientId = `client-${row}`;
    this.clientSecret = plantedSecret(row);
    this.lifetimeSeconds = lifetimeSeconds;
  }

  static async start(row: string, options: VendorOptions = {}): Promise<FaultVendor> {
    const notYet: Behaviour = ({ socket }) => void socket.destroy();
    const [token, api, elsewhere] = await Promise.all([
      Endpoint.start(notYet, options.endpoints),
      Endpoint.start(notYet, options.endpoints),
      Endpoint.start(notYet),
    ]);
    const vendor = new FaultVendor(row, token, api, elsewhere, options.lifetimeSeconds ?? 3600);
    vendor.isSound();
    elsewhere.behave = (exchange) => answerJson(exchange, 200, { at: 'elsewhere' });
    return vendor;
  }

  get tokenUrl(): string {
    return `${this.token.origin}/token`;
  }

  get baseUrl(): string {
    return this.api.origin;
  }

  /** Both endpoints do from now on what they should. */
  isSound(): void {
    this.token.onConnection = undefined;
    this.api.onConnection = undefined;
    this.token.behave = (exchange) => this.issueToken(exchange);
    this.api.behave = (exchange) => this.answerCall(exchange);
  }

  /** Lets the API behave so, after counting who called and with what. */
  breakApi(behave: Behaviour): void {
    this.api.behave = (exchange) => {
      this.count(exchange);
      behave(exchange);
    };
  }

  issueToken(exchange: Exchange): void {
    answerJson(exchange, 200, {
      access_token: this.newToken(this.lifetimeSeconds + this.leewaySeconds),
      token_type: 'Bearer',
      expires_in: this.lifetimeSeconds,
    });
  }

  /** Issues a token that lives so long; `wrap` can make more of its text. */
  newToken(livesSeconds: number, wrap = (value: string): string => value): string {
    const value = wrap(plantedToken(this.row, this.issued.length + 1));
    this.issued.push({ value, diesAtMs: performance.now() + livesSeconds * 1000 });
    return value;
  }

  /** None of the tokens that were issued so far is good any more. */
  withdrawTokens(): void {
    this.issued.length = 0;
  }

  /** The token that still lives, if there is one. */
  livingToken(): Issued | undefined {
    return this.issued.findLast(({ diesAtMs }) => diesAtMs > performance.now());
  }

  /** What nobody but the row's own vendor may see, found where redirects led. */
  carriedElsewhere(): string[] {
    const { received } = this.elsewhere;
    const carried = received.includes(CARRIED_BODY) ? [CARRIED_BODY] : [];
    return [...plantedIn(received), ...carried];
  }

  async close(): Promise<void> {
    await Promise.all([this.token.close(), this.api.close(), this.elsewhere.close()]);
  }

  private answerCall(exchange: Exchange): void {
    const known = this.count(exchange);
    const { probe } = queryOf(exchange);
    if (known === 'living') answerJson(exchange, 200, { ok: true, probe });
    else answerJson(exchange, 401, { error: 'invalid_token' });
  }

  private count(exchange: Exchange): 'living' | 'dead' | 'unknown' {
    const { pathname, probe } = queryOf(exchange);
    if (pathname === '/check') this.checkCalls += 1;
    else if (probe !== null) this.arrivals.set(probe, (this.arrivals.get(probe) ?? 0) + 1);
    const { authorization = '' } = exchange.request.headers;
    const token = this.issued.find(({ value }) => authorization === `Bearer ${value}`);
    if (token === undefined) return 'unknown';
    if (token.diesAtMs > performance.now()) return 'living';
    this.deadTokens += 1;
    return 'dead';
  }
}

/** What a POST of the request node carries, and no foreign origin may get. */
export const CARRIED_BODY = 'body-of-vendor-auth-request';

/** What the core `http request` node carries, whose redirects are Node-RED's own. */
export const CORE_BODY = 'body-of-core-request';

function queryOf({ request }: Exchange) {
  const { pathname, searchParams } = new URL(request.target, 'http://vendor');
  return { pathname, probe: searchParams.get('probe') };
}
