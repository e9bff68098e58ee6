import { createPublicKey, randomUUID, sign } from 'node:crypto';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { Agent, request } from 'undici';
import { RSA_CERTIFICATE, RSA_KEY } from '../../core/support/keys';
import { useVendor } from '../support/one-vendor';
import { accessTokenIn, type Reply, type Send } from '../support/vendor-client';

/** What servers in the field do, as the example vendor does it when it is told to. */
const example = useVendor('client-credentials');

const grant = { grant_type: 'client_credentials' };
const client = () => ({
  client_id: example.vendor.clientId,
  client_secret: example.vendor.clientSecret,
});
const form = () => ({ ...grant, ...client() });
const login = async (send: Send = { form: form() }, query = '') =>
  await example.client.send(`${example.vendor.tokenUrl}${query}`, send);
const me = async (headers: Record<string, string>) =>
  (await example.client.send('/api/me', { headers })).status;
const bearer = (reply: Reply) => ({ authorization: `Bearer ${accessTokenIn(reply)}` });

describe('asked as the field asks, the example vendor', () => {
  it('takes the parts of a Basic header as they stand', async () => {
    example.vendor.set({ basicSpelling: 'plain' });
    const { client_id: id, client_secret: secret } = client();
    const basic = (text: string) => ({
      form: grant,
      headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` },
    });
    expect((await login(basic(`${id}:${secret}`))).status).toBe(200);
    const encoded = [id, secret].map(encodeURIComponent).join(':');
    expect((await login(basic(encoded))).status).toBe(401);
  });

  it('takes a GET, other names and another grant, and nothing else', async () => {
    example.vendor.set({
      bodyFormat: 'query',
      grantType: null,
      clientIdParameter: 'key',
      clientSecretParameter: 'pass',
    });
    const { client_id: key, client_secret: pass } = client();
    const query = (parameters: Record<string, string>) =>
      login({ method: 'GET' }, `?${new URLSearchParams(parameters).toString()}`);
    expect((await query({ key, pass })).status).toBe(200);
    expect((await query({ key, pass, ...grant })).status).toBe(400);
    expect((await query(client())).status).toBe(401);
    expect((await login()).status).toBe(405);
  });

  it('wants its headers on the token request', async () => {
    example.vendor.set({ tokenRequestHeaders: { 'X-Tenant': 'one' } });
    const send = (headers: Record<string, string>) => login({ form: form(), headers });
    expect((await send({ 'x-tenant': 'one' })).status).toBe(200);
    expect((await send({ 'x-tenant': 'two' })).json).toMatchObject({ error: 'invalid_request' });
  });

  it('knows further clients by the same secret', async () => {
    const asTenant = { form: { ...form(), client_id: 'tenant-1' } };
    expect((await login(asTenant)).status).toBe(401);
    example.vendor.set({ furtherClientIds: ['tenant-1'] });
    expect((await login(asTenant)).status).toBe(200);
  });

  const assertion = (claims: object = {}, header: object = { alg: 'RS256' }) => {
    const { clientId, tokenUrl } = example.vendor;
    const nowSeconds = Math.floor(Date.now() / 1000);
    const standard = { iss: clientId, sub: clientId, aud: tokenUrl, exp: nowSeconds + 60 };
    const parts = [header, { ...standard, jti: randomUUID(), ...claims }];
    const text = parts
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${sign('sha256', Buffer.from(text), RSA_KEY).toString('base64url')}`;
  };
  const withAssertion = (text: string) =>
    login({
      form: {
        ...grant,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: text,
      },
    });

  it('takes an assertion once, of its client, for itself, and for minutes', async () => {
    const assertionKey = createPublicKey(RSA_KEY).export({ type: 'spki', format: 'pem' });
    example.vendor.set({
      clientAuthentication: 'privateKeyJwt',
      assertionKey: assertionKey.toString(),
    });
    const once = assertion();
    expect((await withAssertion(once)).status).toBe(200);
    const refused = [
      once,
      `${assertion()}x`,
      assertion({ iss: 'another' }),
      assertion({ aud: 'https://other.example.com' }),
      assertion({ exp: 1 }),
      assertion({ exp: Date.now() / 1000 + 4000 }),
      assertion({ jti: undefined }),
      assertion({}, { alg: 'ES256' }),
    ];
    for (const text of refused) expect((await withAssertion(text)).status).toBe(401);
    expect((await login()).status).toBe(401);
  });

  it('wants the certificate of the client on TLS, for the token and for the call', async () => {
    example.vendor.set({
      clientAuthentication: 'tlsCertificate',
      clientCertificate: RSA_CERTIFICATE,
    });
    const { tlsBaseUrl, caCertificate: ca, clientId } = example.vendor;
    const showing = new Agent({ connect: { ca, cert: RSA_CERTIFICATE, key: RSA_KEY } });
    const silent = new Agent({ connect: { ca } });
    const ask = async (dispatcher: Agent) =>
      await request(`${tlsBaseUrl}/oauth/token`, {
        dispatcher,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ...grant, client_id: clientId }).toString(),
      });
    const call = async (dispatcher: Agent, token: string) =>
      (
        await request(`${tlsBaseUrl}/api/me`, {
          dispatcher,
          headers: { authorization: `Bearer ${token}` },
        })
      ).statusCode;
    expect((await ask(silent)).statusCode).toBe(401);
    const { access_token: token } = (await (await ask(showing)).body.json()) as {
      access_token: string;
    };
    expect(await call(showing, token)).toBe(200);
    expect(await call(silent, token)).toBe(403);
    await Promise.all([showing.destroy(), silent.destroy()]);
  });
});

describe('answering as the field answers, the example vendor', () => {
  it.each([
    ['sameWithSecondsLeft', 60],
    ['sameWithFullLifetime', 100],
  ] as const)('hands the same token out again: %s', async (handsOut, told) => {
    // Tokens outlive a reset.
    example.vendor.expire();
    example.vendor.set({ handsOut, lifetimeSeconds: 100 });
    const first = await login();
    example.clock.turnSeconds(40);
    const second = await login();
    expect(accessTokenIn(second)).toBe(accessTokenIn(first));
    expect(second.json).toMatchObject({ expires_in: told });
    example.clock.turnSeconds(59.6);
    expect(accessTokenIn(await login())).not.toBe(accessTokenIn(first));
  });

  it.each([
    ['milliseconds', 100_000],
    ['epochSeconds', expect.closeTo(Date.now() / 1000 + 1100, -2)],
    ['epochMilliseconds', expect.closeTo(Date.now() + 1_100_000, -5)],
    ['date', expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)],
  ] as const)('tells the lifetime as %s, by its own clock', async (lifetimeAs, told) => {
    example.vendor.set({
      lifetimeAs,
      lifetimeSeconds: 100,
      clockAheadSeconds: 1000,
      lifetimePath: 'data.ends',
      tokenPath: 'data.token',
    });
    const { json, headers } = await login();
    expect(json).toEqual({
      data: { token: expect.any(String) as string, ends: told as unknown },
      token_type: 'Bearer',
    });
    expect(Date.parse(String(headers['date'])) - Date.now()).toBeGreaterThan(990_000);
  });

  it('answers the bare token, or a JSON Web Token', async () => {
    example.vendor.set({ tokenPath: '.', tokenFormat: 'jwt', lifetimeSeconds: 100 });
    const { json } = await login();
    const payload = String(json).split('.')[1] ?? '';
    const { iat, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
      iat: number;
      exp: number;
    };
    expect(exp - iat).toBe(100);
    expect(await me({ authorization: `Bearer ${String(json)}` })).toBe(200);
  });

  it.each([
    ['gzip', gunzipSync],
    ['deflate', inflateSync],
    ['br', brotliDecompressSync],
  ] as const)('encodes the answer as %s, and need not say so', async (contentEncoding, decode) => {
    for (const tellsContentEncoding of [true, false]) {
      example.vendor.set({ contentEncoding, tellsContentEncoding });
      const answer = await request(example.vendor.tokenUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form()).toString(),
      });
      const told = tellsContentEncoding ? contentEncoding : undefined;
      expect(answer.headers['content-encoding']).toBe(told);
      expect(decode(await answer.body.bytes()).toString()).toContain('access_token');
    }
  });
});

describe('called as the field wants it, the example vendor', () => {
  it('wants the token in its own header, and behind its own word', async () => {
    example.vendor.set({ tokenHeader: 'X-Token', tokenPrefix: 'key' });
    const token = accessTokenIn(await login());
    expect(await me({ 'x-token': `key ${token}` })).toBe(200);
    expect(await me({ 'x-token': token })).toBe(401);
    expect(await me({ authorization: `Bearer ${token}` })).toBe(401);
    example.vendor.set({ tokenPrefix: '' });
    expect(await me({ 'x-token': token })).toBe(200);
    const echo = await example.client.send('/sandbox/echo', { headers: { 'x-token': token } });
    expect(echo.text).not.toContain(token);
  });

  it('wants further headers, and says which', async () => {
    example.vendor.set({ apiHeaders: { 'X-Key': 'k' } });
    const authorization = bearer(await login());
    expect(await me({ ...authorization, 'x-key': 'k' })).toBe(200);
    const refused = await example.client.send('/api/me', { headers: authorization });
    expect(refused).toMatchObject({
      status: 401,
      json: { message: 'The header X-Key is missing.' },
    });
  });

  it('does not know a token in its first seconds, and counts that', async () => {
    example.vendor.set({ learnsTokensAfterSeconds: 2 });
    const authorization = bearer(await login());
    expect(await me(authorization)).toBe(401);
    example.clock.turnSeconds(2);
    expect(await me(authorization)).toBe(200);
    expect(example.vendor.stats()).toMatchObject({ rejectedTokens: 1, tooNewTokensSeen: 1 });
  });

  it('answers a bad token as it is told', async () => {
    const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
    example.vendor.set({ badTokenAnswer: { status: 498, headers, body: { code: 602 } } });
    const reply = await example.client.send('/api/me', { token: 'of-nobody' });
    expect(reply).toMatchObject({ status: 498, headers, json: { code: 602 } });
    example.vendor.set({ badTokenAnswer: { status: 200 } });
    expect((await example.client.send('/api/me', { token: 'of-nobody' })).status).toBe(200);
    expect((await example.client.send('/api/me')).status).toBe(401);
  });

  it('counts a request that was sent twice, by its probe', async () => {
    const authorization = bearer(await login());
    for (const probe of ['a', 'b', 'a']) {
      await example.client.send(`/sandbox/echo?probe=${probe}`, { headers: authorization });
    }
    expect(example.vendor.stats().repeatedRequests).toBe(1);
    example.vendor.reset();
    await example.client.send('/sandbox/echo?probe=a', { headers: authorization });
    expect(example.vendor.stats().repeatedRequests).toBe(0);
  });
});
