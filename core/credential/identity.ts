import { lengthPrefixed, sha256 } from '../base/hash';
import type { TlsOptions } from '../base/ports';
import type { AccessTokenPlan } from '../endpoint/access-token-plan';

/**
 * The identity of a credential: equal for two credentials exactly if a token of the one may be used for
 * the other (rule T2). It holds no secret, only a hash, so it may be stored beside a token, yet belongs
 * in no log.
 */
export function identityOf(vendorId: string, plan: AccessTokenPlan, tls: TlsOptions): string {
  return sha256(lengthPrefixed([vendorId, ...plan.identity, ...tlsParts(tls)]));
}

/** A member of `TlsOptions` that is not listed here does not compile. */
function tlsParts(tls: TlsOptions): string[] {
  const parts: Record<keyof TlsOptions, string> = {
    caCertificate: tls.caCertificate ?? '',
    clientCertificate: tls.clientCertificate ?? '',
    clientKey: tls.clientKey ?? '',
    allowUnauthorizedCerts: String(tls.allowUnauthorizedCerts),
    hostOptionsKey: tls.hostOptionsKey ?? '',
  };
  return Object.entries(parts).flat();
}
