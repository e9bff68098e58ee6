import { SECRET } from '../support/credentials';
import { refusalOf, testCallOf, tokenRequestOf } from './requests';

const OF = 'client-credentials';

function form(body: string | undefined): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body));
}

describe('any other vendor: the token request', () => {
  test('is a form with client id and secret in it, unless told otherwise', async () => {
    const request = await tokenRequestOf(OF);
    expect(request.url).toBe('https://login.example.com/oauth/token');
    expect(request.headers).toEqual({
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(form(request.body)).toEqual({
      grant_type: 'client_credentials',
      client_id: 'my-automation',
      client_secret: SECRET,
    });
  });

  test('carries scope, audience and further parameters', async () => {
    const { body } = await tokenRequestOf(OF, {
      scope: 'read write',
      audience: 'https://api.example.com',
      extraParameters: 'resource=a b&c\ntenant=acme',
    });
    expect(form(body)).toEqual({
      grant_type: 'client_credentials',
      scope: 'read write',
      audience: 'https://api.example.com',
      resource: 'a b&c',
      tenant: 'acme',
      client_id: 'my-automation',
      client_secret: SECRET,
    });
  });

  test('may be JSON', async () => {
    const { headers, body } = await tokenRequestOf(OF, { bodyFormat: 'json', scope: 'read' });
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body!)).toEqual({
      grant_type: 'client_credentials',
      scope: 'read',
      client_id: 'my-automation',
      client_secret: SECRET,
    });
  });

  test('may carry the client in a Basic header, form-encoded before Base64 (RFC 6749 section 2.3.1)', async () => {
    const { headers, body } = await tokenRequestOf(OF, {
      clientAuthentication: 'header',
      clientId: 'a:b c',
      clientSecret: 'd+é%',
    });
    const [scheme, base64] = headers['authorization']!.split(' ');
    expect(scheme).toBe('Basic');
    expect(Buffer.from(base64!, 'base64').toString()).toBe('a%3Ab+c:d%2B%C3%A9%25');
    expect(form(body)).toEqual({ grant_type: 'client_credentials' });
  });

  test('may have another grant_type, but no other client', async () => {
    const { body } = await tokenRequestOf(OF, {
      extraParameters: 'grant_type=account_credentials',
    });
    expect(form(body)).toMatchObject({
      grant_type: 'account_credentials',
      client_id: 'my-automation',
    });
  });
});

describe('any other vendor: a refusal', () => {
  test.each([
    ['invalid_client', 'invalid-client', /secret is wrong/, /Enter client ID and secret again/],
    ['unauthorized_client', 'token-request-refused', /may not use the client credentials/, /Allow/],
    [
      'unsupported_grant_type',
      'token-request-refused',
      /grant/,
      /^Check Token URL and Body Format\.$/,
    ],
    ['invalid_scope', 'token-request-refused', /scope/, /^Check Scope\.$/],
    ['invalid_target', 'token-request-refused', /audience/, /^Check Audience\.$/],
    [
      'invalid_request',
      'token-request-refused',
      /malformed/,
      /Client Authentication, Body Format and Extra Parameters/,
    ],
    ['own_code', 'token-request-refused', /status 400/, /fields of the login/],
  ])('%s', async (error, code, message, hint) => {
    const refusal = await refusalOf(OF, 400, { error });
    expect(refusal.code).toBe(code);
    expect(refusal.message).toMatch(message);
    expect(refusal.hint).toMatch(hint);
  });

  test.each([
    [400, 'invalid_grant', 'token-request-refused'],
    [403, 'access_denied', 'token-request-refused'],
    [200, 'server_error', 'token-request-refused'],
    [503, 'temporarily_unavailable', 'vendor-unavailable'],
  ])('with %d and a code that has no words of ours repeats it: %s', async (status, error, code) => {
    const refusal = await refusalOf(OF, status, { error });
    expect(refusal).toMatchObject({ code, status, description: error });
    expect(refusal.message).toContain(`It said: “${error}”.`);
  });

  test.each([
    'invalid_client',
    'unauthorized_client',
    'unsupported_grant_type',
    'invalid_scope',
    'invalid_target',
    'invalid_request',
  ])('does not repeat the code that it has told in words: %s', async (error) => {
    const refusal = await refusalOf(OF, 400, { error });
    expect(refusal.description).toBeUndefined();
    expect(refusal.message).not.toContain(error);
  });

  test('rather repeats the description than the code', async () => {
    const body = { error: 'invalid_grant', error_description: 'No such grant.' };
    expect(await refusalOf(OF, 400, body)).toMatchObject({ description: 'No such grant.' });
  });

  test('repeats no secret that stands in place of the code', async () => {
    const refusal = await refusalOf(OF, 400, { error: SECRET });
    expect(refusal.description).toBe('***');
  });

  test('of the client names the field that says where the client is put', async () => {
    const { hint } = await refusalOf(OF, 401, { error: 'invalid_client' });
    expect(hint).toMatch(/in a Basic header: Client Authentication( \([^()]*\?\))?\.$/);
    const fields = { clientAuthentication: 'header' };
    const inHeader = await refusalOf(OF, 401, { error: 'invalid_client' }, fields);
    expect(inHeader.hint).toMatch(/the secret was probably replaced\.$/);
  });

  test('that is a bare text names the field for a bare token, and does not repeat the text', async () => {
    const error = await refusalOf(OF, 200, 'opaque-token-of-the-vendor');
    expect(error.hint).toMatch(/enter a dot at Token Path/);
    expect(error.fullMessage).not.toContain('opaque');
  });

  test.each([404, 405, 410])('with %d is no token endpoint', async (status) => {
    expect(await refusalOf(OF, status, '')).toMatchObject({
      code: 'no-token-endpoint',
      hint: 'Check Token URL.',
    });
  });

  test.each([
    [401, 'invalid-client'],
    [403, 'token-request-refused'],
    [418, 'token-request-refused'],
    [429, 'rate-limited'],
    [503, 'vendor-unavailable'],
  ])('with %d and no word is %s', async (status, code) => {
    expect(await refusalOf(OF, status, '')).toMatchObject({ code, status });
  });
});

describe('any other vendor: the test call', () => {
  test('is not made without a check path, and that is said', async () => {
    const { report, request } = await testCallOf(OF, {});
    expect(request?.method).toBe('POST');
    expect(report).toMatchObject({ verdict: 'unknown', hint: 'Enter a Check Path to try it.' });
  });

  test.each([
    [200, 'accepted', /accepts the token/],
    [204, 'accepted', /accepts the token/],
    [401, 'rejected', /does not accept/],
    [403, 'accepted', /its owner may not/],
    [404, 'unknown', /nothing at \/me\./],
    [500, 'unknown', /^The vendor answered the test call with status 500/],
    [302, 'unknown', /status 302/],
  ])('answered with %d is %s', async (status, verdict, says) => {
    const { report, request } = await testCallOf(OF, { status }, { checkPath: '/me?key=abc' });
    expect(request?.url).toBe('https://api.example.com/me?key=abc');
    expect(report.verdict).toBe(verdict);
    expect(report.says).toMatch(says);
    expect(report.says).not.toContain('abc');
  });
});
