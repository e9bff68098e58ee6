import { createServer } from 'node:net';

/** Below the range from which systems take ports for those who ask for any. */
const LOWEST = 20_000;
const HIGHEST = 31_999;

/**
 * A port of the loopback interface for a server that needs long before it listens. One that the
 * system gave out could be somebody else's by then.
 */
export async function fixedPort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
