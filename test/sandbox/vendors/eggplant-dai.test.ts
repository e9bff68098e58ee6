import { useVendor } from '../support/one-vendor';
import { accessTokenIn } from '../support/vendor-client';

const dai = useVendor('eggplant-dai');

const keycloakFields = () => ({
  grant_type: 'client_credentials',
  client_id: dai.vendor.clientId,
  client_secret: dai.vendor.clientSecret,
});
const publicFields = () => ({
  client_id: dai.vendor.clientId,
  client_secret: dai.vendor.clientSecret,
});
const keycloakLogin = (form: Record<string, string> = keycloakFields()) =>
  dai.client.send(dai.vendor.tokenUrl, { form });
const publicLogin = (json: unknown = publicFields(), version = 'v2') =>
  dai.client.send(`/api/${version}/auth`, { json });

const keycloakError = {
  error: 'unauthorized_client',
  error_description: 'Invalid client or Invalid client credentials',
};

describe('the Keycloak login of DAI', () => {
  it('answers a token as on the vendor page', async () => {
    const reply = await keycloakLogin();
    expect(reply.status).toBe(200);
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.json).toEqual({
      access_token: expect.stringMatching(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/) as string,
      expires_in: 300,
      refresh_expires_in: 0,
      token_type: 'Bearer',
      'not-before-policy': 0,
      scope: 'email template:dai:agents profile',
    });
  });

  it('gives every request a token of its own', async () => {
    const tokens = [accessTokenIn(await keycloakLogin()), accessTokenIn(await keycloakLogin())];
    expect(new Set(tokens).size).toBe(2);
    expect(dai.vendor.issuedTokens()).toEqual(expect.arrayContaining(tokens));
  });

  it('knows one realm only', async () => {
    const url = dai.vendor.tokenUrl.replace('/eggplant/', '/another/');
    const reply = await dai.client.send(url, { form: keycloakFields() });
    expect(reply.status).toBe(404);
    expect(reply.json).toEqual({ error: 'Realm does not exist' });
  });

  it('can have a realm of another name, as Eggplant Cloud has', async () => {
    dai.vendor.set({ realm: 'another' });
    const url = dai.vendor.tokenUrl.replace('/eggplant/', '/another/');
    expect((await dai.client.send(url, { form: keycloakFields() })).status).toBe(200);
  });

  it('finds no parameters in a JSON body', async () => {
    const reply = await dai.client.send(dai.vendor.tokenUrl, { json: keycloakFields() });
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({
      error: 'invalid_request',
      error_description: 'Missing form parameter: grant_type',
    });
  });

  it('misses a grant_type', async () => {
    const reply = await keycloakLogin({ client_id: 'x', client_secret: 'y' });
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({
      error: 'invalid_request',
      error_description: 'Missing form parameter: grant_type',
    });
  });

  it('refuses another grant_type', async () => {
    const reply = await keycloakLogin({ ...keycloakFields(), grant_type: 'password' });
    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject({ error: 'unsupported_grant_type' });
  });

  it('refuses a GET', async () => {
    expect((await dai.client.send(dai.vendor.tokenUrl)).status).toBe(405);
    expect(dai.vendor.stats().tokenRequests).toBe(1);
  });

  it('refuses a wrong secret in the shape of Keycloak', async () => {
    const reply = await keycloakLogin({ ...keycloakFields(), client_secret: 'wrong' });
    expect(reply.status).toBe(401);
    expect(reply.json).toEqual(keycloakError);
    expect(dai.vendor.stats()).toMatchObject({ wrongSecretRequests: 1, tokensIssued: 0 });
  });

  it('refuses an unknown client as invalid_client', async () => {
    const reply = await keycloakLogin({ ...keycloakFields(), client_id: 'nobody' });
    expect(reply.status).toBe(401);
    expect(reply.json).toEqual({ ...keycloakError, error: 'invalid_client' });
  });

  it('refuses a wrong secret in the shape of the vendor page when so set', async () => {
    dai.vendor.set({ errorShape: 'documented' });
    const reply = await keycloakLogin({ ...keycloakFields(), client_secret: 'wrong' });
    expect(reply.status).toBe(401);
    expect(reply.json).toEqual({
      message: 'Not Authorized',
      description: 'The credentials you provided are not valid.',
    });
  });

  it.each([
    ['keycloak', 'error_description'],
    ['documented', 'description'],
  ] as const)('says that no licence is free in the %s shape', async (errorShape, member) => {
    dai.vendor.set({ licencesExhausted: true, errorShape });
    const reply = await keycloakLogin();
    expect(reply.status).toBe(403);
    expect(reply.json).toMatchObject({
      [member]: 'Not enough available concurrent user licenses',
    });
  });

  it('has the secret first and the licence second', async () => {
    dai.vendor.set({ licencesExhausted: true });
    expect((await keycloakLogin({ ...keycloakFields(), client_secret: 'x' })).status).toBe(401);
  });
});

describe('the Public API login of DAI', () => {
  it.each(['v1', 'v2'])('answers %s with a lifetime and no token_type', async (version) => {
    const reply = await publicLogin(publicFields(), version);
    expect(reply.status).toBe(200);
    expect(reply.json).toEqual({ access_token: expect.any(String) as string, expires_in: 600 });
  });

  it('refuses a wrong secret with a problem', async () => {
    const reply = await publicLogin({ ...publicFields(), client_secret: 'wrong' });
    expect(reply.status).toBe(401);
    expect(reply.headers['content-type']).toBe('application/problem+json');
    expect(Object.keys(reply.json as object).sort()).toEqual(['detail', 'status', 'title', 'type']);
  });

  it('lists what is missing', async () => {
    const reply = await publicLogin({ client_id: dai.vendor.clientId });
    expect(reply.status).toBe(422);
    expect(reply.json).toEqual({
      detail: [{ loc: ['body', 'client_secret'], msg: 'Field required', type: 'missing' }],
    });
  });

  it('refuses a form', async () => {
    const reply = await dai.client.send('/api/v2/auth', { form: publicFields() });
    expect(reply.status).toBe(422);
    expect(reply.json).toMatchObject({ detail: [{ loc: ['body'] }] });
  });

  it('says that no licence is free', async () => {
    dai.vendor.set({ licencesExhausted: true });
    const reply = await publicLogin();
    expect(reply.status).toBe(403);
    expect(reply.json).toMatchObject({ status: 403 });
  });

  it('does not exist before 7.4', async () => {
    dai.vendor.set({ publicApi: false });
    expect((await publicLogin()).status).toBe(404);
  });
});

describe('the API of DAI', () => {
  it('accepts the Keycloak token under /ai and no longer than 300 seconds', async () => {
    const token = accessTokenIn(await keycloakLogin());
    dai.clock.turnSeconds(299);
    expect((await dai.client.send('/ai/agents', { token })).status).toBe(200);
    dai.clock.turnSeconds(1);
    const reply = await dai.client.send('/ai/agents', { token });
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toContain('invalid_token');
    expect(dai.vendor.stats()).toMatchObject({ rejectedTokens: 1, expiredTokensSeen: 1 });
  });

  it('accepts the Public API token under /api and no longer than 600 seconds', async () => {
    const token = accessTokenIn(await publicLogin());
    dai.clock.turnSeconds(599);
    expect((await dai.client.send('/api/v2/test_results', { token })).status).toBe(200);
    dai.clock.turnSeconds(1);
    const reply = await dai.client.send('/api/v2/test_results', { token });
    expect(reply.status).toBe(401);
    expect(reply.json).toMatchObject({ status: 401, title: 'Unauthorized' });
  });

  it("accepts no token on the other login's calls unless so set", async () => {
    const keycloak = accessTokenIn(await keycloakLogin());
    const open = accessTokenIn(await publicLogin());
    const statuses = async () => [
      (await dai.client.send('/api/v2/test_results', { token: keycloak })).status,
      (await dai.client.send('/ai/agents', { token: open })).status,
    ];
    expect(await statuses()).toEqual([401, 401]);
    dai.vendor.set({ sharedTokens: true });
    expect(await statuses()).toEqual([200, 200]);
  });

  it('counts both calls as test calls', async () => {
    await dai.client.send('/ai/agents');
    await dai.client.send('/api/v2/test_results');
    expect(dai.vendor.stats()).toMatchObject({ testCalls: 2, missingTokens: 2 });
  });

  it('answers other paths 404', async () => {
    expect((await dai.client.send('/ai/nothing')).status).toBe(404);
  });
});
