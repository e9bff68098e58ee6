import type { VendorAuthError, VendorAuthErrorCode } from '../base/errors';
import type { TransportFault } from '../http/transport-fault';
import type { RefusalKind, RefusalRule } from '../vendor/vendor';

/**
 * A token request that failed, as facts: no words, no secret, and nothing of the credential whose
 * request it was. Whoever shares the failure has it put into words for their own credential.
 */
export interface TokenFailure {
  readonly code: VendorAuthErrorCode;
  readonly cause: TokenFailureCause;
  readonly status?: number | undefined;
  /** The vendor's own words, cleared of secrets. */
  readonly description?: string | undefined;
  readonly errorUri?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

export type TokenFailureCause =
  /** The host's or the core's own error, which says in words what happened. */
  | { readonly kind: 'told'; readonly error: VendorAuthError }
  | { readonly kind: 'fault'; readonly fault: Exclude<TransportFault, { kind: 'told' }> }
  | {
      readonly kind: 'refusal';
      readonly refusal: RefusalKind;
      /** The vendor's own words for it. */
      readonly rule: RefusalRule | undefined;
    }
  /** `target`: where to, cleared of secrets; undefined if that is no address. */
  | { readonly kind: 'redirect'; readonly target: RedirectTarget | undefined }
  | { readonly kind: 'unreadable'; readonly isPage: boolean }
  /** `members`: the names that the answer had, cleared of secrets. */
  | { readonly kind: 'no-token'; readonly members: string | undefined }
  | { readonly kind: 'unsupported-type'; readonly type: string | undefined }
  | { readonly kind: 'unusable-token' };

export interface RedirectTarget {
  readonly origin: string;
  readonly isSameOrigin: boolean;
  /** Set if nothing but the final slash differs: whether the target ends with one. */
  readonly finalSlash: boolean | undefined;
}
