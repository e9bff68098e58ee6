import { asVendorAuthError } from '../base/errors';
import type { Clock, Random } from '../base/ports';
import type { Settings } from '../credential/settings';
import type { AccessToken } from '../endpoint/access-token';
import type { TokenEndpoint } from '../endpoint/access-token-plan';
import type { TokenFailure } from '../login/token-failure';
import { requestToken, toldFailure, type TokenOutcome } from '../login/token-request';
import { FirstExpiries } from './first-expiries';
import { Hold } from './hold';
import type { TokenAsker } from './token-source';

/** What came of one attempt to get a new token. */
export type Renewed =
  | { readonly kind: 'issued'; readonly token: AccessToken }
  /** No request was needed: another process has renewed the token, or is about to. */
  | { readonly kind: 'shared'; readonly token: AccessToken }
  | { readonly kind: 'failed'; readonly failure: TokenFailure; readonly heldBackSeconds: number };

/**
 * Requests tokens of one identity: knows which way worked last, and begins a pause after a failure. Each
 * asker's own credential says where and how, so nothing of a credential is kept between requests.
 */
export class Renewal {
  readonly hold: Hold;
  private requests = 0;
  private way = 0;
  private readonly expiries = new FirstExpiries();

  constructor(
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
    // A way that the vendor understood need not be looked for again, whatever it said.
    this.way = outcome.way ?? this.way;
    if (outcome.kind === 'failed') {
      const { failure } = outcome;
      const heldBackSeconds = this.hold.begin(failure, this.clock.monotonicMs());
      return { kind: 'failed', failure, heldBackSeconds };
    }
    this.hold.end();
    const answeredMs = this.clock.monotonicMs();
    return { kind: 'issued', token: this.expiries.tokenOf(outcome.token, startMs, answeredMs) };
  }

  /** A token was taken over that somebody else requested. */
  knows(token: AccessToken): void {
    this.expiries.knows(token);
  }

  private async ask({ settings, send }: TokenAsker): Promise<TokenOutcome> {
    const counted: typeof send = (request) => {
      this.requests++;
      return send(request);
    };
    const ports = { send: counted, clock: this.clock };
    try {
      return await requestToken(settings, endpointOf(settings), ports, this.way);
    } catch (thrown) {
      const error = asVendorAuthError(thrown, settings.vendor.id);
      return { kind: 'failed', failure: toldFailure(error) };
    }
  }
}

/** Equal for all who ask, since the endpoint is part of the identity (rule T2). */
function endpointOf({ plan }: Settings): TokenEndpoint {
  if (plan.kind === 'token-endpoint') return plan;
  throw new Error('A static token is not requested.');
}
