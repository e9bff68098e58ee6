import type { Json, JsonObject } from '../base/json';
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
  formOf(parameters).toString(),
);

/** A JSON object, which some vendors want in its place. It may be nested. */
export const JSON_BODY: BodyFormat = post('json', 'application/json', (parameters) =>
  JSON.stringify(parameters),
);

/** A GET with the parameters in the query, which some vendors want although it ends up in logs. */
export const QUERY: BodyFormat = inQuery('query', 'GET');

/** The same as a POST without a body. */
export const QUERY_OF_POST: BodyFormat = inQuery('query-of-post', 'POST');

function inQuery(name: string, method: 'GET' | 'POST'): BodyFormat {
  return {
    identity: [name],
    secrets: [],
    encode({ url, headers, parameters }) {
      const address = new URL(url);
      const query = new URLSearchParams(address.search);
      for (const [parameter, value] of formOf(parameters)) query.append(parameter, value);
      // At once, since an address is written anew for each change of it.
      address.search = query.toString();
      return { method, url: address.href, headers: { accept: 'application/json', ...headers } };
    },
  };
}

function post(
  name: string,
  contentType: string,
  write: (parameters: JsonObject) => string,
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

function formOf(parameters: JsonObject): URLSearchParams {
  return new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [name, asText(value)]),
  );
}

function asText(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
