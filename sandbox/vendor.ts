import type { Answer } from './answer';
import type { Arrival } from './arrival';
import type { CommonSettings, SettingsSchema } from './settings';
import type { TokenStore, TokenVerdict } from './token-store';
import type { TrafficStats } from './traffic-stats';

/** What a handler works on besides the request. */
export interface VendorState<TSettings> {
  readonly settings: TSettings;
  readonly tokens: TokenStore;
  readonly stats: TrafficStats;
  /** Milliseconds on the clock that lifetimes are measured with. */
  readonly nowMs: number;
  /** Scheme, host and port of this server. */
  readonly origin: string;
  /** Where it listens on TLS beside plain HTTP; empty for vendors that do not. */
  readonly tlsOrigin: string;
}

export type Handler<TSettings> = (
  arrival: Arrival,
  state: VendorState<TSettings>,
) => Answer | Promise<Answer>;

/** One vendor's server, as data and plain functions. Routes are `METHOD /path`, as in Router. */
export interface Vendor<TSettings extends CommonSettings, TDetails extends object> {
  /** The core's name for the vendor. */
  id: string;
  name: string;
  /** Where the vendor is when a person starts the sandbox; examples point there. */
  fixedPort: number;
  /** `also`: on a port of its own beside plain HTTP, where it asks for a client certificate. */
  tls: boolean | 'also';
  /** What the base URL has after the origin. */
  basePath: string;
  /** The default test call, relative to the base URL. */
  protectedPath: string;
  /** Empty where the vendor has none, like the secret. */
  clientId: string;
  clientSecret: string;
  settings: SettingsSchema<TSettings>;
  /** Requests counted as token requests. They see every method on their path. */
  tokenRoutes: Record<string, Handler<TSettings>>;
  /** Requests that need a token which the vendor accepts. */
  apiRoutes: Record<string, Handler<TSettings>>;
  /** Full paths of the calls that are made only to see whether a token is good. */
  testCalls: string[];
  /** Where a call has its token, if not in `Authorization: Bearer …`. */
  tokenOf?(arrival: Arrival, settings: TSettings): string | undefined;
  /** So long after its issue, a token is not known to the API yet. */
  learnsTokensAfterSeconds?(settings: TSettings): number;
  /** What a call with a good token is answered that lacks something else. */
  lacking?(arrival: Arrival, settings: TSettings): Answer | undefined;
  /** Whether this version of the vendor has the path; without it, every version has every route. */
  isThere?(path: string, settings: TSettings): boolean;
  /** Whether a good token of this owner may be used here; without it, it may everywhere. */
  tokenFits?(owner: string, arrival: Arrival, settings: TSettings): boolean;
  refuseToken(
    verdict: Exclude<TokenVerdict, 'accepted'>,
    arrival: Arrival,
    settings: TSettings,
  ): Answer;
  notFound(arrival: Arrival, state: VendorState<TSettings>): Answer;
  /** What else scripts need to know, besides id, name, base URL and client. */
  details(server: { origin: string; tlsOrigin: string; certificatePem: string }): TDetails;
  /**
   * What a person enters into the product's form besides the base URL, by the names of its fields. Without it,
   * `clientId` and `clientSecret`.
   */
  login?(server: { origin: string; certificatePem: string }): Record<string, string>;
  /** Puts back what requests have changed; called at the start and at every reset. */
  restore?(state: VendorState<TSettings>): void;
}
