import { checkSettings } from '../../../core';
import { credential, SECRET, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
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
        message: `Token URL is that of the ${owner} login. Leave it empty, or choose Login: ${owner}.`,
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
    expect(report.hint).toContain('Keycloak login');
  });
});
