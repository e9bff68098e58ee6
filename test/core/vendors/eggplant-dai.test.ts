import { checkSettings } from '../../../core';
import { credential, scene, SECRET, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import type { Answer } from '../support/fake-vendor';
import { refusalOf, testCallOf, tokenRequestOf } from './requests';

const PUBLIC_API = { login: 'publicApi' };

describe('Eggplant DAI: the token request', () => {
  test('goes to the realm’s Keycloak, as a form', async () => {
    expect(await tokenRequestOf('eggplant-dai')).toEqual({
      method: 'POST',
      url: 'https://dai.example.com:8000/auth/realms/eggplant/protocol/openid-connect/token',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials&client_id=client%3Adai%3A1&client_secret=s3cr3t%2B%2F%22%C3%BC+of+the+client+%26+more%3D',
      timeoutMs: 30_000,
      tls: { allowUnauthorizedCerts: false },
    });
  });

  test('goes to another realm, however it is named', async () => {
    const { url } = await tokenRequestOf('eggplant-dai', { realm: 'my cloud/7' });
    expect(url).toContain('/auth/realms/my%20cloud%2F7/protocol/');
  });

  test.each(['.', '..'])('goes to no other place than a realm, as %s would be', async (realm) => {
    const error = await errorOf(() => settingsOf('eggplant-dai', { realm }));
    expect(error.problems.map(({ field }) => field)).toEqual(['realm']);
  });

  test('goes to the token URL of the downloaded file, if there is one', async () => {
    const tokenUrl = 'https://sso.example.com/realms/x/protocol/openid-connect/token';
    expect((await tokenRequestOf('eggplant-dai', { tokenUrl })).url).toBe(tokenUrl);
    expect(settingsOf('eggplant-dai', { tokenUrl }).allowedOrigins).toEqual([
      'https://dai.example.com:8000',
    ]);
  });

  test('goes to the Public API as JSON without grant_type, if that is the login', async () => {
    const request = await tokenRequestOf('eggplant-dai', PUBLIC_API);
    expect(request.url).toBe('https://dai.example.com:8000/api/v2/auth');
    expect(request.headers['content-type']).toBe('application/json');
    expect(JSON.parse(request.body!)).toEqual({
      client_id: 'client:dai:1',
      client_secret: SECRET,
    });
  });
});

describe('Eggplant DAI: a token URL', () => {
  const KEYCLOAK_URL =
    'https://dai.example.com:8000/auth/realms/eggplant/protocol/openid-connect/token';

  test.each([
    ['publicApi', KEYCLOAK_URL, 'Keycloak'],
    ['keycloak', 'https://dai.example.com:8000/api/v2/auth', 'Public API'],
    ['keycloak', 'https://dai.example.com:8000/api/v1/auth', 'Public API'],
  ])('with login %s must not be %s', async (login, tokenUrl, owner) => {
    const error = await errorOf(() =>
      checkSettings('eggplant-dai', credential('eggplant-dai', { login, tokenUrl })),
    );
    expect(error.problems).toEqual([
      {
        field: 'tokenUrl',
        label: 'Token URL',
        message: `Token URL is that of the ${owner} login. Leave it empty, or choose Login Method: ${owner}.`,
      },
    ]);
  });

  test.each([
    ['keycloak', KEYCLOAK_URL],
    ['publicApi', 'https://dai.example.com:8000/api/v1/auth'],
    ['publicApi', 'https://dai.example.com:8000/api/v2/auth'],
    ['publicApi', 'https://gateway.example.com/dai-login'],
    ['keycloak', 'https://gateway.example.com/dai-login'],
  ])('with login %s may be %s', async (login, tokenUrl) => {
    expect((await tokenRequestOf('eggplant-dai', { login, tokenUrl })).url).toBe(tokenUrl);
  });
});

describe('Eggplant DAI: a refusal', () => {
  test.each<[string, number, unknown, string, RegExp]>([
    [
      'a wrong secret, in Keycloak’s words',
      401,
      {
        error: 'unauthorized_client',
        error_description: 'Invalid client or Invalid client credentials',
      },
      'invalid-client',
      /does not know this client, or its secret is wrong/,
    ],
    [
      'a wrong secret, in newer words',
      401,
      { error: 'invalid_client' },
      'invalid-client',
      /secret/,
    ],
    [
      'a wrong secret, as DAI’s page shows it',
      401,
      { message: 'Not Authorized', description: 'The credentials you provided are not valid.' },
      'invalid-client',
      /It said: “The credentials you provided are not valid\.”/,
    ],
    ['no licence', 403, { message: 'Forbidden' }, 'licence-exhausted', /no free concurrent user/],
    ['no licence, without a word', 403, '', 'licence-exhausted', /no free concurrent user/],
    [
      'no licence, in words',
      403,
      { message: 'Forbidden', description: 'Not enough available concurrent user licenses' },
      'licence-exhausted',
      /Not enough available/,
    ],
    [
      'a missing parameter',
      400,
      { error: 'invalid_request', error_description: 'Missing form parameter: grant_type' },
      'token-request-refused',
      /Missing form parameter/,
    ],
    [
      'an unknown realm',
      404,
      { error: 'Realm does not exist' },
      'no-token-endpoint',
      /no realm “eggplant”/,
    ],
    ['another address', 404, { error: 'RESTEASY003210' }, 'no-token-endpoint', /no token endpoint/],
    ['a server in trouble', 502, '', 'vendor-unavailable', /status 502/],
  ])('%s', async (_what, status, body, code, words) => {
    const error = await refusalOf('eggplant-dai', status, body);
    expect(error).toMatchObject({ vendor: 'eggplant-dai', code, status });
    expect(error.message).toMatch(words);
    expect(error.hint).toBeTruthy();
  });

  test('of the realm names the one in the token URL, if that overrides it', async () => {
    const tokenUrl = 'https://sso.example.com/auth/realms/cloud/protocol/openid-connect/token';
    const error = await refusalOf(
      'eggplant-dai',
      404,
      { error: 'Realm does not exist' },
      { tokenUrl },
    );
    expect(error.message).toContain('“cloud”');
  });

  test('of a realm whose name in the token URL is oddly encoded is told all the same', async () => {
    const tokenUrl = 'https://sso.example.com/auth/realms/%E0%A4%A/protocol/openid-connect/token';
    const error = await refusalOf(
      'eggplant-dai',
      404,
      { error: 'Realm does not exist' },
      { tokenUrl },
    );
    expect(error.code).toBe('no-token-endpoint');
  });

  test.each<[string, number, unknown, string, RegExp]>([
    [
      'a problem object',
      401,
      { status: 401, title: 'Unauthorized', detail: 'Wrong client.', type: 'about:blank' },
      'invalid-client',
      /does not accept this Client ID and Client Secret\. It said: “Wrong client\.”/,
    ],
    [
      'a list of field errors',
      422,
      { detail: [{ loc: ['body', 'client_id'], msg: 'field required', type: 'missing' }] },
      'invalid-client',
      /client_id: field required/,
    ],
    ['a DAI before 7.4', 404, '', 'no-token-endpoint', /has no Public API login/],
    ['no licence', 403, {}, 'licence-exhausted', /licence/],
  ])('of the Public API: %s', async (_what, status, body, code, words) => {
    const error = await refusalOf('eggplant-dai', status, body, PUBLIC_API);
    expect(error).toMatchObject({ code, status });
    expect(error.message).toMatch(words);
  });
});

describe('Eggplant DAI: the test call', () => {
  test('asks for the agents', async () => {
    const { report, request } = await testCallOf('eggplant-dai', { body: [{}, {}] });
    expect(request).toMatchObject({
      method: 'GET',
      url: 'https://dai.example.com:8000/ai/agents',
      headers: { authorization: 'Bearer token-1' },
    });
    expect(report).toMatchObject({
      verdict: 'accepted',
      status: 200,
      says: 'Eggplant DAI accepts the token; it sees 2 agents.',
    });
  });

  test('asks the Public API for test results', async () => {
    const { report, request } = await testCallOf(
      'eggplant-dai',
      { body: { items: [{}] } },
      PUBLIC_API,
    );
    expect(request?.url).toBe('https://dai.example.com:8000/api/v2/test_results');
    expect(report.says).toContain('1 test result.');
  });

  test.each([
    [401, 'rejected', /does not accept the access token/, /System > API Access/],
    [403, 'accepted', /its owner may not make the test call/, /rights for this call/],
    [404, 'unknown', /has no \/ai\/agents/, /version of your DAI/],
    [500, 'unknown', /status 500, which says nothing about the token/, /Try again later/],
    [429, 'unknown', /status 429/, /Try again later/],
    [302, 'unknown', /status 302/, /Check Base URL/],
  ])('answered with %d is %s', async (status, verdict, says, hint) => {
    const { report } = await testCallOf('eggplant-dai', { status });
    expect(report).toMatchObject({ verdict, status });
    expect(report.says).toMatch(says);
    expect(report.hint).toMatch(hint);
  });

  test('of the Public API that is not there names the login that is', async () => {
    const { report } = await testCallOf('eggplant-dai', { status: 404 }, PUBLIC_API);
    expect(report.hint).toContain('Login Method: Keycloak');
  });
});

describe('Eggplant DAI: the versions of the Public API', () => {
  const V1 = 'https://dai.example.com:8000/api/v1/auth';
  const V2 = 'https://dai.example.com:8000/api/v2/auth';

  /** A DAI that has these paths, and answers 404 for all others. */
  function dai(paths: Readonly<Record<string, Answer>>, fields: Record<string, unknown> = {}) {
    const stage = scene(
      ({ url }) => paths[new URL(url).pathname] ?? { status: 404 },
      settingsOf('eggplant-dai', { ...PUBLIC_API, ...fields }),
    );
    const calls = () => stage.vendor.requests.map(({ url }) => new URL(url).pathname);
    return { ...stage, calls };
  }
  const token: Answer = { body: { access_token: 'a-token', expires_in: 600 } };
  const list: Answer = { body: { items: [{}, {}], total_count: 2 } };
  const seven4 = {
    '/api/v1/auth': token,
    '/api/v1/test_results': list,
    '/ai/agents': { body: [] },
  };

  test('7.4 is logged in to by v1, tested by v1, and both are remembered', async () => {
    const { ask, verify, calls, source, clock } = dai(seven4);
    expect(await verify(await ask())).toMatchObject({
      verdict: 'accepted',
      says: 'Eggplant DAI accepts the token; it sees 2 test results.',
    });
    expect(calls()).toEqual([
      '/api/v2/auth',
      '/api/v1/auth',
      '/api/v2/test_results',
      '/api/v1/test_results',
    ]);
    clock.advanceSeconds(700);
    await verify(await ask());
    expect(calls().slice(4)).toEqual(['/api/v1/auth', '/api/v1/test_results']);
    expect(source.status().tokenRequests).toBe(3);
  });

  test.each([404, 405, 410])(
    'v2 that is not there (%d) is asked no secret again',
    async (status) => {
      const { ask, calls } = dai({ ...seven4, '/api/v2/auth': { status } });
      expect((await ask()).value).toBe('a-token');
      expect(calls()).toEqual(['/api/v2/auth', '/api/v1/auth']);
    },
  );

  test.each([401, 403, 422, 429, 500])('v2 that answers %d is asked alone', async (status) => {
    const { ask, calls } = dai({ ...seven4, '/api/v2/auth': { status } });
    await errorOf(ask());
    expect(calls()).toEqual(['/api/v2/auth']);
  });

  test('a wrong secret at 7.4 is told as such', async () => {
    const refusal = { status: 401, body: { status: 401, title: 'Unauthorized', detail: 'No.' } };
    const { ask, calls, clock } = dai({ '/api/v1/auth': refusal });
    expect(await errorOf(ask())).toMatchObject({ code: 'invalid-client' });
    clock.advanceSeconds(11);
    await errorOf(ask());
    // v1 was there, so the secret is not sent to v2 again.
    expect(calls()).toEqual(['/api/v2/auth', '/api/v1/auth', '/api/v1/auth']);
  });

  test('a DAI that was updated is found again', async () => {
    const now: Record<string, Answer> = { ...seven4 };
    const { ask, calls, clock } = dai(now);
    await ask();
    delete now['/api/v1/auth'];
    now['/api/v2/auth'] = token;
    clock.advanceSeconds(700);
    await ask();
    expect(calls().slice(2)).toEqual(['/api/v1/auth', '/api/v2/auth']);
  });

  test('where neither lists test results, the agents tell as well', async () => {
    const { ask, verify } = dai({ '/api/v1/auth': token, '/ai/agents': { body: [{}] } });
    expect((await verify(await ask())).says).toContain('it sees 1 agent.');
  });

  test.each([
    ['v1', V1, 'api/v1/test_results'],
    ['v2', V2, 'api/v2/test_results'],
  ])('%s, if chosen, is the only one', async (publicApiVersion, url, path) => {
    const { ask, calls, settings } = dai({}, { publicApiVersion });
    const error = await errorOf(ask());
    expect(calls()).toEqual([new URL(url).pathname]);
    expect(settings.testCall?.path).toBe(path);
    expect(error.message).toContain(`has no login of the Public API ${publicApiVersion}`);
    expect(error.hint).toContain('choose Public API Version: Automatic');
  });

  test('a token URL is kept as it is, and the test call is of its version', async () => {
    const { ask, verify, calls } = dai(seven4, { tokenUrl: V1 });
    await verify(await ask());
    expect(calls()).toEqual(['/api/v1/auth', '/api/v1/test_results']);
  });

  test('is no question of the Keycloak login', () => {
    const { settings } = scene(
      undefined,
      settingsOf('eggplant-dai', { login: 'keycloak', publicApiVersion: 'v1' }),
    );
    expect(settings.plan.url).toContain('/openid-connect/token');
    expect(settings.testCall?.path).toBe('ai/agents');
  });
});
