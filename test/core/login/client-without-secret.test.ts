import { createTokenSource } from '../../../core';
import { settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith, FakeVendor } from '../support/fake-vendor';
import { ES256_KEY, RSA_CERTIFICATE, RSA_KEY } from '../support/keys';
import { SimulatedClock } from '../support/simulated-clock';

/** What a person reads whose client the vendor does not take. */
async function refusalOf(fields: Record<string, unknown>, status = 401) {
  const settings = settingsOf('client-credentials', fields);
  const { send } = new FakeVendor(answersWith(status, { error: 'invalid_client' }));
  const source = createTokenSource(settings, new SimulatedClock(), () => 1);
  return (await errorOf(source.token({ settings, send }))).fullMessage;
}

const CERTIFICATE = { clientCertificate: RSA_CERTIFICATE, clientKey: RSA_KEY };

describe('a client that has no secret, and that the vendor does not take,', () => {
  test.each([
    ['RS256', RSA_KEY, 401],
    ['PS256', RSA_KEY, 400],
    ['ES256', ES256_KEY, 401],
  ])('is told of its key: %s', async (signingAlgorithm, privateKey, status) => {
    const said = await refusalOf(
      { clientAuthentication: 'privateKeyJwt', clientSecret: '', privateKey, signingAlgorithm },
      status,
    );
    expect(said).toContain('does not accept its key');
    expect(said).toContain('Check Client ID, Private Key and Key ID.');
    expect(said).not.toMatch(/secret/i);
  });

  test('is told of its certificate', async () => {
    const said = await refusalOf({
      clientAuthentication: 'tlsCertificate',
      clientSecret: '',
      ...CERTIFICATE,
    });
    expect(said).toContain('does not accept its certificate');
    expect(said).toContain('Check Client ID and Client Certificate.');
    expect(said).not.toMatch(/secret/i);
  });

  test.each(['body', 'header'])('while one with a secret is told of that: %s', async (place) => {
    const said = await refusalOf({ clientAuthentication: place, ...CERTIFICATE });
    expect(said).toContain('or its secret is wrong');
    expect(said).toContain('Enter client ID and secret again.');
  });
});
