/** Answered with the request itself, token included (RFC 9110 section 9.3.8). */
const ECHOING_METHODS: ReadonlySet<string> = new Set(['trace', 'track']);

/**
 * Whether the answer to a request with that method would repeat the token. Compared in lower case, as HTTP
 * clients do: a Kelvin sign becomes a k there, too.
 */
export function echoesToken(method: unknown): boolean {
  return typeof method === 'string' && ECHOING_METHODS.has(method.trim().toLowerCase());
}
