import { likelyBaseUrl, readPastedLogin } from '../../../node-red/editor/browser/pasted-login';

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
    expect(readPastedLogin(`  ${TOKEN_URL}\n`, true)).toEqual(address);
  });

  test('a realm comes back as it is called, not as an address spells it', () => {
    expect(readPastedLogin(TOKEN_URL.replace('eggplant', 'our%20realm'), true)).toMatchObject({
      realm: 'our realm',
    });
  });

  test('a Keycloak at another path keeps the whole token URL', () => {
    const tokenUrl = 'https://login.example.com/realms/r/protocol/openid-connect/token';
    expect(readPastedLogin(tokenUrl, true)).toEqual({
      baseUrl: 'https://login.example.com',
      login: 'keycloak',
      realm: 'r',
      tokenUrl,
    });
  });

  test.each(['v1', 'v2'])('a token URL of the Public API %s chooses that login', (version) => {
    expect(readPastedLogin(`https://dai.example.com/api/${version}/auth`, true)).toEqual({
      baseUrl: 'https://dai.example.com',
      login: 'publicApi',
      tokenUrl: '',
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
      'a name and a value on each line',
      `Client ID,client:dai:1\nClient Secret,"se""c,ret"\nToken URL,${TOKEN_URL}\n`,
    ],
  ])('the downloaded file is read as %s', (_form, text) => {
    expect(readPastedLogin(text, true)).toEqual(FILLED);
  });

  test('a file without a token URL fills the client alone', () => {
    expect(readPastedLogin('client_id,client_secret\na,b', true)).toEqual({
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
    expect(readPastedLogin(text, true)).toBeUndefined();
  });

  test('a text that is longer than any such file is pasted as it stands', () => {
    const file = `client_id,client_secret\na,b\n`;
    expect(readPastedLogin(file + ' '.repeat(65_536), true)).toBeUndefined();
    expect(readPastedLogin(file, true)).toEqual({ clientId: 'a', clientSecret: 'b' });
  });

  test.each([
    ['"a ""b""", c ,"d,e"', { clientId: 'a "b"', clientSecret: 'c', tokenUrl: 'd,e' }],
    ['"a" x,c,d', { clientId: 'a', clientSecret: 'c', tokenUrl: 'd' }],
    ['"a,c,d', { clientId: '"a', clientSecret: 'c', tokenUrl: 'd' }],
    ['a,"c,d', { clientId: 'a', clientSecret: '"c', tokenUrl: 'd' }],
    ['  "a"  ,"",d,', { clientId: 'a', tokenUrl: 'd' }],
  ])('values in quotes may hold what separates them: %s', (line, login) => {
    const file = `client_id,client_secret,token_url\n${line}`;
    expect(readPastedLogin(file, false)).toEqual(login);
  });

  test('a vendor without realms keeps a token URL whole, whatever it looks like', () => {
    expect(readPastedLogin(TOKEN_URL, false)).toBeUndefined();
    const file = `client_id,client_secret,token_url\na,b,${TOKEN_URL}`;
    expect(readPastedLogin(file, false)).toEqual({
      clientId: 'a',
      clientSecret: 'b',
      tokenUrl: TOKEN_URL,
    });
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
