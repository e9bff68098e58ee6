/** Answered with the request itself, token included (RFC 9110 section 9.3.8). */
const ECHOING_METHODS: ReadonlySet<string> = new Set(['TRACE', 'TRACK']);

/** Why a request with such a method is not sent, as the end of a sentence. */
export const WHY_NOT_ECHOED =
  'is not sent, because a server would repeat the access token in its answer';

/** Whether the answer to a request with that method, in any case, would repeat the token. */
export function echoesToken(method: unknown): boolean {
  return typeof method === 'string' && ECHOING_METHODS.has(method.toUpperCase());
}
