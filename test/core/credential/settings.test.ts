import { checkSettings, cleanField, fieldsOf, fieldToClean, say, VENDORS } from '../../../core';
import { credential, SECRET, settingsOf, VENDOR_IDS, type VendorId } from '../support/credentials';
import { errorOf } from '../support/errors';

describe('a credential', () => {
  test.each(VENDOR_IDS)('of %s that is right has nothing to repair', (id) => {
    expect(settingsOf(id).repairs).toEqual([]);
  });

  test.each(VENDOR_IDS)(
    'of %s names every field that is missing, in the order of the form',
    async (id) => {
      const error = await errorOf(() => checkSettings(id, {}));
      const vendor = VENDORS.find((one) => one.id === id)!;
      const missing = vendor.fields.filter(
        ({ required, default: value, onlyWhen }) =>
          required && value === undefined && (onlyWhen?.values ?? ['body']).includes('body'),
      );
      expect(error).toMatchObject({ code: 'invalid-settings', vendor: id });
      expect(error.problems.map(({ field }) => field)).toEqual(missing.map(({ name }) => name));
      for (const { message, label } of error.problems) {
        expect(message.startsWith(`${label} is missing.`)).toBe(true);
        expect(error.message).toContain(message);
      }
    },
  );

  test.each(['d.vinci', '', 7, null, undefined, {}, '__proto__'])(
    'of the unknown vendor %p, as in an imported flow, says which there are',
    async (id) => {
      const error = await errorOf(() => checkSettings(id, {}));
      expect(error.problems).toEqual([
        { field: 'vendor', label: 'Vendor', message: error.message },
      ]);
      expect(error.message).toContain(
        `Choose one of ${VENDORS.map(({ id: known }) => known).join(', ')}.`,
      );
    },
  );

  test('says what was put right in it', () => {
    const settings = settingsOf('dvinci', {
      baseUrl: 'https://acme.dvinci-hr.com/',
      clientSecret: ` ${SECRET}\n`,
    });
    expect(settings.repairs.map((repair) => say(repair))).toEqual([
      'Base URL: the final slash was left out.',
      'API Token: spaces or line breaks around it were left out.',
    ]);
    expect(settings.identity).toBe(settingsOf('dvinci').identity);
  });

  test('is refused in the words of the vendor’s form', async () => {
    const fields = { clientSecret: '', baseUrl: 'acme' };
    const { message } = await errorOf(() => checkSettings('dvinci', credential('dvinci', fields)));
    expect(message).toMatch(/^Base URL must begin with https:\/\/ or http:\/\//);
    expect(message).toMatch(/API Token is missing/);
  });

  test('does not mind members that are no fields', () => {
    const fields = { id: 'x', type: 'vendor-auth', __proto__: { clientId: 'inherited' } };
    expect(settingsOf('dvinci', fields).values.text('clientId')).toBe('api-automation');
  });

  test('leaves fields out of account that do not apply', () => {
    const settings = settingsOf('eggplant-dai', { login: 'publicApi', realm: 'bad\nrealm' });
    expect(settings.values.text('realm')).toBe('');
  });

  test('shows no two fields of the same name', () => {
    for (const vendor of VENDORS) {
      const names = fieldsOf(vendor).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(names.slice(-5)).toEqual([
        'allowedOrigins',
        'caCertificate',
        'clientCertificate',
        'clientKey',
        'allowUnauthorizedCerts',
      ]);
    }
  });

  test.each<[VendorId, string[]]>([
    [
      'eggplant-dai',
      ['baseUrl', 'login', 'publicApiVersion', 'realm', 'clientId', 'clientSecret', 'tokenUrl'],
    ],
    ['ddi-central', ['baseUrl', 'clientId', 'clientSecret']],
    ['dvinci', ['baseUrl', 'clientId', 'clientSecret']],
    ['agility', ['baseUrl', 'accessToken', 'apiPath']],
    [
      'client-credentials',
      [
        'baseUrl',
        'tokenUrl',
        'clientId',
        'clientSecret',
        'clientAuthentication',
        'privateKey',
        'keyId',
        'signingAlgorithm',
        'clientIdParameter',
        'clientSecretParameter',
        'scope',
        'audience',
        'bodyFormat',
        'grantType',
        'extraParameters',
        'secretParameters',
        'tokenRequestHeaders',
        'checkPath',
        'tokenPath',
        'lifetimePath',
        'lifetimeUnit',
        'defaultLifetimeSeconds',
        'tokenHeader',
        'tokenPrefix',
        'apiHeaders',
        'rejectedStatuses',
        'rejectedBody',
      ],
    ],
  ])('of %s has the fields that saved credentials rely on', (id, names) => {
    expect(VENDORS.find((vendor) => vendor.id === id)?.fields.map(({ name }) => name)).toEqual(
      names,
    );
  });

  test('is checked field by field as somebody types', () => {
    const vendor = VENDORS.find(({ id }) => id === 'dvinci')!;
    const baseUrl = fieldToClean(vendor, vendor.fields[0]!);
    expect(cleanField(baseUrl, 'https://acme.dvinci-hr.com')).toMatchObject({ ok: true });
    expect(baseUrl.field.name).toBe('baseUrl');
    expect(cleanField(baseUrl, 'acme')).toMatchObject({
      ok: false,
      problem: { values: { label: { english: 'Base URL' } } },
    });
  });
});
