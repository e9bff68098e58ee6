import { fieldsOf, isSecretField } from '../../core';
import { basicCredentials } from '../../core/client-authentication';
import { secretsOf } from '../../core/secrets';
import { ACCESS_TOKEN, scene, SECRET, settingsOf, VENDOR_IDS } from './support/credentials';
import { errorOf } from './support/errors';
import { answersWith } from './support/fake-vendor';
import { testCallOf } from './vendors/requests';

describe('what no vendor may quote', () => {
  test.each(VENDOR_IDS)('is every secret field of %s, and what is sent of it', (id) => {
    const settings = settingsOf(id);
    const secrets = secretsOf(settings, 'token-1', 'Bearer token-2', '');
    const typed = fieldsOf(settings.vendor).filter(isSecretField);
    expect(typed).not.toEqual([]);
    for (const { name } of typed) expect(secrets).toContain(settings.values.text(name));
    const { plan } = settings;
    expect(secrets).toContain(plan.kind === 'static' ? plan.accessToken : basicCredentials(plan));
    expect(secrets).toEqual(expect.arrayContaining(['token-1', 'token-2']));
    expect(secrets).not.toContain('');
  });

  const SECRET_BYTES = Buffer.from(SECRET).toString('hex');

  test.each([
    ['error_description', { error: 'invalid_request', error_description: SECRET_BYTES }],
    ['error', { error: SECRET_BYTES }],
    ['error_uri', { error: 'x', error_uri: `https://a.example/${SECRET_BYTES}` }],
    ['detail', { detail: [{ loc: [SECRET_BYTES], msg: SECRET_BYTES }] }],
    ['title', { title: SECRET_BYTES }],
    ['message', { error: { code: 'x', message: SECRET_BYTES } }],
  ])('is not told from %s of a refusal', async (_member, body) => {
    for (const clientAuthentication of ['body', 'header']) {
      const settings = settingsOf('client-credentials', { clientAuthentication });
      const error = await errorOf(scene(answersWith(400, body), settings).token());
      const seen = JSON.stringify({ ...error, message: error.message });
      expect(seen).not.toContain(SECRET_BYTES.slice(0, 12));
      expect(seen).toContain('***');
    }
  });

  test.each([ACCESS_TOKEN, Buffer.from(ACCESS_TOKEN).toString('base64')])(
    'is not told from what a test call answers: %s',
    async (quoted) => {
      const body = { Assets: [{ Attributes: { Username: { value: `admin ${quoted}` } } }] };
      const { report } = await testCallOf('agility', { body });
      expect(report.says).toBe(
        'Digital.ai Agility accepts the access token; it belongs to admin ***.',
      );
    },
  );
});
