import type { Answer } from './answer';
import type { Arrival } from './arrival';
import type { CommonSettings, SettingsSchema } from './settings';
import type { TokenStore, TokenVerdict } from './token-store';
import type { TrafficStats } from './traffic-stats';

export type VendorId = 'eggplant-dai' | 'ddi-central' | 'dvinci' | 'agility' | 'client-credentials';

/** What a handler works on besides the request. */
export interface VendorState<TSettings> {
  readonly settings: TSettings;
  readonly tokens: TokenStore;
  readonly stats: TrafficStats;
  /** Milliseconds on the clock that lifetimes are measured with. */
  readonly nowMs: number;
  /** Scheme, host and port of this server. */
  readonly origin: string;
}

export type Handler<TSettings> = (
  arrival: Arrival,
  state: VendorState<TSettings>,
) => Answer | Promise<Answer>;

/** One vendor's server, as data and plain functions. Routes are `METHOD /path`, as in Router. */
export interface Vendor<TSettings extends CommonSettings, TDetails extends object> {
  id: VendorId;
  name: string;
  tls: boolean;
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
  details(server: { origin: string; certificatePem: string }): TDetails;
  /** Puts back what requests have changed; called at the start and at every reset. */
  restore?(state: VendorState<TSettings>): void;
}
