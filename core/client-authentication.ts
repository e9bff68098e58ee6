import type { TokenEndpoint } from './vendor';

/**
 * Client id and secret as Basic authentication carries them (RFC 6749 section 2.3.1): both
 * form-encoded before they are joined and encoded in Base64.
 */
export function basicCredentials(
  endpoint: Pick<TokenEndpoint, 'clientId' | 'clientSecret'>,
): string {
  const encode = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);
  const pair = `${encode(endpoint.clientId)}:${encode(endpoint.clientSecret)}`;
  return Buffer.from(pair).toString('base64');
}
