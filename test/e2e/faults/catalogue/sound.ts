import type { Exchange } from '../server/endpoint';
import type { FaultVendor } from '../server/vendor';

/** What this endpoint would have answered in health: a token, or the echo of the API. */
export function soundMembers(
  { request }: Exchange,
  vendor: FaultVendor,
): Readonly<Record<string, unknown>> {
  if (isTokenRequest(request)) {
    return { access_token: vendor.newToken(3600), token_type: 'Bearer', expires_in: 3600 };
  }
  const { searchParams } = new URL(request.target, 'http://vendor');
  return { ok: true, probe: searchParams.get('probe') };
}

export function isTokenRequest({ target }: Exchange['request']): boolean {
  return target.startsWith('/token');
}
