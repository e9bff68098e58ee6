import fc from 'fast-check';
import { generateKeyPairSync } from 'crypto';
import {
  fieldsOf,
  isSecretField,
  isStoredEncrypted,
  testCallFailure,
  TokenSources,
  VENDORS,
  type Settings,
} from '../../../core';
import { secretFieldOf } from '../../../demo/sandbox-configuration';
import { keyBody } from '../../../core/fields/pem';
import { scene, SECRET, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { FakeVendor } from '../support/fake-vendor';
import { ES256_KEY, RSA_CERTIFICATE, RSA_KEY } from '../support/keys';
import { allThatCanBeSeen } from '../support/leaks';
import { ESCAPES, FOLDINGS, PACKINGS, readable, telling } from '../support/quotings';
import { SimulatedClock } from '../support/simulated-clock';

const OF = 'client-credentials';

function of(fields: Record<string, unknown>): Settings {
  return settingsOf(OF, fields);
}

const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;
const signing = {
  clientAuthentication: 'privateKeyJwt',
  clientSecret: '',
  privateKey: ES256_KEY,
  signingAlgorithm: 'ES256',
};
const rsaSigning = { ...signing, privateKey: RSA_KEY, signingAlgorithm: 'RS256' };
const certified = { clientCertificate: RSA_CERTIFICATE, clientKey: RSA_KEY };

type Change = readonly [string, Record<string, unknown>, Record<string, unknown>];

/** A field, the credential before it is changed, and what is changed. */
const CHANGES_OF_TOKEN: readonly Change[] = [
  ['clientAuthentication', {}, { clientAuthentication: 'header' }],
  ['clientAuthentication', {}, signing],
  [
    'clientAuthentication',
    certified,
    { ...certified, clientAuthentication: 'tlsCertificate', clientSecret: '' },
  ],
  ['privateKey', signing, { ...signing, privateKey: otherKey }],
  ['keyId', signing, { ...signing, keyId: 'key-1' }],
  ['signingAlgorithm', rsaSigning, { ...rsaSigning, signingAlgorithm: 'PS256' }],
  ['clientIdParameter', {}, { clientIdParameter: 'id' }],
  ['clientSecretParameter', {}, { clientSecretParameter: 'secret' }],
  ['grantType', {}, { grantType: 'password' }],
  ['grantType', {}, { grantType: 'none' }],
  ['bodyFormat', {}, { bodyFormat: 'query' }],
  ['extraParameters', {}, { extraParameters: 'a=1' }],
  ['extraParameters', { extraParameters: 'a=1' }, { extraParameters: 'a=2' }],
  ['secretParameters', {}, { secretParameters: 'a=1' }],
  ['secretParameters', { secretParameters: 'a=1' }, { secretParameters: 'a=2' }],
  [
    'secretParameters',
    { extraParameters: 'a=3' },
    { extraParameters: '', secretParameters: 'a=3' },
  ],
  ['tokenRequestHeaders', {}, { tokenRequestHeaders: 'a: 1' }],
  ['tokenRequestHeaders', { tokenRequestHeaders: 'a: 1' }, { tokenRequestHeaders: 'a: 2' }],
  ['tokenPath', {}, { tokenPath: 'token' }],
  ['lifetimePath', {}, { lifetimePath: 'ttl' }],
  ['lifetimeUnit', {}, { lifetimeUnit: 'milliseconds' }],
  ['defaultLifetimeSeconds', {}, { defaultLifetimeSeconds: '60' }],
  ['tokenHeader', {}, { tokenHeader: 'X-Token' }],
  ['tokenPrefix', {}, { tokenPrefix: 'Token' }],
  ['clientCertificate', {}, certified],
  ['clientCertificate', rsaSigning, { ...rsaSigning, clientCertificate: RSA_CERTIFICATE }],
];

/**
 * What an API is asked besides the token, and how it refuses one, says nothing about which token it is:
 * tenants that differ in a subscription key alone would otherwise cost a token request each (rule T1).
 */
const CHANGES_OF_CALL: readonly Change[] = [
  ['apiHeaders', {}, { apiHeaders: 'X-Key: abcd' }],
  ['rejectedStatuses', {}, { rejectedStatuses: '403' }],
  ['rejectedBody', {}, { rejectedBody: 'expired' }],
];

describe('T2: the identity of a credential', () => {
  test.each(CHANGES_OF_TOKEN)('differs with %s: %j, %j', (_field, before, after) => {
    expect(of({ ...before, ...after }).identity).not.toBe(of(before).identity);
  });

  test('is another one for each of these', () => {
    const all = CHANGES_OF_TOKEN.map(([, before, after]) => of({ ...before, ...after }).identity);
    expect(new Set(all).size).toBe(CHANGES_OF_TOKEN.length);
  });

  test.each(CHANGES_OF_CALL)('is not touched by %s', (_field, before, after) => {
    expect(of(after).identity).toBe(of(before).identity);
  });

  test('is the same for defaults that are entered, and for other spellings of one value', () => {
    const { identity } = of({});
    for (const fields of [
      { tokenHeader: '', tokenPrefix: '' },
      { tokenHeader: 'AUTHORIZATION', tokenPrefix: 'Bearer' },
      { lifetimeUnit: 'automatic', bodyFormat: 'form', grantType: 'client_credentials' },
      { clientIdParameter: 'client_id', clientSecretParameter: 'client_secret' },
    ]) {
      expect(of(fields).identity).toBe(identity);
    }
    const lines = of({ secretParameters: 'a=1\nb=2', tokenRequestHeaders: 'X-A: 1\nx-b: 2' });
    const json = of({
      secretParameters: '{"b":"2","a":"1"}',
      tokenRequestHeaders: 'X-B: 2\nx-a: 1',
    });
    expect(lines.identity).toBe(json.identity);
  });

  test('covers every field: none is forgotten here', () => {
    const vendor = VENDORS.find(({ id }) => id === OF)!;
    const covered = [...CHANGES_OF_TOKEN, ...CHANGES_OF_CALL].map(([field]) => field);
    // Those are in test/core/token-rules/T02-identity.test.ts.
    const before = [
      'baseUrl',
      'tokenUrl',
      'clientId',
      'clientSecret',
      'scope',
      'audience',
      'checkPath',
    ];
    const common = ['allowedOrigins', 'caCertificate', 'clientKey', 'allowUnauthorizedCerts'];
    const names = fieldsOf(vendor).map(({ name }) => name);
    expect([...new Set([...covered, ...before, ...common])].sort()).toEqual([...names].sort());
  });

  test('holds no secret of any of these fields', () => {
    for (const [, before, after] of CHANGES_OF_TOKEN) {
      expect(of({ ...before, ...after }).identity).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  test('a character that moves from one field to the next changes it', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', '=', ':'),
      minLength: 2,
      maxLength: 6,
    });
    const moved: readonly (readonly [string, string])[] = [
      ['clientIdParameter', 'clientSecretParameter'],
      ['tokenPath', 'lifetimePath'],
      ['tokenPath', 'grantType'],
      ['secretParameters', 'extraParameters'],
    ];
    fc.assert(
      fc.property(
        text,
        fc.nat(6),
        fc.nat(6),
        fc.constantFrom(...moved),
        (whole, one, another, [first, second]) => {
          const at = (place: number) => {
            const isParameters = first === 'secretParameters';
            const wrapped = (value: string) => (isParameters ? { x: value } : value);
            const fields = {
              [first]: wrapped(whole.slice(0, place)),
              [second]: wrapped(whole.slice(place)),
            };
            return isParameters
              ? { [first]: { x: whole.slice(0, place) }, [second]: { y: whole.slice(place) } }
              : fields;
          };
          fc.pre(Math.min(one, whole.length) !== Math.min(another, whole.length));
          // Two fields of the same name are refused.
          const isTwice = (place: number) => whole.slice(0, place) === whole.slice(place);
          fc.pre(first !== 'clientIdParameter' || !(isTwice(one) || isTwice(another)));
          expect(of(at(one)).identity).not.toBe(of(at(another)).identity);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('different values never share a token', async () => {
    const vendor = new FakeVendor();
    const sources = new TokenSources(new SimulatedClock(), () => 1);
    const tokens = new Set<string>();
    for (const [, before, after] of CHANGES_OF_TOKEN) {
      const settings = of({ ...before, ...after, tokenPath: after['tokenPath'] ?? 'access_token' });
      vendor.answers((_request, nth) => ({ body: { access_token: `t${nth}`, token: `t${nth}` } }));
      tokens.add((await sources.for(settings).token({ settings, send: vendor.send })).value);
    }
    expect(tokens.size).toBe(CHANGES_OF_TOKEN.length);
  });
});

/** Each secret field, what is typed into it, and the secrets that this holds. */
const SECRETS: readonly (readonly [string, Record<string, unknown>, readonly string[]])[] = [
  ['privateKey', signing, [keyBody(ES256_KEY)]],
  ['clientKey', certified, [keyBody(RSA_KEY)]],
  [
    'secretParameters',
    { secretParameters: 'password=p4ss/w+rd=of "Ada" é' },
    ['p4ss/w+rd=of "Ada" é'],
  ],
  [
    'secretParameters',
    { bodyFormat: 'json', secretParameters: '{"a":{"b":["deep/secret+one=",31415926]}}' },
    ['deep/secret+one=', '31415926'],
  ],
  [
    'tokenRequestHeaders',
    { tokenRequestHeaders: 'X-Key: k3y+of/the=request\nX-Version: 2' },
    ['k3y+of/the=request'],
  ],
  ['apiHeaders', { apiHeaders: 'X-Sub: s8b+of/the=API' }, ['s8b+of/the=API']],
  ['clientSecret', {}, [SECRET]],
];

describe('T11: the secrets of a credential', () => {
  test.each(SECRETS)('of %s are in its plan', (_field, fields, secrets) => {
    expect(of(fields).plan.secrets).toEqual(expect.arrayContaining([...secrets]));
  });

  test('are those of every secret field of every vendor', () => {
    for (const vendor of VENDORS) {
      const names = fieldsOf(vendor)
        .filter(isSecretField)
        .map(({ name }) => name);
      // The secret of the login itself is held for every vendor in T11-errors.test.ts.
      const known = [...SECRETS.map(([field]) => field), secretFieldOf(vendor.id)];
      expect(names.filter((name) => !known.includes(name))).toEqual([]);
      for (const field of fieldsOf(vendor).filter(isSecretField)) {
        expect(isStoredEncrypted(field)).toBe(true);
      }
    }
  });

  test.each(SECRETS)(
    'of %s are not in a refusal that echoes them in any quoting',
    async (_field, fields, secrets) => {
      const settings = of(fields);
      for (const secret of secrets) {
        // Of a key, any part that is long enough gives it away.
        const part = secret.slice(0, 60);
        for (const quoting of [...ESCAPES, ...PACKINGS, ...FOLDINGS]) {
          const [echo = ''] = fc.sample(quoting.write(part), { numRuns: 1, seed: 7 });
          const body = { error: 'invalid_request', error_description: `Got ${echo} instead` };
          const error = await errorOf(scene(() => ({ status: 400, body }), settings).token());
          const seen = readable(error.fullMessage);
          const leaks = telling(part).filter((piece) => seen.some((text) => text.includes(piece)));
          expect({ quoting: quoting.name, leaks }).toEqual({ quoting: quoting.name, leaks: [] });
        }
      }
    },
  );

  test.each(SECRETS)('of %s are not in what a test call says', async (_field, fields, secrets) => {
    for (const status of [400, 401, 403, 404, 500]) {
      const settings = of({ ...fields, checkPath: 'me' });
      const stage = scene(undefined, settings);
      const token = await stage.ask();
      const body = { message: `Refused: ${secrets.join(' and ')}`, [secrets[0]!]: secrets };
      stage.vendor.answers(() => ({ status, body }));
      const report = await stage.source.verdicts.verify(settings, token, stage.vendor.send);
      const seen = allThatCanBeSeen([report, testCallFailure(settings, report)]);
      for (const secret of secrets) expect(seen).not.toContain(secret.slice(0, 12));
    }
  });

  test.each(SECRETS)(
    'of %s are not in a status, a repair or a problem',
    async (field, fields, secrets) => {
      const settings = of(fields);
      const stage = scene(() => ({ status: 401, body: { message: secrets.join() } }), settings);
      await errorOf(stage.token());
      const seen = allThatCanBeSeen([stage.source.status(), settings.repairs]);
      for (const secret of secrets) expect(seen).not.toContain(secret.slice(0, 12));
      const broken = { ...fields, [field]: `${secrets.join('\n')}\u0000\n=\n:` };
      const problem = allThatCanBeSeen(await errorOf(() => of(broken)));
      for (const secret of secrets) expect(problem).not.toContain(secret.slice(0, 12));
    },
  );
});

describe('T18: identities of these fields', () => {
  test('are forgotten like any other, an hour after their last use', async () => {
    const clock = new SimulatedClock();
    const vendor = new FakeVendor();
    const sources = new TokenSources(clock, () => 1);
    for (const [, before, after] of CHANGES_OF_TOKEN) {
      const settings = of({ ...before, ...after, tokenPath: 'access_token' });
      await sources.for(settings).token({ settings, send: vendor.send });
    }
    expect(sources.size).toBeGreaterThan(20);
    clock.advanceSeconds(3601);
    sources.for(of({}));
    expect(sources.size).toBe(1);
  });
});
