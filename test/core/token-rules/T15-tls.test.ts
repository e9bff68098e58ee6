import { checkSettings, transportError, transportFault } from '../../../core';
import { CERTIFICATE } from '../support/certificate';
import { credential, scene, settingsOf, VENDOR_IDS } from '../support/credentials';
import { errorOf } from '../support/errors';
import { failsWith } from '../support/fake-vendor';

const URL_OF_DDI = 'https://192.0.2.10:9443/oauth2/token/';

function failureOf(code: string, settings = settingsOf('ddi-central')) {
  const fault = transportFault(Object.assign(new Error('x'), { code }));
  return transportError(settings, fault, URL_OF_DDI);
}

describe('T15: TLS', () => {
  test.each(VENDOR_IDS)('is verified for %s unless the credential says otherwise', (id) => {
    expect(settingsOf(id).tls).toEqual({ allowUnauthorizedCerts: false });
    expect(settingsOf(id, { allowUnauthorizedCerts: false }).tls.allowUnauthorizedCerts).toBe(
      false,
    );
    expect(settingsOf(id, { allowUnauthorizedCerts: 'no' }).tls.allowUnauthorizedCerts).toBe(false);
    expect(settingsOf(id, { allowUnauthorizedCerts: true }).tls.allowUnauthorizedCerts).toBe(true);
    expect(settingsOf(id, { allowUnauthorizedCerts: 'true' }).tls.allowUnauthorizedCerts).toBe(
      true,
    );
  });

  test('takes a private authority as PEM, for the token request and for the test call', async () => {
    const settings = settingsOf('ddi-central', { caCertificate: CERTIFICATE });
    const { vendor, ask, verify } = scene(undefined, settings);
    await verify(await ask());
    expect(vendor.requests.map(({ tls }) => tls)).toEqual([
      { caCertificate: CERTIFICATE, allowUnauthorizedCerts: false },
      { caCertificate: CERTIFICATE, allowUnauthorizedCerts: false },
    ]);
  });

  test('tells the host by which of its own options the request goes', () => {
    const host = { hostOptionsKey: 'tls-config 7' };
    const { tls } = checkSettings('ddi-central', credential('ddi-central'), host);
    expect(tls.hostOptionsKey).toBe('tls-config 7');
  });

  const ofAnAuthority = [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ];
  const withAuthority = settingsOf('ddi-central', { caCertificate: CERTIFICATE });

  test.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /paste the certificate itself into CA Certificate\./],
    ...ofAnAuthority.map(
      (code) =>
        [
          code,
          /authority’s certificate, .* into CA Certificate; the server’s own will not/,
        ] as const,
    ),
  ] as const)('%s: says which certificate would help', async (code, words) => {
    const { token } = scene(failsWith(code), settingsOf('ddi-central'));
    const error = await errorOf(token());
    expect(error).toMatchObject({ code: 'certificate', vendor: 'ddi-central' });
    expect(error.message).toContain('https://192.0.2.10:9443');
    expect(error.hint).toMatch(words);
    expect(error.hint).toMatch(/Ignore SSL Issues would switch the check off\.$/);
  });

  test.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /holds another one: replace it by the server’s own/],
    ...ofAnAuthority.map(
      (code) =>
        [code, /must hold the authority’s certificate.* The server’s own will not/] as const,
    ),
  ] as const)('%s with CA Certificate filled in: says what it should hold', (code, words) => {
    const { hint } = failureOf(code, withAuthority);
    expect(hint).toMatch(words);
    expect(hint).toMatch(/Ignore SSL Issues would switch the check off\.$/);
  });

  test.each([
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'it was issued for another name'],
    ['CERT_HAS_EXPIRED', 'it has expired'],
    ['CERT_NOT_YET_VALID', 'it is not valid yet'],
    ['CERT_REVOKED', 'it was revoked'],
    ['HOSTNAME_MISMATCH', 'it was issued for another name'],
    ['UNSPECIFIED', 'it is too weak or not made for this use'],
    ['INVALID_PURPOSE', 'it is too weak or not made for this use'],
    ['CERT_REJECTED', 'its authority is not meant for this use'],
    ['INVALID_CA', 'signed by a certificate that may not sign others'],
    ['PATH_LENGTH_EXCEEDED', 'longer than one of them allows'],
    ['CERT_CHAIN_TOO_LONG', 'its chain of authorities is too long'],
  ])('%s: no authority would help', (code, why) => {
    const error = failureOf(code);
    expect(error.code).toBe('certificate');
    expect(error.message).toContain(why);
    expect(error.hint).toMatch(/CA Certificate would not help/);
    expect(error.hint).toMatch(/Ignore SSL Issues/);
  });

  test('is found at the root of a chain of causes, as fetch reports it', () => {
    const cause = Object.assign(new Error('self-signed'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const error = new TypeError('fetch failed', { cause });
    const { code } = transportError(settingsOf('ddi-central'), transportFault(error), URL_OF_DDI);
    expect(code).toBe('certificate');
  });

  test('where there is none, http:// is suggested', () => {
    expect(failureOf('ERR_SSL_WRONG_VERSION_NUMBER').message).toContain('http://');
  });
});
