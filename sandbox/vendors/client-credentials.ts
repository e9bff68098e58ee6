import { json } from '../answer';
import { lacking, refuseToken, tokenOf } from '../example/api';
import { tokenPath } from '../example/client';
import { login } from '../example/login';
import { clientId, clientSecret, type ExampleSettings, exampleSettings } from '../example/settings';
import type { Vendor } from '../vendor';

interface ExampleDetails {
  tokenUrl: string;
  /** The same server on TLS, where it asks for a client certificate. */
  tlsBaseUrl: string;
  /** Of that server, PEM; it is its own certificate authority. */
  caCertificate: string;
}

/**
 * A made-up vendor. It does client credentials by the book (RFC 6749 sections 2.3.1 and 4.4) unless its
 * settings say otherwise: `example/` holds what servers in the field do in its place.
 */
export function clientCredentials(): Vendor<ExampleSettings, ExampleDetails> {
  return {
    id: 'client-credentials',
    name: 'Example Vendor',
    fixedPort: 18082,
    tls: 'also',
    basePath: '',
    protectedPath: '/api/me',
    clientId,
    clientSecret,
    settings: exampleSettings,
    tokenRoutes: { [`ANY ${tokenPath}`]: login },
    apiRoutes: { 'GET /api/me': () => json(200, { clientId, name: 'Example Client' }) },
    testCalls: ['/api/me'],
    tokenOf,
    learnsTokensAfterSeconds: ({ learnsTokensAfterSeconds }) => learnsTokensAfterSeconds,
    lacking,
    refuseToken,
    notFound: () => json(404, { error: 'not_found' }),
    login: ({ origin }) => ({ tokenUrl: `${origin}${tokenPath}`, clientId, clientSecret }),
    details: ({ origin, tlsOrigin, certificatePem }) => ({
      tokenUrl: `${origin}${tokenPath}`,
      tlsBaseUrl: tlsOrigin,
      caCertificate: certificatePem,
    }),
  };
}
