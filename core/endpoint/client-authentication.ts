import type { Part } from './part';
import type { TokenRequestDraft } from './token-request-draft';

/** How a token request says who asks: one function, which adds that to the request. */
export interface ClientAuthentication extends Part {
  readonly authenticate: (draft: TokenRequestDraft, now: Now) => TokenRequestDraft;
}

/** The moment of a request, for what is signed. */
export interface Now {
  /** Milliseconds since 1970. */
  readonly wallMs: number;
}

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The names under which a request carries the client, where a vendor wants other ones. */
export interface ParameterNames {
  readonly id: string;
  readonly secret: string;
}

/** RFC 6749 section 2.3.1. */
export const STANDARD_NAMES: ParameterNames = { id: 'client_id', secret: 'client_secret' };

/** Client id and secret as parameters of the request (RFC 6749 section 2.3.1, second form). */
export function clientInBody(
  { clientId, clientSecret }: ClientCredentials,
  names: ParameterNames = STANDARD_NAMES,
): ClientAuthentication {
  const own = {
    ...(clientId === '' ? {} : { [names.id]: clientId }),
    ...(clientSecret === '' ? {} : { [names.secret]: clientSecret }),
  };
  return {
    identity: ['body', names.id, clientId, names.secret, clientSecret],
    secrets: [clientSecret],
    authenticate: ({ parameters, ...draft }) => ({
      ...draft,
      parameters: { ...parameters, ...own },
    }),
  };
}

/** The client id alone: the certificate of the connection proves it (RFC 8705 section 2). */
export function clientByCertificate(
  clientId: string,
  names: ParameterNames = STANDARD_NAMES,
): ClientAuthentication {
  const inBody = clientInBody({ clientId, clientSecret: '' }, names);
  return { ...inBody, identity: ['certificate', names.id, clientId] };
}

/** Client id and secret as Basic authentication (RFC 6749 section 2.3.1, first form). */
export function clientInBasicHeader(client: ClientCredentials): ClientAuthentication {
  return basicHeader('header', client, basicCredentials(client));
}

/**
 * The same as most programs write it, without encoding id and secret first (RFC 7617). Some servers
 * understand only this.
 */
export function clientInPlainBasicHeader(client: ClientCredentials): ClientAuthentication {
  return basicHeader('plain-header', client, plainBasicCredentials(client));
}

/** Whether the two spellings of Basic differ for that client. */
export function areBasicSpellingsDifferent(client: ClientCredentials): boolean {
  return basicCredentials(client) !== plainBasicCredentials(client);
}

function basicHeader(
  name: string,
  { clientId, clientSecret }: ClientCredentials,
  basic: string,
): ClientAuthentication {
  return {
    identity: [name, clientId, clientSecret],
    secrets: [clientSecret, basic],
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

function plainBasicCredentials({ clientId, clientSecret }: ClientCredentials): string {
  return Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
}
