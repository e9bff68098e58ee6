import { isIP } from 'node:net';
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls';
import { certificateToTrust, type ServerCertificate, type Settings } from '../../../core';

/** For connecting and the whole handshake. */
const TIMEOUT_MS = 5000;

/**
 * The certificate that the credential would have to trust to log in, if the server's is self-signed. Nothing
 * is sent over the connection.
 *
 * @returns undefined if there is none, or if trusting it would not help
 */
export async function offeredCertificate(
  { plan }: Pick<Settings, 'plan'>,
  timeoutMs = TIMEOUT_MS,
): Promise<ServerCertificate | undefined> {
  const address = new URL(plan.url);
  if (address.protocol !== 'https:') return undefined;
  const host = address.hostname.replace(/^\[|\]$/g, '');
  const port = Number(address.port || 443);
  // Some host names make connecting throw at once.
  const socket = await handshake(host, port, timeoutMs).catch(() => undefined);
  if (socket === undefined) return undefined;
  try {
    return selfSigned(host, socket, plan.secrets);
  } catch {
    // Whoever answers has written the certificate, and not all that can stand in one can be read.
    return undefined;
  } finally {
    socket.destroy();
  }
}

/** A connection whose handshake is over, or undefined. */
function handshake(host: string, port: number, timeoutMs: number): Promise<TLSSocket | undefined> {
  const isAddress = isIP(host) !== 0;
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port,
      // Looked at only; whoever answers gets nothing from us.
      rejectUnauthorized: false,
      ...(isAddress ? {} : { servername: host }),
    });
    const giveUp = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(undefined);
    };
    const timer = setTimeout(giveUp, timeoutMs).unref();
    socket.on('error', giveUp);
    socket.once('close', giveUp);
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

function selfSigned(
  host: string,
  socket: TLSSocket,
  secrets: readonly string[],
): ServerCertificate | undefined {
  const leaf = socket.getPeerCertificate(true);
  if (checkServerIdentity(host, leaf) !== undefined) return undefined;
  return certificateToTrust(socket.authorizationError, leaf, secrets);
}
