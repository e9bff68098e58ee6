import { asVendorAuthError } from '../base/errors';
import { sha256 } from '../base/hash';
import type { Clock, Random } from '../base/ports';
import type { AccessToken } from '../endpoint/access-token';
import type { TokenEndpoint } from '../endpoint/access-token-plan';
import type { IssuedToken } from '../login/classify-token-answer';
import type { TokenFailure } from '../login/token-failure';
import { requestToken, toldFailure, type TokenOutcome } from '../login/token-request';
import { Hold } from './hold';
import type { TokenAsker } from './token-source';

/** What came of one attempt to get a new token. */
export type Renewed =
  | { readonly kind: 'issued'; readonly token: AccessToken }
  | { readonly kind: 'failed'; readonly failure: TokenFailure; readonly heldBackSeconds: number };

/** Requests tokens at one endpoint: knows which way worked last, and begins a pause after a failure. */
export class Renewal {
  readonly hold: Hold;
  private requests = 0;
  private way = 0;
  /** The token that was issued last. */
  private last: { readonly fingerprint: string; readonly expiresAtMs: number } | undefined;

  constructor(
    private readonly endpoint: TokenEndpoint,
    private readonly clock: Clock,
    random: Random,
  ) {
    this.hold = new Hold(random);
  }

  /** All requests so far, one under way included. */
  get tokenRequests(): number {
    return this.requests;
  }

  /** Makes one token request. It never throws. */
  async request(asker: TokenAsker): Promise<Renewed> {
    // Before the request, since the vendor counts from when it issues (rule T3).
    const startMs = this.clock.monotonicMs();
    const outcome = await this.ask(asker);
    if (outcome.kind === 'failed') {
      const { failure } = outcome;
      const heldBackSeconds = this.hold.begin(failure, this.clock.monotonicMs());
      return { kind: 'failed', failure, heldBackSeconds };
    }
    this.way = outcome.way;
    this.hold.end();
    const token = this.keepingFirstExpiry(outcome.token, startMs);
    this.last = { fingerprint: sha256(token.value), expiresAtMs: token.expiresAtMs };
    return { kind: 'issued', token };
  }

  /**
   * The same token, handed out again, keeps its first expiry unless the vendor gave an earlier one: some
   * vendors tell the whole lifetime each time (rule T3). One that outlived it was renewed at the vendor.
   */
  private keepingFirstExpiry(issued: IssuedToken, startMs: number): AccessToken {
    const { accessToken: value, lifetimeSeconds } = issued;
    const expiresAtMs = startMs + lifetimeSeconds * 1000;
    const isSame = this.last?.fingerprint === sha256(value);
    const firstMs = isSame && this.last !== undefined ? this.last.expiresAtMs : Infinity;
    if (firstMs >= expiresAtMs || firstMs <= startMs)
      return { value, lifetimeSeconds, expiresAtMs };
    return { value, lifetimeSeconds: (firstMs - startMs) / 1000, expiresAtMs: firstMs };
  }

  private async ask({ settings, send }: TokenAsker): Promise<TokenOutcome> {
    const counted: typeof send = (request) => {
      this.requests++;
      return send(request);
    };
    const ports = { send: counted, clock: this.clock };
    try {
      return await requestToken(settings, this.endpoint, ports, this.way);
    } catch (thrown) {
      const error = asVendorAuthError(thrown, settings.vendor.id);
      return { kind: 'failed', failure: toldFailure(error) };
    }
  }
}
