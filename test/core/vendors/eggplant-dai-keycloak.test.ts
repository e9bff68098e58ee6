import { scene, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith } from '../support/fake-vendor';

/** What a real Keycloak answers, as `npm run e2e -- identity` sees it. */
const answers = {
  unknownClient: { error: 'invalid_client' },
  wrongSecret: { error: 'unauthorized_client' },
  noServiceAccount: {
    error: 'unauthorized_client',
    error_description: 'Client not enabled to retrieve service account',
  },
  disabledRealm: { error: 'access_denied', error_description: 'Realm not enabled' },
  httpsOnly: { error: 'invalid_request', error_description: 'HTTPS required' },
  unknownRealm: { error: 'Realm does not exist' },
  noLicence: {
    error: 'access_denied',
    error_description: 'Not enough available concurrent user licenses',
  },
};

async function refusal(status: number, body: unknown, fields: Record<string, unknown> = {}) {
  return errorOf(scene(answersWith(status, body), settingsOf('eggplant-dai', fields)).token());
}

describe('a refusal by the Keycloak of Eggplant DAI', () => {
  it.each(['unknownClient', 'wrongSecret'] as const)('blames the credentials: %s', async (name) => {
    const error = await refusal(401, answers[name]);
    expect(error.code).toBe('invalid-client');
    expect(error.hint).toContain('System > API Access');
  });

  it('is not put down to the secret when the client has no service account', async () => {
    const error = await refusal(401, answers.noServiceAccount);
    expect(error.code).toBe('token-request-refused');
    expect(error.message).toContain('service account');
  });

  it('with 403 is a missing licence', async () => {
    expect((await refusal(403, answers.noLicence)).code).toBe('licence-exhausted');
    expect((await refusal(403, '')).code).toBe('licence-exhausted');
  });

  it('with 403 is no missing licence when the realm is disabled', async () => {
    const error = await refusal(403, answers.disabledRealm, { realm: 'cloud-7' });
    expect(error.code).toBe('token-request-refused');
    expect(error.message).toContain('The realm “cloud-7” of Eggplant DAI is disabled.');
  });

  it('with 403 is no missing licence when Keycloak wants HTTPS', async () => {
    const error = await refusal(403, answers.httpsOnly);
    expect(error.code).toBe('token-request-refused');
    expect(error.hint).toContain('https://');
  });

  it('names the realm that does not exist', async () => {
    const error = await refusal(404, answers.unknownRealm, { realm: 'cloud-7' });
    expect(error.code).toBe('no-token-endpoint');
    expect(error.message).toContain('no realm “cloud-7”');
  });

  it('names the realm of Token URL, where that is filled in', async () => {
    const tokenUrl = 'https://login.example.com/auth/realms/other/protocol/openid-connect/token';
    const error = await refusal(404, answers.unknownRealm, { tokenUrl });
    expect(error.message).toContain('no realm “other”');
  });
});

describe('a refusal by the Keycloak of any other vendor', () => {
  it('with 401 blames the credentials, though it calls the client unauthorized', async () => {
    const settings = settingsOf('client-credentials');
    const error = await errorOf(scene(answersWith(401, answers.wrongSecret), settings).token());
    expect(error.code).toBe('invalid-client');
  });

  it('with 400 tells, as RFC 6749 has it, that the client may not use the grant', async () => {
    const settings = settingsOf('client-credentials');
    const error = await errorOf(scene(answersWith(400, answers.wrongSecret), settings).token());
    expect(error.code).toBe('token-request-refused');
    expect(error.message).toContain('client credentials grant');
  });
});
