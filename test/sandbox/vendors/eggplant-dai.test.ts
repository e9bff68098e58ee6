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

  it("accepts each token on the other login's calls as well, unless so set", async () => {
    const keycloak = accessTokenIn(await keycloakLogin());
    const open = accessTokenIn(await publicLogin());
    const statuses = async () => [
      (await dai.client.send('/api/v2/test_results', { token: keycloak })).status,
      (await dai.client.send('/ai/agents', { token: open })).status,
    ];
    expect(await statuses()).toEqual([200, 200]);
    dai.vendor.set({ sharedTokens: false });
    expect(await statuses()).toEqual([401, 401]);
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

describe('versions of DAI', () => {
  it.each([
    ['7.2', 404, 404],
    ['7.4', 200, 404],
    ['7.5', 200, 200],
    ['25.4', 200, 200],
    ['26.2', 200, 200],
  ] as const)('%s: the login of v1 answers %i, that of v2 %i', async (version, first, second) => {
    dai.vendor.set({ version });
    expect((await publicLogin(publicFields(), 'v1')).status).toBe(first);
    expect((await publicLogin(publicFields(), 'v2')).status).toBe(second);
    const token = accessTokenIn(await keycloakLogin());
    expect((await dai.client.send('/api/v1/test_results', { token })).status).toBe(first);
    expect((await dai.client.send('/api/v2/test_results', { token })).status).toBe(second);
    expect((await dai.client.send('/ai/agents', { token })).status).toBe(200);
  });

  it('have client ids of the form that DAI makes today', () => {
    expect(dai.vendor.clientId).toMatch(
      /^client:dai:api:integration:[0-9a-f]{8}(-[0-9a-f]{4}){3}-/,
    );
  });
});

describe('a run of DAI', () => {
  const call = async (path: string, send: object = {}) =>
    await dai.client.send(path, { token: accessTokenIn(await keycloakLogin()), ...send });
  const start = async () =>
    await call(`/task_scheduler_service/api/v1/task_instances/${dai.vendor.testConfigId}`, {
      method: 'POST',
    });
  /** Starts a run; answers the id of its result, which is not that of the task instance. */
  const idOf = async () => {
    const { task_instance_id: task } = (await start()).json as { task_instance_id: string };
    const { json } = await call(
      `/api/v2/test_config_results?test_config_id=${dai.vendor.testConfigId}`,
    );
    const { items } = json as { items: { id: string; task_instance_id: string }[] };
    const { id } = items.find((item) => item.task_instance_id === task)!;
    expect(id).not.toBe(task);
    return id;
  };
  const statusOf = async (id: string) =>
    ((await call(`/api/v2/test_config_results/${id}`)).json as { status: string }).status;

  it.each(['PASSED', 'FAILED', 'CANCELLED'] as const)(
    'ends after its time: %s',
    async (outcome) => {
      dai.vendor.set({ runOutcome: outcome, runSeconds: 30 });
      const id = await idOf();
      expect(await statusOf(id)).toBe('RUNNING');
      expect((await call(`/api/v2/test_config_results/${id}/junit`)).status).toBe(409);
      dai.clock.turnSeconds(30);
      expect(await statusOf(id)).toBe(outcome);
      const junit = await call(`/api/v2/test_config_results/${id}/junit`);
      expect(junit.headers['content-type']).toContain('xml');
      expect(junit.text.includes('<failure')).toBe(outcome !== 'PASSED');
    },
  );

  it('may never end', async () => {
    dai.vendor.set({ runOutcome: 'never' });
    const id = await idOf();
    dai.clock.turnSeconds(100_000);
    expect(await statusOf(id)).toBe('RUNNING');
  });

  it('is found by its test config, with results and logs', async () => {
    const id = await idOf();
    const results = await call(
      `/api/v2/test_config_results?test_config_id=${dai.vendor.testConfigId}`,
    );
    expect(results.json).toMatchObject({ total_count: 2 });
    const tests = await call(`/api/v2/test_results?test_config_result_id=${id}`);
    expect(tests.json).toMatchObject({ items: [{ id }], total_count: 1 });
    const logs = await call(`/api/v2/test_results/${id}/logs?limit=1`);
    expect(logs.json).toMatchObject({ items: [{ severity: 'INFO', message_type: 'text' }] });
    expect((await call('/api/v2/test_config_results?test_config_id=none')).json).toEqual({
      items: [],
      total_count: 0,
    });
  });

  it('starts at the second attempt, if so set', async () => {
    dai.vendor.set({ failedStarts: 1 });
    expect([(await start()).status, (await start()).status]).toEqual([500, 201]);
  });

  it('starts by the older call as well, of a model that exists', async () => {
    const form = { modelName: 'Sandbox Model', group: 'all' };
    expect((await call('/api/run', { form })).status).toBe(201);
    expect((await call('/api/run', { form: { modelName: 'No' } })).status).toBe(404);
    expect(
      (await call('/task_scheduler_service/api/v1/task_instances/x', { method: 'POST' })).status,
    ).toBe(404);
  });

  it('calls a webhook at its end', async () => {
    const { createServer } = await import('node:http');
    const called = new Promise<string>((resolve, reject) => {
      const server = createServer((request, response) => {
        request.on('data', (chunk: Buffer) => resolve(String(chunk)));
        request.on('end', () => {
          response.end();
          server.close();
        });
      });
      server.once('error', reject).listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number };
        dai.vendor.set({ webhookUrl: `http://127.0.0.1:${port}/done`, runSeconds: 0 });
        start().catch(reject);
      });
    });
    expect(JSON.parse(await called)).toMatchObject({ status: 'PASSED' });
    expect(() => dai.vendor.set({ webhookUrl: 'http://192.0.2.1:80/' })).toThrow('webhookUrl');
  });

  it('leaves its systems under test to be made, changed and removed', async () => {
    expect((await call('/api/v2/suts', { json: {} })).status).toBe(422);
    const made = await call('/api/v2/suts', { json: { name: 'phone' } });
    expect(made.status).toBe(201);
    const { id } = made.json as { id: string };
    await call(`/api/v2/suts/${id}`, { method: 'PUT', json: { name: 'tablet' } });
    expect((await call('/sut_service/api/v1/suts')).json).toEqual({
      items: [{ id, name: 'tablet' }],
    });
    expect((await call(`/api/v2/suts/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await call(`/api/v2/suts/${id}`)).status).toBe(404);
  });
});
