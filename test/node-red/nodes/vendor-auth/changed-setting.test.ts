import { TokenSources } from '../../../../core';
import { Credential, type Configuration } from '../../../../node-red/lib/credential';
import {
  settingChangedFrom,
  settingChangedFromWorking,
} from '../../../../node-red/nodes/vendor-auth/changed-setting';
import { CERTIFICATE } from '../../../core/support/certificate';

const LENT = new Set(['clientSecret']);

describe('what a dialog changed, compared with the flow file', () => {
  const deployed = {
    vendor: 'eggplant-dai',
    baseUrl: 'https://dai.example.com',
    clientId: 'client',
    tls: 'tls-1',
  };
  const changed = (fields: object = {}, more: object = {}, from: object = deployed) =>
    settingChangedFrom(
      { ...from },
      {
        id: 'auth',
        vendor: 'eggplant-dai',
        fields: {
          baseUrl: deployed.baseUrl,
          clientId: 'client',
          clientSecret: '__PWRD__',
          ...fields,
        },
        tls: 'tls-1',
        proxy: '',
        ...more,
      },
      LENT,
    );

  test('is nothing where only the spelling differs', () => {
    expect(changed()).toBeUndefined();
    expect(changed({ baseUrl: ' https://dai.example.com/ ' })).toBeUndefined();
    expect(changed({ login: 'keycloak', realm: 'eggplant', tokenUrl: '' })).toBeUndefined();
    expect(changed({ allowUnauthorizedCerts: false, caCertificate: '\n' })).toBeUndefined();
  });

  test('is a field that the dialog left out', () => {
    expect(changed({}, {}, { ...deployed, realm: 'ours' })).toBe('realm');
    expect(changed({}, {}, { ...deployed, allowUnauthorizedCerts: true })).toBe(
      'allowUnauthorizedCerts',
    );
  });

  test('is a field that counts by the default of another, or by a variable', () => {
    expect(changed({ realm: 'another' })).toBe('realm');
    const variable = { ...deployed, login: '${LOGIN}' };
    expect(changed({ login: '${LOGIN}', realm: 'another' }, {}, variable)).toBe('realm');
  });

  test('is no field that does not count', () => {
    const publicApi = { ...deployed, login: 'publicApi', realm: 'ours' };
    expect(changed({ login: 'publicApi' }, {}, publicApi)).toBeUndefined();
  });

  test('is a variable’s value in place of the variable, which nobody can guess so', () => {
    const variable = { ...deployed, baseUrl: '${BASE}' };
    expect(changed({}, {}, variable)).toBe('baseUrl');
    expect(changed({ baseUrl: '${BASE}' }, {}, variable)).toBeUndefined();
    expect(changed({ baseUrl: '${OTHER}' }, {}, variable)).toBe('baseUrl');
  });

  test.each([{ tls: '' }, { tls: 'tls-2' }, { proxy: 'proxy-1' }, { vendor: 'dvinci' }])(
    'is another node or vendor: %j',
    (more) => expect(changed({}, more)).toBe(Object.keys(more)[0]),
  );

  test('is whatever else a dialog may hold one day', () => {
    expect(changed({}, { route: 'elsewhere' })).toBe('route');
  });

  test('is anything at all where nothing is deployed', () => {
    expect(changed({}, {}, {})).toBe('vendor');
  });
});

describe('what a dialog changed among secrets, compared with the flow file', () => {
  const deployed = {
    vendor: 'client-credentials',
    baseUrl: 'https://api.example.com',
    tokenUrl: 'https://login.example.com/token',
    clientId: 'client',
  };
  const saved = { apiHeaders: 'x-key: a', secretParameters: 'pin=1234', clientKey: 'key' };
  const changed = (fields: object, from: object = deployed, lent = LENT) => {
    const { vendor: _vendor, ...rest } = deployed;
    const dialog = {
      id: 'auth',
      vendor: 'client-credentials',
      fields: { ...rest, clientSecret: '__PWRD__', ...fields },
      tls: '',
      proxy: '',
    };
    return settingChangedFrom({ ...from }, dialog, lent);
  };

  test.each(['apiHeaders', 'tokenRequestHeaders', 'secretParameters'])(
    'is one that may lead elsewhere: %s',
    (name) => {
      const typed = name === 'secretParameters' ? 'audience=elsewhere' : 'x-route: elsewhere';
      expect(changed({ [name]: typed })).toBe(name);
      expect(changed({ [name]: '' })).toBeUndefined();
    },
  );

  test.each(['apiHeaders', 'secretParameters'] as const)('is one that was left out: %s', (name) => {
    expect(changed({}, { ...deployed, [name]: saved[name] })).toBe(name);
  });

  test('is none that is lent along', () => {
    const lent = new Set([...LENT, ...Object.keys(saved)]);
    expect(changed(saved, { ...deployed, ...saved }, lent)).toBeUndefined();
  });

  test.each(['apiHeaders', 'secretParameters'] as const)(
    'is a right guess as well, so that nobody finds out %s by guessing',
    (name) => {
      const lent = new Set([...LENT, ...Object.keys(saved)].filter((other) => other !== name));
      expect(changed(saved, { ...deployed, ...saved }, lent)).toBe(name);
    },
  );

  test.each(['clientKey', 'privateKey', 'clientSecret'])(
    'is none that is nothing but a value, which the person typed: %s',
    (name) => {
      const from = { ...deployed, clientAuthentication: 'privateKeyJwt' };
      const fields = { clientAuthentication: 'privateKeyJwt', [name]: 'typed' };
      expect(changed(fields, from)).toBeUndefined();
    },
  );

  test('is a field of the vendor’s own ways', () => {
    expect(changed({ tokenHeader: 'X-Elsewhere' })).toBe('tokenHeader');
    expect(changed({ clientCertificate: CERTIFICATE })).toBe('clientCertificate');
    expect(changed({ grantType: 'none' })).toBe('grantType');
  });
});

describe('what a dialog changed, compared with the login at work', () => {
  const opened: Credential[] = [];
  afterEach(() => {
    for (const credential of opened.splice(0)) credential.close();
  });
  const clock = { monotonicMs: () => 0, wallMs: () => 0 };
  const sources = new TokenSources(clock, () => 0);
  const credential = (more: Partial<Configuration> = {}, fields: object = {}): Credential => {
    const own = { baseUrl: 'https://a.example', clientId: 'a', clientSecret: 'b', ...fields };
    const made = Credential.from({ vendor: 'dvinci', fields: own, ...more }, sources);
    opened.push(made);
    return made;
  };
  const changed = (working: Credential, tried: Credential) =>
    settingChangedFromWorking(working, tried, LENT);
  const tlsNode = (servername: string) => ({
    addTLSOptions: (options: object) => ({ ...options, servername }),
  });

  test('is nothing between equals', () => {
    expect(changed(credential(), credential())).toBeUndefined();
    const tls = tlsNode('a');
    expect(
      changed(credential({ tlsNode: tls }), credential({ tlsNode: tlsNode('a') })),
    ).toBeUndefined();
  });

  test('is a node with the same id and other contents', () => {
    const tls = (name: string) => credential({ tlsNode: tlsNode(name) });
    expect(changed(tls('a'), tls('b'))).toBe('tls');
    const proxy = (url: string) => credential({ proxyNode: { url } });
    expect(changed(proxy('http://a.example'), proxy('http://b.example'))).toBe('proxy');
  });

  test.each([
    ['baseUrl', 'https://b.example'],
    ['clientId', 'b'],
    ['allowedOrigins', 'https://c.example'],
    ['allowUnauthorizedCerts', true],
    ['caCertificate', CERTIFICATE],
  ])('is a field of a deployment that is under way: %s', (name, value) => {
    expect(changed(credential(), credential({}, { [name]: value }))).toBe(name);
  });

  test('is the vendor', () => {
    expect(changed(credential(), credential({ vendor: 'ddi-central' }))).toBe('vendor');
  });
});
