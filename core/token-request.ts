import { basicCredentials } from './client-authentication';
import { exchange } from './exchange';
import type { Clock, HttpRequest, SendRequest } from './ports';
import type { Settings } from './settings';
import { readTokenAnswer, type IssuedToken } from './token-answer';
import type { BodyFormat, TokenEndpoint } from './vendor';

/** For the whole token request, a second encoding included (rule T9). */
export const TOKEN_REQUEST_TIMEOUT_MS = 30_000;

export interface TokenRequestOutcome {
  readonly token: IssuedToken;
  /** The encoding that the vendor took, to begin with next time. */
  readonly bodyFormat: BodyFormat;
}

/**
 * Requests one access token with the client credentials grant (RFC 6749 section 4.4). A vendor that
 * refuses the encoding is asked once more in each other one that it may understand.
 *
 * @throws {VendorAuthError} for whatever keeps a token from coming.
 */
export async function requestToken(
  settings: Settings,
  endpoint: TokenEndpoint,
  ports: { readonly send: SendRequest; readonly clock: Clock; readonly onRequest?: () => void },
  firstFormat: BodyFormat = endpoint.bodyFormats[0],
): Promise<TokenRequestOutcome> {
  const startMs = ports.clock.monotonicMs();
  const others = endpoint.bodyFormats.filter((format) => format !== firstFormat);
  const formats = [firstFormat, ...others];
  const timeLeftMs = () => TOKEN_REQUEST_TIMEOUT_MS - (ports.clock.monotonicMs() - startMs);
  for (const [index, bodyFormat] of formats.entries()) {
    const request = tokenRequest(endpoint, bodyFormat, timeLeftMs());
    ports.onRequest?.();
    const answer = readTokenAnswer(
      settings,
      endpoint,
      await exchange(settings, ports.send, request),
    );
    if (answer.kind === 'issued') return { token: answer.token, bodyFormat };
    const isLast = index === formats.length - 1 || timeLeftMs() <= 0;
    if (isLast || !settings.vendor.isEncodingRefused?.(answer.refusal)) throw answer.error;
  }
  throw new Error('unreachable: there is at least one body format');
}

function tokenRequest(
  endpoint: TokenEndpoint,
  format: BodyFormat,
  timeoutMs: number,
): Omit<HttpRequest, 'tls'> {
  const inBody = endpoint.clientAuthentication === 'body';
  const members = {
    ...endpoint.parameters,
    ...(inBody ? { client_id: endpoint.clientId, client_secret: endpoint.clientSecret } : {}),
  };
  return {
    method: 'POST',
    url: endpoint.url,
    headers: {
      accept: 'application/json',
      'content-type': format === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
      ...(inBody ? {} : { authorization: `Basic ${basicCredentials(endpoint)}` }),
    },
    body: format === 'json' ? JSON.stringify(members) : new URLSearchParams(members).toString(),
    timeoutMs,
  };
}
