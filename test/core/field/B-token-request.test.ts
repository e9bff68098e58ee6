import { createPublicKey, generateKeyPairSync, verify, constants } from 'crypto';
import { checkSettings, type HttpRequest } from '../../../core';
import { credential, scene, SECRET, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith, type Answer } from '../support/fake-vendor';
import { ES256_KEY, RSA_CERTIFICATE, RSA_KEY } from '../support/keys';
import { World } from '../support/world';

const OF = 'client-credentials';
const ISSUED: Answer = { body: { access_token: 'opaque', expires_in: 3600 } };

/** A credential and a server that issues a token only to a request which it understands. */
function strict(
  fields: Record<string, unknown>,
  understands: (request: HttpRequest) => boolean,
  refusal: Answer = { status: 401, body: { error: 'invalid_client' } },
) {
  return scene((request) => (understands(request) ? ISSUED : refusal), settingsOf(OF, fields));
}

function form({ body }: HttpRequest): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body));
}

function basicOf({ headers }: HttpRequest): string {
  const [scheme, base64 = ''] = (headers['authorization'] ?? '').split(' ');
  return scheme === 'Basic' ? Buffer.from(base64, 'base64').toString() : '';
}

describe('B1: Basic in the spelling that the server reads', () => {
  const client = { clientAuthentication: 'header', clientId: 'a:b c', clientSecret: 'd+é%/=&' };
  const plain = `${client.clientId}:${client.clientSecret}`;
  const isEncoded = (request: HttpRequest) => basicOf(request) === 'a%3Ab+c:d%2B%C3%A9%25%2F%3D%26';
  const isPlain = (request: HttpRequest) => basicOf(request) === plain;
  const refusals: Answer[] = [
    { status: 401, body: { error: 'invalid_client' } },
    { status: 400, body: { error: 'invalid_client' } },
    { status: 401, body: '' },
    { status: 401, body: { error: 'Unauthorized', message: 'Bad credentials' } },
    { status: 401, body: '<html></html>' },
    { status: 200, body: { error: 'invalid_client' } },
    { status: 400, body: { errorCode: 'INVALID_CLIENT' } },
  ];

  test.each(refusals)(
    'is the RFC’s where that works: nothing else is tried (%j)',
    async (refusal) => {
      const { token, vendor } = strict(client, isEncoded, refusal);
      await token();
      expect(vendor.requests).toHaveLength(1);
    },
  );

  test.each(refusals)('is tried once unencoded after %j, and remembered', async (refusal) => {
    const { token, vendor, source, clock } = strict(client, isPlain, refusal);
    expect(await token()).toBe('opaque');
    expect(vendor.requests.map(basicOf)).toEqual([expect.stringContaining('%'), plain]);
    for (let window = 0; window < 5; window++) {
      clock.advanceSeconds(4000);
      await token();
    }
    expect(vendor.requests).toHaveLength(7);
    expect(source.status().tokenRequests).toBe(7);
  });

  test('is no other one where the two spellings are the same', async () => {
    const simple = { clientAuthentication: 'header', clientId: 'client', clientSecret: 'secret-1' };
    const { token, vendor } = strict(simple, () => false);
    await errorOf(token());
    expect(vendor.requests).toHaveLength(1);
  });

  test.each([
    { status: 429 },
    { status: 503 },
    { status: 400, body: { error: 'invalid_scope' } },
    { status: 403, body: { error: 'access_denied' } },
  ])('is no reason to ask again after %j', async (refusal) => {
    const { token, vendor } = strict(client, () => false, refusal);
    await errorOf(token());
    expect(vendor.requests).toHaveLength(1);
  });

  test('with a wrong secret is two requests for fifty items, and ten seconds of quiet', async () => {
    const { token, vendor, clock } = strict(client, () => false);
    for (let item = 0; item < 50; item++) await errorOf(token());
    expect(vendor.requests).toHaveLength(2);
    clock.advanceSeconds(9);
    await errorOf(token());
    expect(vendor.requests).toHaveLength(2);
  });
});

describe('B2: another grant type with parameters of its own', () => {
  test.each([
    ['account_credentials', { extraParameters: 'account_id=acme' }, { account_id: 'acme' }],
    [
      'password',
      { extraParameters: 'username=ada', secretParameters: 'password=p=ss word' },
      { username: 'ada', password: 'p=ss word' },
    ],
    ['openapi_2lo', {}, {}],
    [
      'http://auth0.com/oauth/grant-type/password-realm',
      { extraParameters: 'realm=x' },
      { realm: 'x' },
    ],
    [
      'refresh_token',
      { secretParameters: 'refresh_token=the-refresh-token' },
      { refresh_token: 'the-refresh-token' },
    ],
  ])('%s', async (grantType, fields, expected) => {
    const { token, vendor } = scene(() => ISSUED, settingsOf(OF, { grantType, ...fields }));
    await token();
    expect(form(vendor.lastRequest)).toEqual({
      grant_type: grantType,
      client_id: 'my-automation',
      client_secret: SECRET,
      ...expected,
    });
  });

  test.each(['none', 'None', 'NONE'])('%s sends no grant type', async (grantType) => {
    const { token, vendor } = scene(() => ISSUED, settingsOf(OF, { grantType }));
    await token();
    expect(form(vendor.lastRequest)).toEqual({ client_id: 'my-automation', client_secret: SECRET });
  });

  test('its secret parameters are redacted', async () => {
    const password = 'pass phrase of Ada';
    const fields = {
      grantType: 'password',
      secretParameters: { password, deep: [{ pin: 48_151 }] },
    };
    const settings = settingsOf(OF, { ...fields, bodyFormat: 'json' });
    const answer = answersWith(400, {
      error: 'invalid_grant',
      error_description: `${password} 48151`,
    });
    const error = await errorOf(scene(answer, settings).token());
    expect(error.description).toBe('*** ***');
  });

  test('a login by secret parameters alone needs neither client id nor secret', async () => {
    const fields = { clientId: '', clientSecret: '', grantType: 'none', bodyFormat: 'json' };
    const secretParameters = '{"user":{"name":"ada","password":"pass"}}';
    const { token, vendor } = scene(() => ISSUED, settingsOf(OF, { ...fields, secretParameters }));
    await token();
    expect(JSON.parse(vendor.lastRequest.body!)).toEqual({
      user: { name: 'ada', password: 'pass' },
    });
  });

  test('nested parameters of both fields are put together', async () => {
    const settings = settingsOf(OF, {
      bodyFormat: 'json',
      extraParameters: '{"auth":{"user":"ada","remember":true}}',
      secretParameters: '{"auth":{"password":"pass"}}',
    });
    const { token, vendor } = scene(() => ISSUED, settings);
    await token();
    expect(JSON.parse(vendor.lastRequest.body!)).toMatchObject({
      auth: { user: 'ada', remember: true, password: 'pass' },
    });
  });

  test.each<[Record<string, unknown>, string, RegExp]>([
    [
      { extraParameters: '{"a":{"b":"c"}}' },
      'extraParameters',
      /only text, unless Body Format is JSON/,
    ],
    [
      { secretParameters: '{"a":["b"]}' },
      'secretParameters',
      /only text, unless Body Format is JSON/,
    ],
    [{ scope: 'a', extraParameters: 'scope=b' }, 'extraParameters', /its own field, Scope/],
    [
      { audience: 'a', extraParameters: 'audience=b' },
      'extraParameters',
      /its own field, Audience/,
    ],
    [{ extraParameters: 'client_id=b' }, 'extraParameters', /its own field, Client ID/],
    [{ secretParameters: 'client_secret=b' }, 'secretParameters', /its own field, Client Secret/],
    [
      {
        clientAuthentication: 'header',
        extraParameters: 'client_secret=b',
        clientSecret: '',
        secretParameters: 'a=b',
      },
      'extraParameters',
      /which is a secret/,
    ],
    [
      { extraParameters: 'a=1', secretParameters: 'a=2' },
      'secretParameters',
      /which Extra Parameters hold already/,
    ],
    [{ grantType: 'password', extraParameters: 'grant_type=x' }, 'extraParameters', /Grant Type/],
  ])('%j is a problem of its field', async (fields, field, message) => {
    const error = await errorOf(() => settingsOf(OF, fields));
    expect(error.problems).toEqual([
      expect.objectContaining({ field, message: expect.stringMatching(message) as string }),
    ]);
  });

  test('works as before through Extra Parameters', async () => {
    const extraParameters =
      'grant_type=account_credentials\naccount_id=7\nresource=https://a.example';
    const { token, vendor } = scene(() => ISSUED, settingsOf(OF, { extraParameters }));
    await token();
    expect(form(vendor.lastRequest)).toMatchObject({
      grant_type: 'account_credentials',
      account_id: '7',
      resource: 'https://a.example',
    });
  });
});

describe('B3: headers on the token request', () => {
  const tokenRequestHeaders = 'X-API-Key: the key of the API\nX-Tenant : acme\r\n\nX-Time: 12:30';

  test('are sent, and to nowhere else', async () => {
    const world = new World({
      fields: { tokenRequestHeaders },
      refusesLogin: ({ headers }) =>
        headers['x-api-key'] === 'the key of the API' &&
        headers['x-tenant'] === 'acme' &&
        headers['x-time'] === '12:30'
          ? undefined
          : { status: 403 },
      tells: ({ token }) => ({ body: { access_token: token.value, expires_in: 3600 } }),
    });
    expect(await world.call()).toBe(200);
    expect(Object.keys(world.apiCalls[0]!.headers)).toEqual(['authorization']);
  });

  test('may set what the request otherwise says', async () => {
    const headers = 'Accept: application/vnd.acme+json\nContent-Type: application/vnd.acme';
    const { token, vendor } = scene(() => ISSUED, settingsOf(OF, { tokenRequestHeaders: headers }));
    await token();
    expect(vendor.lastRequest.headers).toEqual({
      accept: 'application/vnd.acme+json',
      'content-type': 'application/vnd.acme',
    });
  });

  test('may be an Authorization of the vendor’s own', async () => {
    const fields = {
      clientId: '',
      clientSecret: '',
      tokenRequestHeaders: 'Authorization: ApiKey abc-def',
    };
    const { token, vendor } = scene(() => ISSUED, settingsOf(OF, fields));
    await token();
    expect(vendor.lastRequest.headers['authorization']).toBe('ApiKey abc-def');
  });

  test('are redacted, a version aside, which is in every sentence', async () => {
    const settings = settingsOf(OF, { tokenRequestHeaders: 'X-Key: the secret key\nX-Version: 2' });
    const description = 'Key the secret key is not good in version 2.';
    const { token } = scene(answersWith(403, { message: description }), settings);
    expect((await errorOf(token())).description).toBe('Key *** is not good in version 2.');
  });

  test.each([
    ['no colon', /must be lines of Name: value/],
    ['Bad Name: x', /must be lines of Name: value/],
    [': x', /must be lines of Name: value/],
    ['X-Key: a\u2028b', /must be lines of Name: value/],
    ['X-Key: \u0001', /must be lines of Name: value/],
    ['Host: evil.example', /must not hold Host: it belongs to the connection/],
    ['content-length: 1', /must not hold content-length/],
    ['Transfer-Encoding: chunked', /must not hold Transfer-Encoding/],
  ])('%j is a problem of the field, and is not repeated', async (typed, message) => {
    const error = await errorOf(() => settingsOf(OF, { tokenRequestHeaders: typed }));
    expect(error.problems).toEqual([
      expect.objectContaining({
        field: 'tokenRequestHeaders',
        message: expect.stringMatching(message) as string,
      }),
    ]);
  });

  test('with Authorization beside a Basic header is a problem', async () => {
    const fields = { clientAuthentication: 'header', tokenRequestHeaders: 'authorization: x y' };
    const error = await errorOf(() => settingsOf(OF, fields));
    expect(error.message).toMatch(/Token Request Headers must not hold Authorization/);
  });
});

describe('B4: parameters in the query', () => {
  const isGet = ({ method, url, body }: HttpRequest) =>
    method === 'GET' &&
    body === undefined &&
    new URL(url).searchParams.get('client_secret') === SECRET &&
    new URL(url).searchParams.get('grant_type') === 'client_credentials';
  const isPost = ({ method, url }: HttpRequest) =>
    method === 'POST' && new URL(url).searchParams.get('client_secret') === SECRET;

  test('of a GET, beside those of the address', async () => {
    const fields = { bodyFormat: 'query', tokenUrl: 'https://login.example.com/token?v=2' };
    const { token, vendor } = strict(fields, isGet);
    await token();
    expect(vendor.requests).toHaveLength(1);
    expect(vendor.lastRequest.url).toContain('token?v=2&');
    expect(vendor.lastRequest.headers).toEqual({ accept: 'application/json' });
  });

  test.each([404, 405, 501, 400])(
    'of a POST, where the vendor answers %d to a GET, and that is remembered',
    async (status) => {
      const { token, vendor, clock } = strict({ bodyFormat: 'query' }, isPost, { status });
      await token();
      clock.advanceSeconds(4000);
      await token();
      expect(vendor.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST']);
    },
  );

  test.each([401, 403, 429, 503])('of a GET alone, where the vendor answers %d', async (status) => {
    const { token, vendor } = strict({ bodyFormat: 'query' }, () => false, { status });
    await errorOf(token());
    expect(vendor.requests).toHaveLength(1);
  });

  test('are never in an error, although they stand in the address', async () => {
    const settings = settingsOf(OF, { bodyFormat: 'query' });
    const stage = scene(undefined, settings);
    for (const status of [301, 400, 404]) {
      stage.vendor.answers(({ url }) => ({
        status,
        headers: { location: url.replace('/oauth/', '/oauth2/') },
        body: `<html>${url}</html>`,
      }));
      const error = await errorOf(stage.ask({ explicit: true }));
      expect(error.fullMessage).not.toContain('s3cr3t');
      stage.clock.advanceSeconds(60);
    }
  });
});

describe('B5: other names than client_id and client_secret', () => {
  test.each([
    ['form', (request: HttpRequest) => form(request)],
    ['json', ({ body }: HttpRequest) => JSON.parse(body!) as Record<string, string>],
    ['query', ({ url }: HttpRequest) => Object.fromEntries(new URL(url).searchParams)],
  ])('in a %s', async (bodyFormat, read) => {
    const fields = {
      bodyFormat,
      grantType: 'none',
      clientIdParameter: 'user.name',
      clientSecretParameter: 'Pass-Word',
    };
    const { token, vendor } = scene(() => ISSUED, settingsOf(OF, fields));
    await token();
    expect(read(vendor.lastRequest)).toEqual({ 'user.name': 'my-automation', 'Pass-Word': SECRET });
  });

  test('leave the standard names free for other values', async () => {
    const fields = {
      clientIdParameter: 'username',
      clientSecretParameter: 'password',
      extraParameters: 'client_id=of-the-application',
    };
    const { token, vendor } = scene(() => ISSUED, settingsOf(OF, fields));
    await token();
    expect(form(vendor.lastRequest)).toEqual({
      grant_type: 'client_credentials',
      username: 'my-automation',
      password: SECRET,
      client_id: 'of-the-application',
    });
  });

  test('are taken, too', async () => {
    const fields = { clientIdParameter: 'apiKey', extraParameters: 'apiKey=x' };
    const error = await errorOf(() => settingsOf(OF, fields));
    expect(error.message).toMatch(/must not hold apiKey: it has its own field, Client ID/);
  });

  test.each<[Record<string, string>, string[]]>([
    [{ clientIdParameter: 'apiKey', extraParameters: 'apiKey=x' }, ['extraParameters', 'clientId']],
    [{ scope: 'read', secretParameters: 'scope=x' }, ['secretParameters', 'scope']],
    [{ audience: 'api', extraParameters: 'audience=x' }, ['extraParameters', 'audience']],
    [{ grantType: 'password', extraParameters: 'grant_type=x' }, ['extraParameters', 'grantType']],
    [{ clientIdParameter: 'grant_type' }, ['clientIdParameter', 'grantType']],
    [{ clientSecretParameter: 'client_id' }, ['clientSecretParameter', 'clientId']],
    [{ secretParameters: '{"a":{"b":"c"}}' }, ['secretParameters']],
  ])('of fields that share one (%j) are told by the labels of the form', async (fields, named) => {
    const error = await errorOf(() => settingsOf(OF, fields));
    const words = error.inLanguage((key) => (key.endsWith('.label') ? `<${key}>` : undefined));
    const labels = named.map((field) => `<vendors.client-credentials.fields.${field}.label>`);
    for (const label of labels) expect(words).toContain(label);
  });
});

describe('B6: private_key_jwt', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keys = {
    RS256: RSA_KEY,
    PS256: RSA_KEY,
    ES256: ec.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
  const fieldsOf = (signingAlgorithm: keyof typeof keys, more: Record<string, unknown> = {}) => ({
    clientAuthentication: 'privateKeyJwt',
    signingAlgorithm,
    privateKey: keys[signingAlgorithm],
    clientSecret: undefined,
    ...more,
  });

  function assertionIn(request: HttpRequest) {
    const assertion = form(request)['client_assertion'] ?? '';
    const [header = '', payload = '', signature = ''] = assertion.split('.');
    const read = (part: string) =>
      JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
    return {
      header: read(header),
      claims: read(payload),
      signed: Buffer.from(`${header}.${payload}`),
      signature: Buffer.from(signature, 'base64url'),
      assertion,
    };
  }

  test.each(['RS256', 'PS256', 'ES256'] as const)(
    'with %s is signed as RFC 7518 says',
    async (alg) => {
      const settings = settingsOf(OF, fieldsOf(alg, { keyId: 'key-1' }));
      const { token, vendor, clock } = scene(() => ISSUED, settings);
      await token();
      const { client_id, client_assertion_type, client_secret } = form(vendor.lastRequest);
      expect({ client_id, client_assertion_type, client_secret }).toEqual({
        client_id: 'my-automation',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_secret: undefined,
      });
      const { header, claims, signed, signature } = assertionIn(vendor.lastRequest);
      expect(header).toEqual({ alg, typ: 'JWT', kid: 'key-1' });
      const now = Math.floor(clock.wallMs() / 1000);
      expect(claims).toEqual({
        iss: 'my-automation',
        sub: 'my-automation',
        aud: 'https://login.example.com/oauth/token',
        iat: now,
        nbf: now,
        exp: now + 60,
        jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      });
      const key = createPublicKey(keys[alg]);
      const how = {
        RS256: { key },
        PS256: { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
        ES256: { key, dsaEncoding: 'ieee-p1363' as const },
      };
      expect(verify('sha256', signed, how[alg], signature)).toBe(true);
    },
  );

  test('has a fresh jti and a time of its own in each request', async () => {
    const { token, vendor, clock } = scene(() => ISSUED, settingsOf(OF, fieldsOf('ES256')));
    for (let window = 0; window < 20; window++) {
      await token();
      clock.advanceSeconds(4000);
    }
    const claims = vendor.requests.map((request) => assertionIn(request).claims);
    expect(new Set(claims.map(({ jti }) => jti)).size).toBe(20);
    expect(new Set(claims.map(({ iat }) => iat)).size).toBe(20);
  });

  test('names the certificate by its fingerprints, if it is the key’s', async () => {
    const settings = settingsOf(OF, fieldsOf('RS256', { clientCertificate: RSA_CERTIFICATE }));
    const { token, vendor } = scene(() => ISSUED, settings);
    await token();
    const { header } = assertionIn(vendor.lastRequest);
    expect(header).toEqual({
      alg: 'RS256',
      typ: 'JWT',
      x5t: expect.stringMatching(/^[\w-]{27}$/) as string,
      'x5t#S256': expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    // It vouches for the assertion, and not for the connection.
    expect(vendor.lastRequest.tls).toEqual({ allowUnauthorizedCerts: false });
  });

  test('may be sent over a connection with another key and certificate', async () => {
    const more = { clientCertificate: RSA_CERTIFICATE, clientKey: RSA_KEY };
    const { token, vendor } = scene(() => ISSUED, settingsOf(OF, fieldsOf('ES256', more)));
    await token();
    expect(assertionIn(vendor.lastRequest).header).toEqual({ alg: 'ES256', typ: 'JWT' });
    expect(vendor.lastRequest.tls).toMatchObject({ clientKey: RSA_KEY });
  });

  test('goes into JSON and into a query as well', async () => {
    for (const bodyFormat of ['json', 'query']) {
      const settings = settingsOf(OF, fieldsOf('ES256', { bodyFormat }));
      const { token, vendor } = scene(() => ISSUED, settings);
      await token();
      const { url, body = '' } = vendor.lastRequest;
      expect(url + body).toContain('client_assertion');
    }
  });

  test('is not quoted in an error, as long as it could be used', async () => {
    const { token } = scene(
      (request) => ({
        status: 400,
        body: { error: 'invalid_request', error_description: assertionIn(request).assertion },
      }),
      settingsOf(OF, fieldsOf('ES256')),
    );
    const error = await errorOf(token());
    expect(error.fullMessage).not.toMatch(/eyJ|[\w-]{40}/);
  });
});

describe('B6: a private key', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const pem = (key: typeof rsa, type: 'pkcs1' | 'pkcs8' | 'sec1') =>
    key.export({ type, format: 'pem' } as { type: 'pkcs8'; format: 'pem' }) as string;
  const passphrase = { cipher: 'aes-256-cbc', passphrase: 'x' } as const;

  const settings = (privateKey: string, more: Record<string, unknown> = {}) =>
    settingsOf(OF, {
      clientAuthentication: 'privateKeyJwt',
      clientSecret: '',
      privateKey,
      ...more,
    });

  test.each<[string, string, string]>([
    ['PKCS#8, RSA', pem(rsa, 'pkcs8'), 'RS256'],
    ['PKCS#1', pem(rsa, 'pkcs1'), 'PS256'],
    ['PKCS#8, EC', pem(ec, 'pkcs8'), 'ES256'],
    ['SEC 1', pem(ec, 'sec1'), 'ES256'],
    [
      'SEC 1 behind its parameters',
      `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${pem(ec, 'sec1')}`,
      'ES256',
    ],
    ['in one line, with \\n', pem(rsa, 'pkcs8').replaceAll('\n', '\\n'), 'RS256'],
    ['in one line, with spaces', pem(rsa, 'pkcs1').replaceAll('\n', ' '), 'RS256'],
    ['with Windows line ends', pem(ec, 'pkcs8').replaceAll('\n', '\r\n'), 'ES256'],
  ])('as %s is understood', async (_form, privateKey, signingAlgorithm) => {
    const { token } = scene(() => ISSUED, settings(privateKey, { signingAlgorithm }));
    expect(await token()).toBe('opaque');
  });

  test.each<[string, string, string, RegExp]>([
    [
      'with a passphrase, PKCS#8',
      rsa.export({ type: 'pkcs8', format: 'pem', ...passphrase }) as string,
      'RS256',
      /protected by a passphrase/,
    ],
    [
      'with a passphrase, PKCS#1',
      rsa.export({ type: 'pkcs1', format: 'pem', ...passphrase }) as string,
      'RS256',
      /protected by a passphrase/,
    ],
    [
      'with a passphrase, SEC 1',
      ec.export({ type: 'sec1', format: 'pem', ...passphrase }) as string,
      'ES256',
      /protected by a passphrase/,
    ],
    ['that is none', 'ssh-rsa AAAA', 'RS256', /must be a private key in PEM/],
    [
      'that is public',
      createPublicKey(rsa).export({ type: 'spki', format: 'pem' }) as string,
      'RS256',
      /must be a private key in PEM/,
    ],
    ['that is damaged', pem(rsa, 'pkcs8').replace(/\n.{64}\n/, '\n'), 'RS256', /cannot be read/],
    ['of RSA for ES256', pem(rsa, 'pkcs8'), 'ES256', /not on the curve P-256/],
    ['of EC for RS256', pem(ec, 'pkcs8'), 'RS256', /not an RSA key, which RS256 needs/],
    ['of EC for PS256', pem(ec, 'sec1'), 'PS256', /not an RSA key, which PS256 needs/],
    [
      'of another curve',
      pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey, 'pkcs8'),
      'ES256',
      /not on the curve P-256/,
    ],
    [
      'of Ed25519',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      'ES256',
      /not on the curve P-256/,
    ],
    [
      'that is too short',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
        type: 'pkcs8',
        format: 'pem',
      }) as string,
      'RS256',
      /shorter than the 2048 bits/,
    ],
  ])(
    '%s is a problem of its field, before anything is sent',
    async (_what, privateKey, signingAlgorithm, message) => {
      const error = await errorOf(() => settings(privateKey, { signingAlgorithm }));
      expect(error.problems).toEqual([
        expect.objectContaining({
          field: 'privateKey',
          message: expect.stringMatching(message) as string,
        }),
      ]);
      expect(error.fullMessage).not.toMatch(/[A-Za-z0-9+/]{20}/);
    },
  );

  test('that does not belong to the certificate is a problem of its field', async () => {
    const error = await errorOf(() =>
      settings(pem(rsa, 'pkcs8'), { clientCertificate: RSA_CERTIFICATE }),
    );
    expect(error.problems).toEqual([
      expect.objectContaining({
        field: 'privateKey',
        message: 'Private Key does not belong to Client Certificate.',
      }),
    ]);
  });

  test('is missing, and that is said', async () => {
    const error = await errorOf(() => settings(''));
    expect(error.problems.map(({ field }) => field)).toEqual(['privateKey']);
  });
});

describe('B7: a client certificate', () => {
  const certificate = { clientCertificate: RSA_CERTIFICATE, clientKey: RSA_KEY };

  test('is used for the token request, the test call and the API of every vendor', async () => {
    for (const vendor of ['client-credentials', 'dvinci', 'agility', 'eggplant-dai'] as const) {
      const settings = settingsOf(vendor, { ...certificate, checkPath: 'me' });
      const stage = scene(() => ISSUED, settings);
      await stage.verify(await stage.ask());
      for (const { tls } of stage.vendor.requests) {
        expect(tls).toEqual({ ...certificate, allowUnauthorizedCerts: false });
      }
    }
  });

  test('may vouch for the client in place of a secret (RFC 8705)', async () => {
    const fields = {
      clientAuthentication: 'tlsCertificate',
      clientSecret: undefined,
      ...certificate,
    };
    const { token, vendor } = scene(() => ISSUED, settingsOf(OF, fields));
    await token();
    expect(form(vendor.lastRequest)).toEqual({
      grant_type: 'client_credentials',
      client_id: 'my-automation',
    });
  });

  test('may be held by the host', () => {
    const fields = { clientAuthentication: 'tlsCertificate', clientSecret: '' };
    expect(() =>
      checkSettings(OF, credential(OF, fields), { hostOptionsKey: 'tls-1' }),
    ).not.toThrow();
  });

  test.each<[Record<string, unknown>, string, RegExp]>([
    [{ clientKey: RSA_KEY }, 'clientCertificate', /is missing. Client Key goes with it/],
    [
      { clientCertificate: RSA_CERTIFICATE },
      'clientKey',
      /is missing. Client Certificate goes with it/,
    ],
    [{ clientAuthentication: 'tlsCertificate' }, 'clientCertificate', /known by it/],
    [{ clientCertificate: RSA_CERTIFICATE, clientKey: ES256_KEY }, 'clientKey', /does not belong/],
    [
      { clientCertificate: RSA_CERTIFICATE, clientKey: RSA_KEY.replace(/\n.{64}\n/, '\n') },
      'clientKey',
      /cannot be read/,
    ],
    [
      { clientCertificate: RSA_KEY, clientKey: RSA_KEY },
      'clientCertificate',
      /holds a private key/,
    ],
  ])('that is wrong is a problem of its field: %#', async (fields, field, message) => {
    for (const vendor of ['client-credentials', 'dvinci'] as const) {
      if (vendor === 'dvinci' && 'clientAuthentication' in fields) continue;
      const error = await errorOf(() => settingsOf(vendor, fields));
      expect(error.problems).toEqual([
        expect.objectContaining({ field, message: expect.stringMatching(message) as string }),
      ]);
    }
  });
});

describe('B8: a rate limit without Retry-After', () => {
  const ANSWERED = Date.UTC(2026, 0, 15, 12);

  test.each<[Record<string, string>, number]>([
    [{ 'x-ratelimit-reset': '30' }, 30],
    [{ 'x-ratelimit-reset': String(ANSWERED / 1000 + 40) }, 40],
    [{ 'x-ratelimit-reset': String(ANSWERED + 50_000) }, 50],
    [{ 'x-rate-limit-reset': '31' }, 31],
    [{ 'ratelimit-reset': '32' }, 32],
    [{ 'x-ratelimit-reset-after': '1.5' }, 1.5],
    [{ 'x-ratelimit-reset': new Date(ANSWERED + 33_000).toUTCString() }, 33],
    [{ ratelimit: 'limit=100, remaining=0, reset=34' }, 34],
    [{ ratelimit: '"default";r=0;t=35' }, 35],
    [{ ratelimit: '"hour";r=50;t=3000, "minute";r=0;t=36' }, 36],
    [{ 'retry-after-ms': '37500' }, 37.5],
    [{ 'x-ratelimit-reset': '99999' }, 3600],
    [{ 'retry-after': '7', 'x-ratelimit-reset': '30' }, 7],
    [{ 'x-ratelimit-reset': '2m3s' }, 123],
    [{ 'x-ratelimit-reset': '38, 40;w=60' }, 38],
    [{ 'retry-after': '39, 39' }, 39],
    [{ 'retry-after': '41s' }, 41],
    [{ 'retry-after': '2 minutes' }, 120],
    [{ 'retry-after': 'PT42S' }, 42],
    [{ 'retry-after': String(ANSWERED / 1000 + 43) }, 43],
    [{ 'retry-after': '2026-01-15 12:00:44' }, 44],
    [{ 'retry-after': new Date(ANSWERED + 45_000).toUTCString(), date: 'long ago' }, 45],
    [{ 'retry-after': '+5', 'x-ratelimit-reset': '46' }, 46],
    [{ 'retry-after': '"5"', 'x-ratelimit-reset': '47' }, 47],
  ])('%j is honoured', async (headers, seconds) => {
    const stage = scene(undefined, settingsOf(OF));
    stage.vendor.answers(() => ({
      status: 429,
      headers: { date: new Date(ANSWERED).toUTCString(), ...headers },
    }));
    expect(await errorOf(stage.token())).toMatchObject({
      code: 'rate-limited',
      retryAfterSeconds: seconds,
    });
    stage.clock.advanceSeconds(seconds - 0.1);
    await errorOf(stage.token());
    expect(stage.vendor.requests).toHaveLength(1);
    stage.clock.advanceSeconds(0.2);
    await errorOf(stage.token());
    expect(stage.vendor.requests).toHaveLength(2);
  });

  test.each<[Record<string, string>]>([
    [{ 'x-ratelimit-reset': 'soon' }],
    [{ 'x-ratelimit-reset': '' }],
    [{ ratelimit: 'nonsense' }],
    [{}],
  ])('%j says nothing: the wait grows', async (headers) => {
    const stage = scene(answersWith(429, '', headers), settingsOf(OF));
    expect((await errorOf(stage.token())).retryAfterSeconds).toBeUndefined();
    expect(stage.source.status().heldBackSeconds).toBe(1);
  });

  test('is no reason to wait an hour after a wrong secret, which many APIs count as well', async () => {
    const stage = scene(answersWith(401, '', { 'x-ratelimit-reset': '3600' }), settingsOf(OF));
    await errorOf(stage.token());
    expect(stage.source.status().heldBackSeconds).toBe(10);
  });
});

describe('B9: a Basic header, and client_id in the body as well', () => {
  test('is possible', async () => {
    const fields = {
      clientAuthentication: 'header',
      extraParameters: 'client_id=my-automation',
      secretParameters: `client_secret=${SECRET}`,
    };
    const { token, vendor } = scene(() => ISSUED, settingsOf(OF, fields));
    await token();
    expect(basicOf(vendor.lastRequest)).toContain('my-automation:');
    expect(form(vendor.lastRequest)).toMatchObject({
      client_id: 'my-automation',
      client_secret: SECRET,
    });
  });

  test('a Basic header without a client is a problem', async () => {
    const fields = {
      clientAuthentication: 'header',
      clientId: '',
      clientSecret: '',
      secretParameters: 'a=b',
    };
    const error = await errorOf(() => settingsOf(OF, fields));
    expect(error.problems.map(({ field }) => field)).toEqual(['clientId']);
  });

  test.each([
    [{ clientIdParameter: 'key', clientSecretParameter: 'key' }, 'clientSecretParameter'],
    [{ clientSecretParameter: 'scope', scope: 'read' }, 'clientSecretParameter'],
    [{ clientSecretParameter: 'audience', audience: 'api' }, 'clientSecretParameter'],
    [{ clientIdParameter: 'grant_type' }, 'clientIdParameter'],
    [{ clientSecretParameter: 'grant_type', grantType: 'password' }, 'clientSecretParameter'],
  ])('two fields that would share a parameter are a problem: %j', async (fields, field) => {
    const error = await errorOf(() => settingsOf(OF, fields));
    expect(error.problems.map((problem) => problem.field)).toEqual([field]);
  });

  test.each([
    { clientIdParameter: 'grant_type', grantType: 'none' },
    { clientSecretParameter: 'scope' },
    { clientIdParameter: 'key', clientSecretParameter: 'key', clientAuthentication: 'header' },
    { clientId: '', clientSecretParameter: 'apiKey' },
  ])('and none where only one of them is sent: %j', (fields) => {
    expect(() => settingsOf(OF, fields)).not.toThrow();
  });

  test('a signed assertion without a client is a problem', async () => {
    const fields = { clientAuthentication: 'privateKeyJwt', clientId: '', privateKey: RSA_KEY };
    const others = [{}, { secretParameters: 'a=b' }, { tokenPath: 'token' }, { grantType: 'none' }];
    for (const more of others) {
      const error = await errorOf(() => settingsOf(OF, { ...fields, ...more }));
      expect(error.problems.map(({ field }) => field)).toEqual(['clientId']);
    }
  });

  test('half a client is a problem, unless another secret takes the other half’s place', async () => {
    const error = await errorOf(() => settingsOf(OF, { clientSecret: '', tokenPath: 'token' }));
    expect(error.problems.map(({ field }) => field)).toEqual(['clientSecret']);
    expect(() => settingsOf(OF, { clientSecret: '', secretParameters: 'key=abc' })).not.toThrow();
  });

  test('a secret without a client id is a problem, unless its name or a parameter makes up for it', async () => {
    const alone = { clientId: '', grantType: 'none' };
    const error = await errorOf(() => settingsOf(OF, alone));
    expect(error.problems.map(({ field }) => field)).toEqual(['clientId']);
    for (const more of [{ clientSecretParameter: 'apiKey' }, { extraParameters: 'user=a' }]) {
      expect(() => settingsOf(OF, { ...alone, ...more })).not.toThrow();
    }
  });
});
