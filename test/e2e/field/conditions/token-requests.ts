import { createPublicKey } from 'node:crypto';
import { ES256_KEY, RSA_CERTIFICATE, RSA_KEY } from '../../../core/support/keys';
import { AT_ONCE, replacedOnce, untilWithdrawn, type Condition } from '../condition';

/** A vendor that wants to be asked in its own way, which is entered in the form. */
function asked(condition: Omit<Condition, 'play' | 'expected'>, tokenRequests = 2): Condition {
  return {
    ...condition,
    play: untilWithdrawn,
    expected: (route) => replacedOnce(route, { tokenRequests }),
  };
}

const publicHalf = (key: string) =>
  createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();

const RESET_SECONDS = 4;

/** B: the token request. */
export const TOKEN_REQUESTS: readonly Condition[] = [
  asked({
    id: 'B1',
    title: 'Basic header of a server that decodes its parts',
    vendor: { clientAuthentication: 'header' },
    fields: () => ({ clientAuthentication: 'header' }),
  }),
  asked(
    {
      id: 'B1',
      title: 'Basic header of a server that does not: tried once, then remembered',
      vendor: { clientAuthentication: 'header', basicSpelling: 'plain' },
      fields: () => ({ clientAuthentication: 'header' }),
    },
    3,
  ),
  asked({
    id: 'B2',
    title: 'another grant type, with a secret parameter of its own',
    vendor: {
      grantType: 'account_credentials',
      extraParameters: { account_id: 'a-1', password: 'p=&+%' },
    },
    fields: () => ({
      grantType: 'account_credentials',
      extraParameters: 'account_id=a-1',
      secretParameters: 'password=p=&+%',
    }),
  }),
  asked({
    id: 'B3',
    title: 'a header on the token request',
    vendor: { tokenRequestHeaders: { 'X-Tenant': 'one', 'X-Api-Key': 'k/1' } },
    fields: () => ({ tokenRequestHeaders: 'X-Tenant: one\nX-Api-Key: k/1' }),
  }),
  asked({
    id: 'B4',
    title: 'a GET with a query',
    vendor: { bodyFormat: 'query' },
    fields: () => ({ bodyFormat: 'query' }),
  }),
  asked({
    id: 'B5',
    title: 'other names, in JSON, without a grant type',
    vendor: {
      bodyFormat: 'json',
      grantType: null,
      clientIdParameter: 'apiKey',
      clientSecretParameter: 'apiSecret',
    },
    fields: () => ({
      bodyFormat: 'json',
      grantType: 'none',
      clientIdParameter: 'apiKey',
      clientSecretParameter: 'apiSecret',
    }),
  }),
  ...(['RS256', 'PS256', 'ES256'] as const).map((signingAlgorithm) => {
    const privateKey = signingAlgorithm === 'ES256' ? ES256_KEY : RSA_KEY;
    return asked({
      id: 'B6',
      title: `private_key_jwt, ${signingAlgorithm}`,
      vendor: {
        clientAuthentication: 'privateKeyJwt',
        assertionKey: publicHalf(privateKey),
        assertionAlgorithm: signingAlgorithm,
      },
      fields: () => ({
        clientAuthentication: 'privateKeyJwt',
        clientSecret: '',
        privateKey,
        signingAlgorithm,
      }),
    });
  }),
  asked({
    id: 'B7',
    title: 'a client certificate, for the token request and the API',
    vendor: { clientAuthentication: 'tlsCertificate', clientCertificate: RSA_CERTIFICATE },
    fields: ({ tlsBaseUrl, caCertificate }) => ({
      clientAuthentication: 'tlsCertificate',
      clientSecret: '',
      baseUrl: tlsBaseUrl,
      tokenUrl: `${tlsBaseUrl}/oauth/token`,
      caCertificate,
      clientCertificate: RSA_CERTIFICATE,
      clientKey: RSA_KEY,
    }),
  }),
  ...[
    { 'x-ratelimit-reset': String(RESET_SECONDS) },
    { ratelimit: `"default";r=0;t=${RESET_SECONDS}` },
    { 'ratelimit-reset': String(RESET_SECONDS) },
  ].map((headers): Condition => ({
    id: 'B8',
    title: `429 with ${JSON.stringify(headers).slice(1, -1)}, without Retry-After`,
    vendor: { tokenEndpoint: { status: 429, headers, times: 1 } },
    async play(scene) {
      await scene.call(AT_ONCE);
      // By itself, the product would try again after a second.
      await scene.wait(RESET_SECONDS / 2);
      await scene.call(AT_ONCE);
      await scene.wait(RESET_SECONDS / 2 + 0.5);
      await scene.call(AT_ONCE);
    },
    expected: () => ({ tokenRequests: 2, answered: AT_ONCE, failed: 2 * AT_ONCE, calls: AT_ONCE }),
  })),
  asked({
    id: 'B9',
    title: 'Basic header, and client_id in the body as well',
    vendor: {
      clientAuthentication: 'header',
      extraParameters: { client_id: 'example:client' },
    },
    fields: ({ clientId }) => ({
      clientAuthentication: 'header',
      extraParameters: `client_id=${clientId}`,
    }),
  }),
];
