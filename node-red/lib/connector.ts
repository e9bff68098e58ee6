import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

/** With these, undici makes one connection after the other, without end and at once. */
const TRIED_AGAIN_BY_UNDICI = new Set(['UND_ERR_SOCKET', 'UND_ERR_INFO']);

/**
 * Makes connections that come about within the time, or fail for good: undici itself waits for a proxy's
 * tunnel as long as the proxy likes, and tries again at once and without end where one closes.
 */
export function connectWithin(
  timeoutMs: number,
  connector: buildConnector.connector,
): buildConnector.connector {
  return (options, callback) => {
    let isOver = false;
    const conclude = (error: Error | null, socket: Socket | null) => {
      if (isOver) return void socket?.on('error', ignore).destroy();
      isOver = true;
      clearTimeout(timer);
      // A failed tunnel of undici's comes with no second argument at all.
      if (socket) callback(null, socket);
      else callback(forGood(error), null);
    };
    const timeOut = () => conclude(timedOut(), null);
    const timer = setTimeout(timeOut, timeoutMs).unref();
    connector(options, (...[error, socket]) => conclude(error, socket));
  };
}

function forGood(error: Error | null): Error {
  const { code = '' } = (error ?? {}) as { code?: string };
  if (error !== null && !TRIED_AGAIN_BY_UNDICI.has(code)) return error;
  const closed = new Error('The connection was closed before it came about.', { cause: error });
  return Object.assign(closed, { code: 'ECONNRESET' });
}

function timedOut(): Error {
  const error = new Error('The connection did not come about in time.');
  return Object.assign(error, { code: 'ETIMEDOUT' });
}

function ignore(): void {
  // The socket came too late, and so does what happens to it.
}
