import { checkSettings } from '../../../core';
import { DeployedLogins } from '../../../node-red/lib/deployed-logins';

const settingsOf = (more: object = {}) =>
  checkSettings('client-credentials', {
    baseUrl: 'https://api.example.com',
    tokenUrl: 'https://login.example.com/token',
    clientId: 'client',
    clientSecret: 'secret',
    ...more,
  });

describe('a login that is deployed again', () => {
  test('is changed if any of its settings is, also one that its token does not depend on', () => {
    const logins = new DeployedLogins();
    expect(logins.remember('a', settingsOf())).toBe(false);
    expect(logins.remember('a', settingsOf())).toBe(false);
    for (const more of [
      { clientSecret: 'another' },
      { clientSecret: 'another', checkPath: 'me' },
      { clientSecret: 'another', checkPath: 'me', baseUrl: 'https://api.example.org' },
    ]) {
      expect(logins.remember('a', settingsOf(more))).toBe(true);
      expect(logins.remember('a', settingsOf(more))).toBe(false);
    }
  });

  test('is changed if it could not work before, and new if it was deleted', () => {
    const logins = new DeployedLogins();
    logins.remember('a', undefined);
    expect(logins.remember('a', settingsOf())).toBe(true);
    logins.forget('a');
    expect(logins.remember('a', settingsOf({ clientSecret: 'another' }))).toBe(false);
  });

  test('is not mistaken for another one', () => {
    const logins = new DeployedLogins();
    logins.remember('a', settingsOf());
    expect(logins.remember('b', settingsOf({ clientSecret: 'another' }))).toBe(false);
    expect(logins.remember('a', settingsOf())).toBe(false);
  });
});
