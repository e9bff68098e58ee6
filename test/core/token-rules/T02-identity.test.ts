import { generateKeyPairSync } from 'crypto';
import fc from 'fast-check';
import { checkSettings, TokenSources, type Settings, type TlsOptions } from '../../../core';
import { identityOf } from '../../../core/credential/identity';
import { tokenEndpoint, type TokenEndpoint } from '../../../core/endpoint/access-token-plan';
import { FORM } from '../../../core/endpoint/body-format';
import { clientInBody } from '../../../core/endpoint/client-authentication';
import { lifetime } from '../../../core/endpoint/lifetime-source';
import { credential, SECRET, settingsOf, type VendorId } from '../support/credentials';
import { FakeVendor } from '../support/fake-vendor';
import { SimulatedClock } from '../support/simulated-clock';
import { CERTIFICATE } from '../support/certificate';
import { ES256_KEY, RSA_CERTIFICATE, RSA_KEY } from '../support/keys';

const TLS = { allowUnauthorizedCerts: false };

interface EndpointTexts {
  readonly url?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

function endpoint({
  url = 'https://login.example.com/token',
  clientId = 'client',
  clientSecret = 'secret',
  parameters = { grant_type: 'client_credentials' },
}: EndpointTexts = {}): TokenEndpoint {
  const client = clientInBody({ clientId, clientSecret });
  return tokenEndpoint({
    url,
    ways: [{ client, format: FORM }],
    parameters,
    lifetime: lifetime({ defaultSeconds: 300 }),
  });
}

function other(fields: Record<string, unknown>): Settings {
  return settingsOf('client-credentials', fields);
}

describe('T2: the identity of a credential of before', () => {
  /** As releases before the choice of a version and of an API path had them: rows are stored by these. */
  test.each<[VendorId, Record<string, unknown>, string]>([
    ['eggplant-dai', {}, '5e5b9b969187c8fd42be9bef8d8d1019ac441f87e84e2bf64f6117c8a830875e'],
    ['ddi-central', {}, 'e5aab1861ae5a1b55d599fe07cf3f98027053a15ac7150d465eb6b38e5a71ae4'],
    ['dvinci', {}, 'b2c388de239775ae42cc69e8c6a29b19957068c8a3ec9c85a4af82ba8f0612d3'],
    ['agility', {}, 'ded61224ee036b5fb86945414d7ae89dcd8f9c759bbad3c852fb005e8e791e8b'],
    ['client-credentials', {}, '053a631e3f9310e36180e0064914aa350c1dcac70f4736acd1abd36c65996f78'],
    [
      'eggplant-dai',
      { login: 'publicApi', tokenUrl: 'https://dai.example.com:8000/api/v1/auth' },
      '9cff85e16cebbfbc5025063ea5c5cef495bc7af4d1e416876d35f1e126e9b24f',
    ],
    [
      'eggplant-dai',
      { login: 'publicApi', publicApiVersion: 'v2' },
      'a985c54b3be74d7b6c5246edf0ff7e7db811ee0136f5eec789b61a0fe4534db5',
    ],
  ])('is the same for %s %j', (vendor, fields, identity) => {
    expect(settingsOf(vendor, fields).identity).toBe(identity);
  });

  test('does not depend on where Agility takes the token, which costs no token request', () => {
    const identities = ['auto', 'rest-1.v1', 'rest-1.oauth.v1'].map(
      (apiPath) => settingsOf('agility', { apiPath }).identity,
    );
    expect(new Set(identities).size).toBe(1);
  });

  test('differs by the address that the secret is sent to', () => {
    const identities = ['auto', 'v1', 'v2'].map(
      (publicApiVersion) =>
        settingsOf('eggplant-dai', { login: 'publicApi', publicApiVersion }).identity,
    );
    expect(new Set(identities).size).toBe(3);
  });
});

describe('T2: the identity of a credential', () => {
  const base = other({});

  test('is the same for the same fields', () => {
    expect(other({}).identity).toBe(base.identity);
  });

  test.each<[string, Record<string, unknown>]>([
    ['token URL', { tokenUrl: 'https://login.example.com/oauth/token2' }],
    ['client id', { clientId: 'another' }],
    ['secret', { clientSecret: `${SECRET}!` }],
    ['scope', { scope: 'read' }],
    ['audience', { audience: 'https://api.example.com' }],
    ['extra parameters', { extraParameters: 'resource=1' }],
    ['client authentication', { clientAuthentication: 'header' }],
    ['body format', { bodyFormat: 'json' }],
    ['CA certificate', { caCertificate: CERTIFICATE }],
    ['verification', { allowUnauthorizedCerts: true }],
  ])('differs with the %s', (_part, fields) => {
    expect(other(fields).identity).not.toBe(base.identity);
  });

  const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const OTHER_KEY = ec.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const BASIC = { clientAuthentication: 'header' };
  const SIMPLE = { ...BASIC, clientId: 'client', clientSecret: 'secret-1' };
  const BY_CERTIFICATE = {
    clientAuthentication: 'tlsCertificate',
    clientCertificate: RSA_CERTIFICATE,
    clientKey: RSA_KEY,
  };
  const SIGNED = {
    clientAuthentication: 'privateKeyJwt',
    signingAlgorithm: 'ES256',
    privateKey: ES256_KEY,
  };
  const SIGNED_WITH_RSA = { ...SIGNED, signingAlgorithm: 'RS256', privateKey: RSA_KEY };

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['client id of a Basic header', BASIC, { clientId: 'another' }],
    ['secret of a Basic header', BASIC, { clientSecret: 'another' }],
    ['client id of a Basic header in one spelling', SIMPLE, { clientId: 'another' }],
    ['secret of a Basic header in one spelling', SIMPLE, { clientSecret: 'another' }],
    ['client id of a certificate', BY_CERTIFICATE, { clientId: 'another' }],
    ['client id of a signed assertion', SIGNED, { clientId: 'another' }],
    ['key of a signed assertion', SIGNED, { privateKey: OTHER_KEY }],
    ['key’s id of a signed assertion', SIGNED, { keyId: 'another' }],
    ['algorithm of a signed assertion', SIGNED_WITH_RSA, { signingAlgorithm: 'PS256' }],
    ['certificate of a signed assertion', SIGNED_WITH_RSA, { clientCertificate: RSA_CERTIFICATE }],
  ])('differs with the %s', (_part, fields, changed) => {
    expect(other({ ...fields, ...changed }).identity).not.toBe(other(fields).identity);
  });

  test.each<keyof TlsOptions>([
    'caCertificate',
    'clientCertificate',
    'clientKey',
    'hostOptionsKey',
  ])('differs with the TLS option %s, and with what it holds', (option) => {
    const identities = [{}, { [option]: 'one' }, { [option]: 'two' }].map((options) =>
      identityOf('dvinci', endpoint(), { ...TLS, ...options }),
    );
    expect(new Set(identities).size).toBe(3);
  });

  test('differs with the address of a further way to put the request', () => {
    const client = clientInBody({ clientId: 'client', clientSecret: 'secret' });
    const identities = [undefined, 'https://a.example/v1', 'https://a.example/v2'].map((url) =>
      identityOf(
        'dvinci',
        tokenEndpoint({
          url: 'https://a.example/token',
          ways: [
            { client, format: FORM },
            { client, format: FORM, url },
          ],
          parameters: {},
          lifetime: lifetime({ defaultSeconds: 300 }),
        }),
        TLS,
      ),
    );
    expect(new Set(identities).size).toBe(3);
  });

  test('differs with the vendor', () => {
    expect(identityOf('dvinci', endpoint(), TLS)).not.toBe(
      identityOf('client-credentials', endpoint(), TLS),
    );
  });

  test('differs with the TLS options that the host holds', () => {
    const key = (hostOptionsKey: string) =>
      checkSettings('dvinci', credential('dvinci'), { hostOptionsKey }).identity;
    expect(key('tls-1')).not.toBe(key('tls-2'));
    expect(key('tls-1')).not.toBe(settingsOf('dvinci').identity);
  });

  test('differs with the realm and with the login of Eggplant DAI', () => {
    const identities = [{}, { realm: 'cloud' }, { login: 'publicApi' }].map(
      (fields) => settingsOf('eggplant-dai', fields).identity,
    );
    expect(new Set(identities).size).toBe(3);
  });

  test('differs with the access token, and with the server, of Digital.ai Agility', () => {
    const identities = [
      {},
      { accessToken: 'another' },
      { baseUrl: 'https://agility.example.com/Acme' },
    ].map((fields) => settingsOf('agility', fields).identity);
    expect(new Set(identities).size).toBe(3);
  });

  test('is not touched by what no token depends on', () => {
    expect(other({ checkPath: 'me', allowedOrigins: 'https://files.example.com' }).identity).toBe(
      base.identity,
    );
    expect(
      other({ extraParameters: 'a=1\nb=2' }).identity ===
        other({ extraParameters: 'b=2\na=1' }).identity,
    ).toBe(true);
  });

  test('holds neither the secret nor the access token, not even in part', () => {
    for (const identity of [base.identity, settingsOf('agility').identity]) {
      expect(identity).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  test('is prefixed by length: no shift of characters from one part to the next gives the same', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', ':', '1', '2', '0', ' '),
      maxLength: 6,
    });
    const parts = fc.tuple(text, text, text, fc.dictionary(text, text, { maxKeys: 3 }), text, text);
    const identity = ([url, clientId, clientSecret, parameters, ca, key]: Parts) =>
      identityOf('client-credentials', endpoint({ url, clientId, clientSecret, parameters }), {
        ...TLS,
        caCertificate: ca,
        hostOptionsKey: key,
      });
    type Parts = [string, string, string, Record<string, string>, string, string];
    const canonical = ([, , , parameters, ...rest]: Parts, [url, id, secret]: Parts) =>
      JSON.stringify([url, id, secret, Object.entries(parameters).sort(), rest]);
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(parts, (value) => {
        const same = canonical(value, value);
        const before = seen.get(identity(value));
        expect(before ?? same).toBe(same);
        seen.set(identity(value), same);
      }),
      { numRuns: 2000 },
    );
    expect(seen.size).toBeGreaterThan(1000);
  });

  test('differs with where one text is split in two, whatever separators it holds', () => {
    const text = fc.string({
      unit: fc.constantFrom(':', '1', '2', 'a'),
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(text, fc.nat(6), fc.nat(6), (whole, one, another) => {
        fc.pre(Math.min(one, whole.length) !== Math.min(another, whole.length));
        const split = (at: number) =>
          identityOf(
            'dvinci',
            endpoint({ url: whole.slice(0, at), clientId: whole.slice(at) }),
            TLS,
          );
        expect(split(one)).not.toBe(split(another));
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, EndpointTexts, EndpointTexts]>([
    ['from URL to client id', { url: 'ab', clientId: 'c' }, { url: 'a', clientId: 'bc' }],
    [
      'from one parameter to the next',
      { parameters: { a: 'b', c: 'd' } },
      { parameters: { a: 'bc', '': 'd' } },
    ],
    [
      'from a parameter’s value to its name',
      { parameters: { ab: '' } },
      { parameters: { a: 'b' } },
    ],
  ])('a character that moves %s changes it', (_where, one, another) => {
    expect(identityOf('dvinci', endpoint(one), TLS)).not.toBe(
      identityOf('dvinci', endpoint(another), TLS),
    );
  });

  test('a changed secret is never answered with the token of the old one', async () => {
    const vendor = new FakeVendor();
    const sources = new TokenSources(new SimulatedClock(), () => 0.5);
    const ask = async (clientSecret: string) => {
      const settings = settingsOf('dvinci', { clientSecret });
      return (await sources.for(settings).token({ settings, send: vendor.send })).value;
    };
    expect(await ask('old')).toBe('token-1');
    expect(await ask('new')).toBe('token-2');
    expect(vendor.lastRequest.body).toContain('client_secret=new');
    expect(await ask('old')).toBe('token-1');
  });

  test('credentials that share a token but differ in base URL each have their own test call', async () => {
    const vendor = new FakeVendor((request) =>
      request.method === 'POST' ? { body: { access_token: 'shared' } } : {},
    );
    const sources = new TokenSources(new SimulatedClock(), () => 0.5);
    for (const baseUrl of ['https://one.example.com', 'https://two.example.com']) {
      const settings = other({ baseUrl, checkPath: 'me' });
      const source = sources.for(settings);
      const token = await source.token({ settings, send: vendor.send });
      await source.verdicts.verify(settings, token, vendor.send);
    }
    expect(vendor.requests.map(({ url }) => url)).toEqual([
      'https://login.example.com/oauth/token',
      'https://one.example.com/me',
      'https://two.example.com/me',
    ]);
  });
});
