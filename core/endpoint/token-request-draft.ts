import type { JsonObject } from '../base/json';

/** A token request before its parameters are written as a body or query. */
export interface TokenRequestDraft {
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Nested only where the format can carry that. */
  readonly parameters: JsonObject;
  /** Secrets that were made for this one request, such as a signed assertion. */
  readonly secrets?: readonly string[];
}
