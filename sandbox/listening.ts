import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificate';

/** A server on TLS if there is a certificate for it, else on plain HTTP. */
export function createServer(
  certificate: Certificate | undefined,
  listener: http.RequestListener,
  asksForCertificate = false,
): http.Server {
  if (certificate === undefined) return http.createServer(listener);
  const { certificatePem, privateKeyPem } = certificate;
  // Whose certificate a client shows, the vendor's settings judge; most clients have none to show.
  const asking = asksForCertificate ? { requestCert: true, rejectUnauthorized: false } : {};
  return https.createServer({ cert: certificatePem, key: privateKeyPem, ...asking }, listener);
}

/**
 * Listens on the loopback interface. Rejects if the port is taken.
 *
 * @returns the port
 */
export async function listenOn(server: http.Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
