import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { type Certificate, selfSignedCertificate } from '../../../sandbox/certificate';

export interface MutualTlsServer {
  readonly baseUrl: string;
  /** Of the server's certificate. */
  readonly authority: string;
  /** The one that the server knows. */
  readonly client: Certificate;
  /** The `Authorization` headers that came over a connection with the client's certificate. */
  readonly authorizations: (string | undefined)[];
  close(): Promise<void>;
}

/** A server on the loopback interface that ends a connection without the client's certificate. */
export async function startMutualTlsServer(): Promise<MutualTlsServer> {
  const [own, client] = await Promise.all([selfSignedCertificate(), clientCertificate()]);
  const authorizations: (string | undefined)[] = [];
  const server = https.createServer(
    {
      cert: own.certificatePem,
      key: own.privateKeyPem,
      ca: client.certificatePem,
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      authorizations.push(request.headers.authorization);
      response.setHeader('content-type', 'application/json').end('{"known":true}');
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authority: own.certificatePem,
    client,
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function clientCertificate(): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: 'a client' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 24 * 3600 * 1000),
  });
  return { certificatePem: made.cert, privateKeyPem: made.private };
}
