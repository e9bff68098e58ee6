import { dvinci, say } from '../../../core';
import { refusalOf, testCallOf, tokenRequestOf } from './requests';

describe('d.vinci: the token request', () => {
  test('is a form with the API user’s name and API token', async () => {
    expect(await tokenRequestOf('dvinci')).toEqual({
      method: 'POST',
      url: 'https://acme.dvinci-hr.com/plt/oauth2/token',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials&client_id=api-automation&client_secret=s3cr3t%2B%2F%22%C3%BC+of+the+client+%26+more%3D',
      timeoutMs: 30_000,
      tls: { allowUnauthorizedCerts: false },
    });
  });
});

describe('d.vinci: a refusal', () => {
  test.each<[number, unknown]>([
    [401, { error: 'invalid_client' }],
    [400, { error: 'invalid_client' }],
    [401, ''],
    [401, { error: 'unauthorized' }],
  ])('with %d %j most likely means that the API token was generated anew', async (status, body) => {
    const error = await refusalOf('dvinci', status, body);
    expect(error.code).toBe('invalid-client');
    expect(error.message).toContain('does not know this API user, or its API token is wrong');
    expect(error.hint).toContain('generated anew: the old one stops at once');
  });

  test('with 404 speaks of the base URL', async () => {
    expect(await refusalOf('dvinci', 404, '')).toMatchObject({
      code: 'no-token-endpoint',
      hint: 'Check Base URL.',
    });
  });

  test('with 400 for another reason repeats what d.vinci said', async () => {
    const body = { error: 'unauthorized_client', error_description: 'OAuth2 is off.' };
    const error = await refusalOf('dvinci', 400, body);
    expect(error).toMatchObject({ code: 'token-request-refused', description: 'OAuth2 is off.' });
  });
});

describe('d.vinci: the test call', () => {
  test('asks for the organisational units', async () => {
    const { report, request } = await testCallOf('dvinci', { body: [{}] });
    expect(request?.url).toBe('https://acme.dvinci-hr.com/restApi/orgUnits/');
    expect(report).toMatchObject({
      verdict: 'accepted',
      says: 'd.vinci accepts the token; it sees 1 organisational unit.',
    });
  });

  test('answered with something that is no list counts nothing', async () => {
    const { report } = await testCallOf('dvinci', { body: 'hello' });
    expect(report.says).toBe('d.vinci accepts the token; it sees organisational units.');
  });

  test('answered with 403 means a good token and a small role', async () => {
    const { report } = await testCallOf('dvinci', { status: 403 });
    expect(report).toMatchObject({ verdict: 'accepted' });
    expect(report.says).toContain('role does not let it see organisational units');
  });

  test('answered with 401 is a rejection', async () => {
    const { report } = await testCallOf('dvinci', { status: 401 });
    expect(report).toMatchObject({ verdict: 'rejected' });
    expect(report.hint).toContain('OAuth2 is still switched on');
  });
});

describe('d.vinci: a 403', () => {
  const words = say(dvinci.forbiddenHint);

  test('is not put down to the role alone, since what does not exist has it as well', () => {
    expect(words).toContain('403 for what does not exist');
    expect(words).toContain('give the API user the rights');
    expect(words).not.toContain('role is too small');
  });
});
