/** A token request before its parameters are written as a body. */
export interface TokenRequestDraft {
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
}
