import { type Answer, json } from '../answer';
import type { Arrival } from '../arrival';
import type { TokenVerdict } from '../token-store';
import { hasCertificate } from './client';
import { missingHeader } from './login';
import type { ExampleSettings } from './settings';

/** The token of a call, in the header and behind the word that the settings want. */
export function tokenOf(
  { headers }: Arrival,
  { tokenHeader, tokenPrefix }: ExampleSettings,
): string | undefined {
  const value = headers[tokenHeader.toLowerCase()];
  if (typeof value !== 'string') return undefined;
  if (tokenPrefix === '') return value;
  const [word = '', token] = value.trim().split(/ +/);
  // The case of a scheme does not matter (RFC 9110 section 11.1).
  return word.toLowerCase() === tokenPrefix.toLowerCase() ? token : undefined;
}

/** What keeps a call with a good token from being answered: it lacks a header or the certificate. */
export function lacking(arrival: Arrival, settings: ExampleSettings): Answer | undefined {
  const missing = missingHeader(arrival, settings.apiHeaders);
  if (missing !== undefined) return json(401, { message: `The header ${missing} is missing.` });
  return hasCertificate(arrival, settings)
    ? undefined
    : json(403, { message: 'The client certificate is missing.' });
}

export function refuseToken(
  verdict: Exclude<TokenVerdict, 'accepted'>,
  _arrival: Arrival,
  { badTokenAnswer }: ExampleSettings,
): Answer {
  if (verdict === 'missing') {
    return json(401, { error: 'unauthorized' }, { 'www-authenticate': 'Bearer' });
  }
  if (badTokenAnswer !== null) {
    const { status, headers = {}, body = '' } = badTokenAnswer;
    return json(status, body, headers);
  }
  return json(
    401,
    { error: 'invalid_token', error_description: `The access token is ${verdict}.` },
    { 'www-authenticate': 'Bearer error="invalid_token"' },
  );
}
