import { parseUrl } from '../base/url';
import type { TokenEndpoint } from '../endpoint/access-token-plan';
import { quotesSecret } from '../redact/redact';
import type { RedirectTarget } from './token-failure';

/** Longer than any address that a person could be asked to enter. */
const LONGEST_LOCATION = 8_192;

/**
 * Where a redirect leads, unless its origin quotes a secret. The secret is sent to the address that the
 * user checked, and to no other (rule T8).
 */
export function redirectTarget(
  endpoint: Pick<TokenEndpoint, 'url' | 'secrets'>,
  location: string | undefined,
): RedirectTarget | undefined {
  if (location === undefined || location.length > LONGEST_LOCATION) return undefined;
  const target = parseUrl(location, endpoint.url);
  // Such as that of mailto:, which has no origin.
  if (target === undefined || target.origin === 'null') return undefined;
  const asked = new URL(endpoint.url);
  if (quotesSecret(target.origin, endpoint.secrets)) return undefined;
  const isSameOrigin = target.origin === asked.origin;
  const isSlashOnly =
    isSameOrigin &&
    target.pathname !== asked.pathname &&
    withoutFinalSlash(target.pathname) === withoutFinalSlash(asked.pathname);
  return {
    origin: target.origin,
    isSameOrigin,
    finalSlash: isSlashOnly ? target.pathname.endsWith('/') : undefined,
  };
}

function withoutFinalSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
