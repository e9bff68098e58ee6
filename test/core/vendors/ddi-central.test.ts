import { scene, SECRET, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith } from '../support/fake-vendor';
import { refusalOf, testCallOf, tokenRequestOf } from './requests';

const MEMBERS = {
  grant_type: 'client_credentials',
  client_id: 'ab5a442c7d57',
  client_secret: SECRET,
};

/** A DDI Central that understands one encoding only, and says of the other what Django says. */
function understands(contentType: string) {
  return (request: { headers: Readonly<Record<string, string>> }, nth: number) =>
    request.headers['content-type'] === contentType
      ? { body: { access_token: `token-${nth}`, expires_in: 1800 } }
      : { status: 400, body: { error: 'unsupported_grant_type' } };
}

describe('DDI Central: the token request', () => {
  test('is JSON, as the sample shows, with the final slash', async () => {
    const request = await tokenRequestOf('ddi-central');
    expect(request).toMatchObject({
      method: 'POST',
      url: 'https://192.0.2.10:9443/oauth2/token/',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
    });
    expect(JSON.parse(request.body!)).toEqual(MEMBERS);
  });

  test('is a form once, as the heading says, if JSON is refused, and the vendor’s choice is remembered', async () => {
    const { vendor, clock, token } = scene(
      understands('application/x-www-form-urlencoded'),
      settingsOf('ddi-central'),
    );
    expect(await token()).toBe('token-2');
    expect(new URLSearchParams(vendor.lastRequest.body)).toEqual(new URLSearchParams(MEMBERS));
    clock.advanceSeconds(1800);
    expect(await token()).toBe('token-3');
    const types = vendor.requests.map(({ headers }) => headers['content-type']);
    expect(types).toEqual([
      'application/json',
      'application/x-www-form-urlencoded',
      'application/x-www-form-urlencoded',
    ]);
  });

  test('goes back to JSON if the form is refused one day', async () => {
    const { vendor, clock, token } = scene(
      understands('application/x-www-form-urlencoded'),
      settingsOf('ddi-central'),
    );
    await token();
    clock.advanceSeconds(1800);
    vendor.answers(understands('application/json'));
    expect(await token()).toBe('token-4');
  });

  test.each<[number, unknown]>([
    [400, { error: 'unsupported_grant_type' }],
    [400, { error: 'invalid_request' }],
    [400, ''],
    [400, { detail: 'JSON parse error' }],
    [415, { detail: 'Unsupported media type' }],
  ])('refused with %d %j is tried in both encodings, once each', async (status, body) => {
    const { vendor, source, token } = scene(answersWith(status, body), settingsOf('ddi-central'));
    expect(await errorOf(token())).toMatchObject({ code: 'token-request-refused' });
    expect(vendor.requests).toHaveLength(2);
    expect(source.status().tokenRequests).toBe(2);
  });

  test.each<[number, unknown]>([
    [401, { error: 'invalid_client' }],
    [400, { error: 'invalid_client' }],
    [400, { error: 'unauthorized_client' }],
    [400, { error: 'invalid_scope' }],
    [403, ''],
    [429, ''],
    [500, ''],
  ])('refused with %d %j for another reason is not repeated', async (status, body) => {
    const { vendor, token } = scene(answersWith(status, body), settingsOf('ddi-central'));
    await errorOf(token());
    expect(vendor.requests).toHaveLength(1);
  });
});

describe('DDI Central: a refusal', () => {
  test('for a wrong secret says where to copy it from', async () => {
    const error = await refusalOf('ddi-central', 401, { error: 'invalid_client' });
    expect(error.code).toBe('invalid-client');
    expect(error.fullMessage).toBe(
      'DDI Central does not know this client, or its secret is wrong. Copy both again from your user profile > Client Credentials in DDI Central.',
    );
  });

  test('in both encodings says so', async () => {
    const error = await refusalOf('ddi-central', 400, { error: 'unsupported_grant_type' });
    expect(error.message).toContain('neither as JSON nor as form data');
  });

  test('with a redirect to the address without slash is one of the slash', async () => {
    const { token } = scene(
      answersWith(301, '', { location: '/oauth2/token' }),
      settingsOf('ddi-central'),
    );
    expect((await errorOf(token())).hint).toContain('Only the final slash differs');
  });
});

describe('DDI Central: the test call', () => {
  test('asks for the clusters, a bare list', async () => {
    const { report, request } = await testCallOf('ddi-central', { body: [] });
    expect(request?.url).toBe('https://192.0.2.10:9443/api/cluster_settings/cluster/');
    expect(report.says).toBe('DDI Central accepts the token; it sees no clusters.');
  });

  test('with an expired token is rejected', async () => {
    const { report } = await testCallOf('ddi-central', {
      status: 401,
      headers: {
        'www-authenticate':
          'Bearer realm="api",error="invalid_token",error_description="The access token has expired."',
      },
      body: { detail: 'Authentication credentials were not provided.' },
    });
    expect(report.verdict).toBe('rejected');
  });

  test('answered with 403 tells a bad token from a small role, where that can be told', async () => {
    const withReason = {
      status: 403,
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    };
    expect((await testCallOf('ddi-central', withReason)).report.verdict).toBe('rejected');
    expect((await testCallOf('ddi-central', { status: 403 })).report.verdict).toBe('unknown');
    const inWords = { status: 403, body: { detail: 'You do not have permission.' } };
    expect((await testCallOf('ddi-central', inWords)).report.verdict).toBe('accepted');
  });
});
