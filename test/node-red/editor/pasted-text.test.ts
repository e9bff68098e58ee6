import {
  agility,
  clientCredentials,
  ddiCentral,
  eggplantDai,
  fieldsOf,
  isSecretField,
  VENDORS,
} from '../../../core';
import {
  likelyBaseUrl,
  namesSecret,
  readPastedLogin,
} from '../../../node-red/editor/browser/pasted-text';

const TOKEN_URL = 'https://dai.example.com:8000/auth/realms/eggplant/protocol/openid-connect/token';
const FILLED = {
  baseUrl: 'https://dai.example.com:8000',
  login: 'keycloak',
  realm: 'eggplant',
  tokenUrl: '',
  clientId: 'client:dai:1',
  clientSecret: 'se"c,ret',
};

describe('pasting a login into the dialog', () => {
  test('a token URL of Keycloak fills base URL, login and realm', () => {
    const { clientId: _clientId, clientSecret: _clientSecret, ...address } = FILLED;
    expect(readPastedLogin(`  ${TOKEN_URL}\n`, eggplantDai)).toEqual(address);
  });

  test('a realm comes back as it is called, not as an address spells it', () => {
    expect(
      readPastedLogin(TOKEN_URL.replace('eggplant', 'our%20realm'), eggplantDai),
    ).toMatchObject({
      realm: 'our realm',
    });
  });

  test('a Keycloak at another path keeps the whole token URL', () => {
    const tokenUrl = 'https://login.example.com/realms/r/protocol/openid-connect/token';
    expect(readPastedLogin(tokenUrl, eggplantDai)).toEqual({
      baseUrl: 'https://login.example.com',
      login: 'keycloak',
      realm: 'r',
      tokenUrl,
    });
  });

  test('a token URL of the Public API chooses that login', () => {
    expect(readPastedLogin('https://dai.example.com/api/v2/auth', eggplantDai)).toEqual({
      baseUrl: 'https://dai.example.com',
      login: 'publicApi',
      tokenUrl: '',
    });
  });

  test('a token URL of the first Public API is kept, since DAI 7.4 has no other one', () => {
    const tokenUrl = 'https://dai.example.com/api/v1/auth';
    expect(readPastedLogin(tokenUrl, eggplantDai)).toEqual({
      baseUrl: 'https://dai.example.com',
      login: 'publicApi',
      tokenUrl,
    });
  });

  test.each([
    [
      'a header line with the values below',
      `client_id,client_secret,token_url\nclient:dai:1,"se""c,ret",${TOKEN_URL}\n`,
    ],
    [
      'columns in another order, unknown ones among them, a byte order mark and Windows lines',
      `\ufeff"name","token_url","client_secret","client_id"\r\nci,"${TOKEN_URL}","se""c,ret",client:dai:1\r\n`,
    ],
    [
      'semicolons, as spreadsheets of some countries write them',
      `client_id;client_secret;token_url\nclient:dai:1;"se""c,ret";${TOKEN_URL}`,
    ],
    [
      'names and values on lines below a title, with Windows line ends',
      `API Access\r\n\r\nclient_id: client:dai:1\r\nclient_secret: se"c,ret\r\ntoken_url: ${TOKEN_URL}\r\n`,
    ],
    [
      'names and values of which each line divides in its own way',
      `client_id=client:dai:1\nClient Secret\tse"c,ret\ntoken_url: ${TOKEN_URL}`,
    ],
    [
      'a table below a title',
      `API Access\nclient_id,client_secret,token_url\nclient:dai:1,"se""c,ret",${TOKEN_URL}`,
    ],
    [
      'JSON with a comma too many',
      `{\n  "client_id": "client:dai:1",\n  "client_secret": "se""c,ret",\n  "token_url": "${TOKEN_URL}",\n}`,
    ],
    [
      'a name and a value on each line',
      `Client ID,client:dai:1\nClient Secret,"se""c,ret"\nToken URL,${TOKEN_URL}\n`,
    ],
  ])('the downloaded file is read as %s', (_form, text) => {
    expect(readPastedLogin(text, eggplantDai)).toEqual(FILLED);
  });

  test('a file without a token URL fills the client alone', () => {
    expect(readPastedLogin('client_id,client_secret\na,b', eggplantDai)).toEqual({
      clientId: 'a',
      clientSecret: 'b',
    });
  });

  test.each([
    ['a base URL', 'https://dai.example.com:8000'],
    ['a client id', 'client:dai:1'],
    ['a secret with commas', 'a,b,c'],
    ['a word that is a column', 'client_id'],
    ['a secret of several lines', 'first\nsecond'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
    ['nothing', ''],
  ])('%s is pasted as it stands', (_what, text) => {
    expect(readPastedLogin(text, eggplantDai)).toBeUndefined();
  });

  test('the name of a secret is enough, so that the secret is not pasted in clear', () => {
    expect(readPastedLogin('client_secret: s', eggplantDai)).toEqual({ clientSecret: 's' });
    expect(readPastedLogin('{"accessToken": "1.a="}', agility)).toEqual({ accessToken: '1.a=' });
  });

  test.each([
    'see: {client_secret: s',
    'Client Secret = s',
    'id,client_secret,x\n1,2',
    '"access_token": "s',
    '"client_secret","client_id"',
    '"client_id"\t"client_secret"\n"1"\t"2"',
    'API Token: s',
    'api-token=s',
    'PASSWORD;s',
  ])('names a secret: %s', (text) => expect(namesSecret(text)).toBe(true));

  test.each(
    VENDORS.flatMap((vendor) =>
      fieldsOf(vendor)
        .filter(isSecretField)
        .flatMap(({ name, label }) => [name, label])
        .map((name) => [vendor.id, name]),
    ),
  )('%s names a secret: %s', (_vendor, name) => {
    expect(namesSecret(`see ${name}: s`)).toBe(true);
    expect(namesSecret(`{ "${name}" : "s" }`)).toBe(true);
  });

  test.each([
    'https://login.example.com/oauth/access_token',
    'https://docs.example.com/client-secret:how',
    'our client secret of staging',
    '"error":"invalid_access_token"',
    'client:dai:api:integration:1',
    '',
  ])('names none: %s', (text) => expect(namesSecret(text)).toBe(false));

  test('a text that is longer than any such file is pasted as it stands', () => {
    const file = `client_id,client_secret\na,b\n`;
    expect(readPastedLogin(file + ' '.repeat(65_536), eggplantDai)).toBeUndefined();
    expect(readPastedLogin(file, eggplantDai)).toEqual({ clientId: 'a', clientSecret: 'b' });
  });

  test.each([
    ['"a ""b""", c ,"d,e"', { clientId: 'a "b"', clientSecret: 'c', tokenUrl: 'd,e' }],
    ['"a" x,c,d', { clientId: 'a', clientSecret: 'c', tokenUrl: 'd' }],
    ['"a,c,d', { clientId: '"a', clientSecret: 'c', tokenUrl: 'd' }],
    ['a,"c,d', { clientId: 'a', clientSecret: '"c', tokenUrl: 'd' }],
    ['  "a"  ,"",d,', { clientId: 'a', tokenUrl: 'd' }],
  ])('values in quotes may hold what separates them: %s', (line, login) => {
    const file = `client_id,client_secret,token_url\n${line}`;
    expect(readPastedLogin(file, eggplantDai)).toEqual(login);
  });

  test('a vendor without realms keeps a token URL whole, whatever it looks like', () => {
    expect(readPastedLogin(TOKEN_URL, clientCredentials)).toBeUndefined();
    const file = `client_id,client_secret,token_url\na,b,${TOKEN_URL}`;
    expect(readPastedLogin(file, clientCredentials)).toEqual({
      clientId: 'a',
      clientSecret: 'b',
      tokenUrl: TOKEN_URL,
    });
  });

  test('a field that the vendor does not have is left out', () => {
    const file = `client_id,client_secret,token_url\na,b,${TOKEN_URL}`;
    expect(readPastedLogin(file, ddiCentral)).toEqual({ clientId: 'a', clientSecret: 'b' });
  });

  test.each([
    [
      'flat',
      `{"client_id":"client:dai:1","client_secret":"se\\"c,ret","token_url":"${TOKEN_URL}"}`,
    ],
    [
      'in several lines, in levels, and in another spelling',
      `{\n  "login": {"clientId": "client:dai:1", "clientSecret": "se\\"c,ret"},\n  "tokenUrl": "${TOKEN_URL}"\n}`,
    ],
    [
      'the first of a list',
      `[{"client_id":"client:dai:1","client_secret":"se\\"c,ret","token_url":"${TOKEN_URL}"},{"client_id":"b"}]`,
    ],
  ])('a JSON object is read: %s', (_form, text) => {
    expect(readPastedLogin(text, eggplantDai)).toEqual(FILLED);
  });

  test.each([
    ['=', 'CLIENT_ID=a\nCLIENT_SECRET=b=c:d\nTOKEN_URI=https://login.example.com/token'],
    [':', 'Client ID: a\nClient Secret: b=c:d\nToken URL: https://login.example.com/token'],
    ['a tab', 'Client ID\ta\nClient Secret\tb=c:d\nToken URL\thttps://login.example.com/token'],
  ])('a name and a value may be divided by %s', (_mark, text) => {
    expect(readPastedLogin(text, clientCredentials)).toEqual({
      clientId: 'a',
      clientSecret: 'b=c:d',
      tokenUrl: 'https://login.example.com/token',
    });
  });

  test.each([
    ['JSON that holds no login', '{"a":1}'],
    ['JSON that is none', '{"client_id":'],
    ['JSON with one name of the form', '{"scope":"a"}'],
    ['JSON that is deeper than any file', '{"a":{"b":{"c":{"d":{"client_id":"a","scope":"b"}}}}}'],
    ['one name of the form', 'scope=read'],
    ['too much', `client_id,client_secret\na,${'b'.repeat(70_000)}`],
  ])('%s is pasted as it stands, whoever the vendor is', (_what, text) => {
    expect(readPastedLogin(text, clientCredentials)).toBeUndefined();
  });
});

describe('the base URL that a token URL suggests', () => {
  test('is its origin', () => {
    expect(likelyBaseUrl(' https://api.example.com:8443/oauth/token?tenant=1\n')).toBe(
      'https://api.example.com:8443',
    );
  });

  test.each([
    '',
    'https://',
    'api.example.com/token',
    'ftp://api.example.com/token',
    '${TOKEN_URL}',
  ])('of “%s” is none', (typed) => expect(likelyBaseUrl(typed)).toBeUndefined());
});
