import { fieldsOf, isSecretField } from '../../../core';
import { basicCredentials } from '../../../core/endpoint/client-authentication';
import { secretsOf } from '../../../core/credential/secrets';
import { certificateFor } from '../../node-red/support/certificate-for';
import { ACCESS_TOKEN, scene, SECRET, settingsOf, VENDOR_IDS } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith } from '../support/fake-vendor';
import { testCallOf } from '../vendors/requests';

describe('what no vendor may quote', () => {
  test.each(VENDOR_IDS)('is every secret field of %s that is filled in, and the tokens', (id) => {
    const settings = settingsOf(id);
    const secrets = secretsOf(settings, 'token-1', 'Bearer token-2', '');
    const typed = fieldsOf(settings.vendor)
      .filter(isSecretField)
      .map(({ name }) => settings.values.text(name))
      .filter((text) => text !== '');
    expect(typed).not.toEqual([]);
    expect(secrets).toEqual(expect.arrayContaining(typed));
    expect(secrets).toEqual(expect.arrayContaining(['token-1', 'Bearer token-2']));
    expect(secrets).not.toContain('');
  });

  const bodyOf = (key: string) => key.replace(/-----.*-----|\s/g, '');

  test.each<[string, Record<string, unknown>, string[]]>([
    ['clientSecret', {}, [SECRET]],
    [
      'secretParameters',
      { secretParameters: '{"a":{"b":["in-a-list",4711]}}', bodyFormat: 'json' },
      ['in-a-list', '4711'],
    ],
    ['secretParameters', { secretParameters: 'password=as-a-line' }, ['as-a-line']],
    ['tokenRequestHeaders', { tokenRequestHeaders: 'X-Key: of-the-request' }, ['of-the-request']],
    ['apiHeaders', { apiHeaders: 'X-Key: of-the-api' }, ['of-the-api']],
  ])('is what of %s gives it away', (name, fields, wanted) => {
    const settings = settingsOf('client-credentials', fields);
    expect(settings.vendor.fields.filter(isSecretField).map((field) => field.name)).toContain(name);
    expect(secretsOf(settings)).toEqual(expect.arrayContaining(wanted));
  });

  test('is a private key, without the lines around it', async () => {
    const { certificatePem, privateKeyPem: key } = await certificateFor('client.example');
    const settings = settingsOf('client-credentials', {
      clientAuthentication: 'privateKeyJwt',
      signingAlgorithm: 'ES256',
      privateKey: key,
      clientCertificate: certificatePem,
      clientKey: key,
    });
    expect(secretsOf(settings)).toContain(bodyOf(key));
  });

  test('is what a Basic header is made of, in both spellings', () => {
    const settings = settingsOf('client-credentials', { clientAuthentication: 'header' });
    const client = { clientId: settings.values.text('clientId'), clientSecret: SECRET };
    const plain = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64');
    expect(plain).not.toBe(basicCredentials(client));
    expect(secretsOf(settings)).toEqual(
      expect.arrayContaining([SECRET, basicCredentials(client), plain]),
    );
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
