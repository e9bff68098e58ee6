import type { Part } from './part';
import type { TokenRequestDraft } from './token-request-draft';

/** How a token request says who asks: one function, which adds that to the request. */
export interface ClientAuthentication extends Part {
  readonly authenticate: (draft: TokenRequestDraft) => TokenRequestDraft;
}

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Client id and secret as parameters of the request (RFC 6749 section 2.3.1, second form). */
export function clientInBody({ clientId, clientSecret }: ClientCredentials): ClientAuthentication {
  return {
    identity: ['body', clientId, clientSecret],
    secrets: [clientSecret],
    authenticate: ({ parameters, ...draft }) => ({
      ...draft,
      parameters: { ...parameters, client_id: clientId, client_secret: clientSecret },
    }),
  };
}

/** Client id and secret as Basic authentication (RFC 6749 section 2.3.1, first form). */
export function clientInBasicHeader(client: ClientCredentials): ClientAuthentication {
  const basic = basicCredentials(client);
  return {
    identity: ['header', client.clientId, client.clientSecret],
    secrets: [client.clientSecret, basic],
    authenticate: ({ headers, ...draft }) => ({
      ...draft,
      headers: { ...headers, authorization: `Basic ${basic}` },
    }),
  };
}

/**
 * Client id and secret as Basic authentication carries them (RFC 6749 section 2.3.1): both are
 * form-encoded before they are joined and encoded in Base64.
 */
export function basicCredentials({ clientId, clientSecret }: ClientCredentials): string {
  const encode = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);
  return Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64');
}
