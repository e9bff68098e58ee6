/** A vendor's refusal of a token request, read from whichever shape it came in. */
export interface TokenRefusal {
  readonly status: number;
  /** `error` of RFC 6749 section 5.2, or else a code under another name, such as `code` or `errorCode`. */
  readonly error: string | undefined;
  /** The vendor's own words, not yet cleared of secrets: to be judged, never to be shown. */
  readonly description: string | undefined;
  readonly errorUri: string | undefined;
}
