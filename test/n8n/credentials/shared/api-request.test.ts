import { authorized, targetOf, type ApiRequest } from '../../../../credentials/shared/api-request';
import { CERTIFICATE } from '../../../core/support/certificate';
import { settingsOf } from '../../../core/support/credentials';

const AUTHORIZATION = 'Bearer token';

function request(members: Partial<ApiRequest> & Record<string, unknown>): ApiRequest {
  return { url: 'https://acme.dvinci-hr.com/restApi/', ...members };
}

describe('the target of a request', () => {
  test.each<[string, object]>([
    ['an address', { url: 'https://one.example.com/a' }],
    ['the older dialect', { url: undefined, uri: 'https://one.example.com/a' }],
    ['an address below a base', { url: '/a', baseURL: 'https://one.example.com/b' }],
    [
      'a base that the address overrules',
      { url: 'https://one.example.com/a', baseURL: 'https://b' },
    ],
    [
      'both dialects, of which n8n sends the newer',
      { url: 'https://one.example.com/a', uri: 'x:y' },
    ],
  ])('is found in %s', (_where, members) => {
    expect(targetOf(request({ ...members }))?.href).toBe('https://one.example.com/a');
  });

  test('is undefined when there is none', () => {
    expect(targetOf(request({ url: '/a' }))).toBeUndefined();
  });
});

describe('an authorized request', () => {
  const settings = settingsOf('dvinci');

  test('carries the token once, whatever header was there before', () => {
    const headers = { Authorization: 'Bearer old', 'x-own': '1' };
    const { headers: sent } = authorized(request({ headers }), settings, AUTHORIZATION);
    expect(sent).toEqual({ 'x-own': '1', authorization: AUTHORIZATION });
  });

  test('leaves the request that n8n shows as it was', () => {
    const shown = request({ headers: { 'x-own': '1' } });
    authorized(shown, settings, AUTHORIZATION);
    expect(shown).toEqual(request({ headers: { 'x-own': '1' } }));
  });

  test('never sends the token along to another origin', () => {
    const asked = request({ sendCredentialsOnCrossOriginRedirect: true });
    expect(authorized(asked, settings, AUTHORIZATION)).toMatchObject({
      sendCredentialsOnCrossOriginRedirect: false,
    });
  });

  test('carries the vendor’s own headers, unless the user set them', () => {
    const agility = settingsOf('agility');
    const { headers } = authorized(
      request({ headers: { Accept: 'application/xml' } }),
      agility,
      AUTHORIZATION,
    );
    expect(headers).toMatchObject({ Accept: 'application/xml' });
    expect(headers).not.toHaveProperty('accept');
    expect(headers?.['user-agent']).toContain('vendor-auth');
  });

  test('trusts the credential’s certificate authority, in both dialects', () => {
    const trusting = settingsOf('dvinci', { caCertificate: CERTIFICATE });
    const { agentOptions } = authorized(request({}), trusting, AUTHORIZATION);
    expect(agentOptions?.ca).toContain('BEGIN CERTIFICATE');
  });

  test('shows the client certificate that the node brings, and trusts the credential’s authority', () => {
    const trusting = settingsOf('dvinci', { caCertificate: CERTIFICATE });
    const certificate = { cert: 'client', key: 'of the client', passphrase: 'p', pfx: 'x' };
    const own = request({ agentOptions: { ca: 'of the node', ...certificate } });
    expect(authorized(own, trusting, AUTHORIZATION).agentOptions).toEqual({
      ...certificate,
      ca: trusting.tls.caCertificate,
    });
  });

  test('trusts the node’s authority where the credential names none and the node no proxy', () => {
    const agentOptions = { ca: 'of the node' };
    const sent = (members: object) =>
      authorized(request(members as never), settings, AUTHORIZATION);
    expect(sent({ agentOptions }).agentOptions).toEqual(agentOptions);
    expect(sent({ agentOptions, proxy: 'http://proxy.example.com' })).not.toHaveProperty(
      'agentOptions',
    );
  });

  test.each<object>([
    { rejectUnauthorized: false },
    { skipSslCertificateValidation: true },
    { agentOptions: { rejectUnauthorized: false } },
  ])('is verified in spite of %j of the node where the credential or a proxy decides', (asked) => {
    const trusting = settingsOf('dvinci', { caCertificate: CERTIFICATE });
    const proxied = { ...asked, proxy: 'http://proxy.example.com' };
    for (const sent of [
      authorized(request({ ...asked }), trusting, AUTHORIZATION),
      authorized(request(proxied as never), settings, AUTHORIZATION),
    ]) {
      expect(sent).not.toHaveProperty('skipSslCertificateValidation');
      expect(sent.rejectUnauthorized).not.toBe(false);
      expect(sent.agentOptions ?? {}).not.toHaveProperty('rejectUnauthorized');
    }
    expect(authorized(request({ ...asked }), settings, AUTHORIZATION)).toMatchObject({
      rejectUnauthorized: false,
      skipSslCertificateValidation: true,
    });
  });

  test('switches verification off only for a credential that says so', () => {
    const asked = request({ rejectUnauthorized: true });
    const lax = settingsOf('dvinci', { allowUnauthorizedCerts: true });
    expect(authorized(asked, lax, AUTHORIZATION)).toMatchObject({
      skipSslCertificateValidation: true,
      rejectUnauthorized: false,
    });
    const strict = authorized(asked, settings, AUTHORIZATION);
    expect(strict.rejectUnauthorized).toBe(true);
    expect(strict).not.toHaveProperty('skipSslCertificateValidation');
  });
});
