/**
 * Headers that belong to one connection or to the address (RFC 9110 sections 7.2 and 7.6.1), so nobody
 * sets them but the HTTP client. `host` above all: undici takes from it the name that the server's
 * certificate must be for.
 */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** @param name - in lower case */
export function belongsToConnection(name: string): boolean {
  return OF_THE_CONNECTION.has(name);
}

/** The headers that may be sent, wherever the others come from. */
export function withoutConnectionHeaders<Value>(
  headers: Readonly<Record<string, Value>>,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !belongsToConnection(name.trim().toLowerCase())),
  );
}
