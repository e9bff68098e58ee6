/** Answered with the request itself, token included (RFC 9110 section 9.3.8). */
const ECHOING_METHODS: ReadonlySet<string> = new Set(['TRACE', 'TRACK']);

/** Whether the answer to a request with that method, in any case, would repeat the token. */
export function echoesToken(method: unknown): boolean {
  return typeof method === 'string' && ECHOING_METHODS.has(method.toUpperCase());
}
