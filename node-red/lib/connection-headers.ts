import { isOfTheConnection } from '../../core';

/** What no form refuses, so that saved logins go on to work, but nobody sets except the HTTP client. */
const OF_THE_CLIENT: ReadonlySet<string> = new Set([
  'http2-settings',
  'proxy-authenticate',
  'proxy-connection',
]);

/**
 * Whether a header belongs to one connection or to the address (RFC 9110 sections 7.2 and 7.6.1), so nobody
 * sets it but the HTTP client. `host` above all: undici takes from it the name that the server's certificate
 * must be for.
 *
 * @param name - in lower case
 */
export function belongsToConnection(name: string): boolean {
  return isOfTheConnection(name) || OF_THE_CLIENT.has(name);
}

/** The headers that may be sent, wherever the others come from. */
export function withoutConnectionHeaders<Value>(
  headers: Readonly<Record<string, Value>>,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !belongsToConnection(name.trim().toLowerCase())),
  );
}
