import { createHash } from 'crypto';
import type { AccessTokenPlan, VendorId } from './vendor';
import type { TlsOptions } from './ports';

/**
 * The identity of a credential: equal for two credentials exactly if a token of the one may be used
 * for the other (rule T2). It holds no secret, only a fingerprint of it, and hashes once more, so it
 * may be stored beside a token, yet belongs in no log.
 */
export function identityOf(vendor: VendorId, plan: AccessTokenPlan, tls: TlsOptions): string {
  return sha256(lengthPrefixed([vendor, ...planParts(plan), ...tlsParts(tls)]));
}

function planParts(plan: AccessTokenPlan): string[] {
  if (plan.kind === 'static') return [plan.kind, plan.issuerUrl, sha256(plan.accessToken)];
  const parameters = Object.entries(plan.parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    plan.kind,
    plan.url,
    plan.clientId,
    sha256(plan.clientSecret),
    plan.clientAuthentication,
    plan.bodyFormats.join(' '),
    String(parameters.length),
    ...parameters.flat(),
  ];
}

function tlsParts(tls: TlsOptions): string[] {
  return [tls.caCertificate ?? '', String(tls.allowUnauthorizedCerts), tls.hostOptionsKey ?? ''];
}

/** Joined so that no two lists of parts give the same text, whatever the parts hold. */
function lengthPrefixed(parts: readonly string[]): string {
  return parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
