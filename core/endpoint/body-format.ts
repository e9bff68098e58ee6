import type { HttpRequest } from '../base/ports';
import type { Part } from './part';
import type { TokenRequestDraft } from './token-request-draft';

/** How a token request carries its parameters. */
export interface BodyFormat extends Part {
  readonly encode: (draft: TokenRequestDraft) => EncodedTokenRequest;
}

export type EncodedTokenRequest = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>;

/** `application/x-www-form-urlencoded`, as RFC 6749 section 4.4.2 has it. */
export const FORM: BodyFormat = post('form', 'application/x-www-form-urlencoded', (parameters) =>
  new URLSearchParams(parameters).toString(),
);

/** A JSON object, which some vendors want in its place. */
export const JSON_BODY: BodyFormat = post('json', 'application/json', (parameters) =>
  JSON.stringify(parameters),
);

function post(
  name: string,
  contentType: string,
  write: (parameters: Record<string, string>) => string,
): BodyFormat {
  return {
    identity: [name],
    secrets: [],
    encode: ({ url, headers, parameters }) => ({
      method: 'POST',
      url,
      headers: { accept: 'application/json', 'content-type': contentType, ...headers },
      body: write(parameters),
    }),
  };
}
