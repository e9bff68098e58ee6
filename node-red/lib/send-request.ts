import { request, type Dispatcher } from 'undici';
import { untilAborted } from '../../core';

/** undici's `request`, with a signal that counts from the start on. */
export type RequestOptions = NonNullable<Parameters<typeof request<null>>[1]> & {
  readonly signal: AbortSignal;
};

/**
 * Sends a request whose signal ends it at any time: undici itself looks at the signal only once it has a
 * connection, and making one may take as long as a server or a proxy likes.
 *
 * @throws what undici does; the signal's reason; a proxy's refusal under a code of its own.
 */
export async function sendRequest(
  url: string | URL,
  options: RequestOptions,
): Promise<Dispatcher.ResponseData> {
  try {
    return await untilAborted(request(url, options), options.signal);
  } catch (error) {
    throw refusalOfProxy(error) ?? error;
  }
}

/** undici tells what a proxy answered by its messages alone. */
function refusalOfProxy(error: unknown): Error | undefined {
  const status = /^Proxy (?:Authentication Required|response) \((\d{3})\)/.exec(
    messageOf(error),
  )?.[1];
  if (status === undefined) return undefined;
  const code = status === '407' ? 'PROXY_WANTS_LOGIN' : 'PROXY_REFUSES';
  return Object.assign(new Error(`The proxy answered with status ${status}.`), { code });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 100) : '';
}
