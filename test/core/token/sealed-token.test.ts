import { tokenSeal, type StoredToken } from '../../../core';
import { SECRET, settingsOf, VENDOR_IDS } from '../support/credentials';

const settings = settingsOf('dvinci');
const token: StoredToken = {
  identity: settings.identity,
  accessToken: 'an-access-token-of-some-length',
  storedAtMs: 1_000,
  expiresAtMs: 2_000,
  lifetimeSeconds: 1,
};

describe('a sealed token', () => {
  const seal = tokenSeal(settings)!;
  const sealed = seal.seal(token);

  test('is opened by the same login, also in another process', () => {
    expect(tokenSeal(settingsOf('dvinci'))!.open(sealed)).toEqual(token);
  });

  test('tells neither token nor secret nor identity, and never looks the same twice', () => {
    const inClear = Buffer.from(sealed.slice(sealed.indexOf(':') + 1), 'base64').toString('latin1');
    for (const hidden of [token.accessToken, SECRET, settings.identity, 'api-automation']) {
      expect(sealed).not.toContain(hidden);
      expect(inClear).not.toContain(hidden);
      expect(seal.name).not.toContain(hidden);
    }
    expect(seal.seal(token)).not.toBe(sealed);
  });

  test.each([
    ['another secret', { clientSecret: `${SECRET}.` }],
    ['another client', { clientId: 'other' }],
    ['another address', { baseUrl: 'https://other.dvinci-hr.com' }],
    ['other TLS wishes', { allowUnauthorizedCerts: true }],
  ])('of a login with %s is not opened, and lies elsewhere', (_what, fields) => {
    const other = tokenSeal(settingsOf('dvinci', fields))!;
    expect(other.open(sealed)).toBeUndefined();
    expect(other.name).not.toBe(seal.name);
  });

  test('is not opened by somebody who knows all of the login but its secret', () => {
    const guess = settingsOf('dvinci', { clientSecret: 'a guess' });
    const other = tokenSeal({ ...guess, identity: settings.identity })!;
    expect(other.open(sealed)).toBeUndefined();
    expect(other.name).not.toBe(seal.name);
  });

  test('is not opened once a single character of it was changed', () => {
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed[at] === 'A' ? 'B' : 'A';
      const text = sealed.slice(0, at) + changed + sealed.slice(at + 1);
      // The last characters of base64 may hold bits that stand for nothing.
      const isSame = Buffer.from(text.slice(14), 'base64').equals(
        Buffer.from(sealed.slice(14), 'base64'),
      );
      if (isSame && at >= 14) continue;
      expect(seal.open(text)).toBeUndefined();
    }
  });

  test.each([
    undefined,
    null,
    7,
    {},
    [],
    '',
    'rubbish',
    'vendor-auth-1:',
    'vendor-auth-1:AAAA',
    sealed.slice(0, -8),
  ])('is not found in %j', (text) => expect(seal.open(text)).toBeUndefined());

  test('is there for every vendor whose tokens are requested, and for none that has no secret', () => {
    const withSeal = VENDOR_IDS.filter((id) => tokenSeal(settingsOf(id)) !== undefined);
    expect(withSeal).toEqual(VENDOR_IDS.filter((id) => id !== 'agility'));
    const clientAuthentication = 'tlsCertificate';
    const fields = { clientAuthentication, clientSecret: '' };
    const host = { hostOptionsKey: 'a tls-config node' };
    expect(tokenSeal(settingsOf('client-credentials', fields, host))).toBeUndefined();
  });
});
