import { VendorAuthError } from './errors';
import { checkHint } from './hint';
import { quotation } from './redact';
import type { Settings } from './settings';
import type { Explanation, TokenRefusal, Vendor } from './vendor';
import { nameAtStart, nameWithin } from './vendor-name';

/** No vendor is waited for longer than this (rule T6). */
const LONGEST_RETRY_AFTER_SECONDS = 3600;

export interface RefusalContext {
  /** The body was a page for a browser. */
  readonly isPage: boolean;
  readonly retryAfterSeconds: number | undefined;
  /** The vendor's words, cleared of secrets. */
  readonly description: string | undefined;
  readonly errorUri: string | undefined;
}

type Explain = (vendor: Vendor, status: number) => Explanation;

/** The codes of RFC 6749 section 5.2 and RFC 8707 that are told in words. */
const EXPLAINED_CODES: ReadonlyMap<string, Explain> = new Map<string, Explain>([
  ['invalid_client', (vendor) => invalidClient(vendor)],
  [
    'unauthorized_client',
    (vendor, status) =>
      // With 401 it is Keycloak's word for a wrong secret; RFC 6749 has it come with 400.
      status === 401
        ? invalidClient(vendor)
        : refused(
            vendor,
            'this client may not use the client credentials grant',
            'Allow it for the client in the vendor’s product.',
          ),
  ],
  [
    'unsupported_grant_type',
    (vendor) =>
      refused(
        vendor,
        'it does not know the client credentials grant',
        checkHint(vendor, 'tokenUrl', 'bodyFormat'),
      ),
  ],
  [
    'invalid_scope',
    (vendor) =>
      refused(vendor, 'the scope is unknown or not for this client', checkHint(vendor, 'scope')),
  ],
  [
    'invalid_target',
    (vendor) =>
      refused(
        vendor,
        'the audience is unknown or not for this client',
        checkHint(vendor, 'audience'),
      ),
  ],
  [
    'invalid_request',
    (vendor) =>
      refused(
        vendor,
        'a parameter is missing or malformed',
        checkHint(vendor, 'clientAuthentication', 'bodyFormat', 'extraParameters'),
      ),
  ],
]);

/** Whether the words for a refusal with that code say all that the code does. */
export function isExplained(code: string): boolean {
  return EXPLAINED_CODES.has(code);
}

/** A refused token request as an error: in the vendor's own words where it has some. */
export function explainRefusal(
  settings: Settings,
  refusal: TokenRefusal,
  context: RefusalContext,
): VendorAuthError {
  const { vendor, values } = settings;
  const explanation =
    explainOverload(refusal, nameAtStart(vendor)) ??
    (context.isPage ? undefined : vendor.explainRefusal?.(refusal, values)) ??
    explainGenerally(refusal, vendor, context.isPage);
  return new VendorAuthError({
    ...explanation,
    message: explanation.message + quotation(context.description),
    vendor: vendor.id,
    status: refusal.status,
    description: context.description,
    errorUri: context.errorUri,
    retryAfterSeconds: context.retryAfterSeconds,
  });
}

/**
 * `Retry-After` in seconds (RFC 9110 section 10.2.3), at most an hour. A date is measured from the
 * answer's own `Date`, so that the vendor's clock need not agree with ours.
 */
export function retryAfterSecondsOf(
  retryAfter: string | undefined,
  answeredAt: string | undefined,
): number | undefined {
  if (retryAfter === undefined) return undefined;
  const seconds = /^\s*\d+\s*$/.test(retryAfter)
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - Date.parse(answeredAt ?? '')) / 1000;
  return Number.isNaN(seconds)
    ? undefined
    : Math.min(Math.max(0, seconds), LONGEST_RETRY_AFTER_SECONDS);
}

function explainOverload(refusal: TokenRefusal, product: string): Explanation | undefined {
  if (refusal.status === 429) {
    return {
      code: 'rate-limited',
      message: `${product} has had too many token requests.`,
      hint: 'Try again later; until then, no new token is requested. Look for other programs that use the same client.',
    };
  }
  if (refusal.status >= 500) {
    return {
      code: 'vendor-unavailable',
      message: `${product} could not issue a token (status ${refusal.status}).`,
      hint: 'Try again later; until then, requests wait at growing intervals. If it goes on, look at the state of the server.',
    };
  }
  return undefined;
}

function explainGenerally(refusal: TokenRefusal, vendor: Vendor, isPage: boolean): Explanation {
  if (isPage) {
    return {
      code: 'no-token-endpoint',
      message: `The token URL of ${nameWithin(vendor)} answers with a web page (HTML, status ${refusal.status}).`,
      hint: 'Check the address: it should be that of the API, not of the login page, and no proxy’s page in its place.',
    };
  }
  const explained = EXPLAINED_CODES.get(refusal.error ?? '')?.(vendor, refusal.status);
  if (explained !== undefined) return explained;
  if (refusal.status === 401) return invalidClient(vendor);
  if (refusal.status === 404 || refusal.status === 405 || refusal.status === 410) {
    return {
      code: 'no-token-endpoint',
      message: `There is no token endpoint of ${nameWithin(vendor)} at this address (status ${refusal.status}).`,
      hint: checkHint(vendor, 'baseUrl', 'tokenUrl'),
    };
  }
  return refused(vendor, `status ${refusal.status}`, checkHint(vendor));
}

function invalidClient(vendor: Vendor): Explanation {
  return {
    code: 'invalid-client',
    message: `${nameAtStart(vendor)} does not know this client, or its secret is wrong.`,
    hint: 'Enter client ID and secret again. If they worked before, the secret was probably replaced.',
  };
}

function refused(vendor: Vendor, why: string, hint: string): Explanation {
  return {
    code: 'token-request-refused',
    message: `${nameAtStart(vendor)} refused the token request: ${why}.`,
    hint,
  };
}
