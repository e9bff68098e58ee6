import { agility, apiAnswer, dvinci, judge, VENDORS, type Verdict } from '../../../core';

const PAGE = '<!DOCTYPE html><html><body>Welcome to the portal</body></html>';

const NO_SIGNS = { statuses: [], body: '' };

function verdictOn(
  status: number,
  wwwAuthenticate?: string | string[],
  { text = '', vendor = dvinci } = {},
): Verdict {
  const headers = wwwAuthenticate === undefined ? {} : { 'www-authenticate': wwwAuthenticate };
  return judge({ vendor, rejectionSigns: NO_SIGNS }, apiAnswer({ status, headers, text }));
}

describe('what an answer of the API says of the token', () => {
  test.each<[number, Verdict]>([
    [200, 'accepted'],
    [201, 'accepted'],
    [204, 'accepted'],
    [302, 'unknown'],
    [304, 'unknown'],
    [400, 'unknown'],
    [401, 'rejected'],
    [402, 'unknown'],
    [403, 'unknown'],
    [404, 'unknown'],
    [407, 'unknown'],
    [429, 'unknown'],
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'unknown'],
  ])('by its status alone: %d is %s', (status, verdict) => {
    for (const vendor of VENDORS) expect(verdictOn(status, undefined, { vendor })).toBe(verdict);
  });

  test.each(['', 'Basic realm="api"', 'Bearer error="insufficient_scope"'])(
    '401 rejects it, whatever WWW-Authenticate says: %j',
    (header) => {
      expect(verdictOn(401, header)).toBe('rejected');
    },
  );

  test('a web page says nothing, whatever its success', () => {
    for (const status of [200, 203])
      expect(verdictOn(status, undefined, { text: PAGE })).toBe('unknown');
    expect(verdictOn(401, undefined, { text: PAGE })).toBe('rejected');
  });
});

describe('a challenge that says invalid_token', () => {
  const CHALLENGES: readonly (readonly [string, string | string[]])[] = [
    ['quoted', 'Bearer error="invalid_token"'],
    ['unquoted', 'Bearer error=invalid_token'],
    ['with other parameters before it', 'Bearer realm="api", error="invalid_token"'],
    ['with no space after the comma', 'Bearer realm="api",error="invalid_token",scope="a"'],
    ['with other parameters behind it', 'Bearer error="invalid_token", error_description="x"'],
    ['with spaces around the equals sign', 'Bearer error = "invalid_token"'],
    ['with spaces around a later equals sign', 'Bearer realm="api", error = "invalid_token"'],
    ['with several spaces and tabs', 'Bearer  \trealm="api" ,\terror="invalid_token" '],
    ['in upper case', 'BEARER ERROR="invalid_token"'],
    ['in lower case', 'bearer error="invalid_token"'],
    ['behind a comma in a quoted string', 'Bearer realm="a, b", error="invalid_token"'],
    ['behind a quotation mark in a quoted string', 'Bearer realm="a\\", b", error="invalid_token"'],
    ['behind a Basic challenge', 'Basic realm="api", Bearer error="invalid_token"'],
    ['behind a challenge without parameters', 'Negotiate, Bearer error="invalid_token"'],
    ['behind a challenge with a token68', 'NTLM dGVzdA==, Bearer error="invalid_token"'],
    ['before another challenge', 'Bearer error="invalid_token", Basic realm="api"'],
    ['as the second Bearer challenge', 'Bearer realm="a", Bearer error="invalid_token"'],
    ['in a header of its own', ['Basic realm="api"', 'Bearer error="invalid_token"']],
    ['with a space alone between parameters', 'Bearer realm="a b" error="invalid_token"'],
    ['with a tab alone between parameters', 'Bearer realm=a\terror=invalid_token'],
    ['with a space alone behind it', 'Bearer error="invalid_token" error_description="a b"'],
    ['with semicolons between parameters', 'Bearer realm="a;b";error="invalid_token"; scope=a'],
    ['in single quotation marks', "Bearer realm='a', error='invalid_token'"],
    ['spaced in every way', 'Bearer realm = "a" error = "invalid_token"'],
    ['after an empty part', ', Bearer error="invalid_token"'],
  ];

  test.each(CHALLENGES)('%s rejects the token with any 4xx', (_how, header) => {
    for (const status of [400, 401, 403, 404, 429, 499]) {
      expect(verdictOn(status, header)).toBe('rejected');
    }
  });

  test.each(CHALLENGES)('%s is none with a success or a fault of the server', (_how, header) => {
    expect(verdictOn(200, header)).toBe('accepted');
    for (const status of [302, 500, 502, 503]) expect(verdictOn(status, header)).toBe('unknown');
  });

  test.each([
    ['for another error', 'Bearer error="insufficient_scope"'],
    ['for another error, unquoted', 'Bearer error=insufficient_scope'],
    ['for another error, though it speaks of it', 'Bearer error="invalid_token_type"'],
    [
      'in the description alone',
      'Bearer error="insufficient_scope", error_description="invalid_token"',
    ],
    ['in a quoted string that looks like it', 'Bearer realm="x, error=invalid_token"'],
    ['in one with quotation marks', 'Bearer realm="x\\", error=\\"invalid_token"'],
    ['of another scheme', 'DPoP error="invalid_token"'],
    ['of another scheme behind a Bearer challenge', 'Bearer realm="a", DPoP error="invalid_token"'],
    ['of Basic', 'Basic realm="a", error="invalid_token"'],
    ['that another scheme’s quoted string holds', 'Basic realm="Bearer error=invalid_token"'],
    ['under another name', 'Bearer xerror="invalid_token"'],
    ['without a scheme', 'error="invalid_token"'],
    ['without an equals sign', 'Bearer invalid_token'],
    ['in other letters', 'Bearer error="INVALID_TOKEN"'],
    ['behind a space in a quoted string', 'Bearer realm="x error=invalid_token"'],
    ['behind a semicolon in a quoted string', 'Bearer realm="x;error=invalid_token"'],
    ['of another scheme without commas', 'DPoP realm="a" error="invalid_token"'],
    ['in half of its quotation marks', 'Bearer error="invalid_token'],
    ['that is empty', ''],
  ])('is not one %s', (_how, header) => {
    for (const status of [400, 403, 404]) expect(verdictOn(status, header)).toBe('unknown');
  });

  test('is read at once, however long the header is', () => {
    const long = `Basic realm="${'a, '.repeat(200_000)}", ${'x, '.repeat(200_000)}`;
    const startMs = performance.now();
    expect(verdictOn(403, long)).toBe('unknown');
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });
});

describe('an old server of Digital.ai Agility', () => {
  const saying = (error: unknown) => ({ text: JSON.stringify({ error }), vendor: agility });

  test.each(['Unauthorized', 'unauthorised', ' Unauthorized.'])(
    'rejects it with 200 and %j',
    (error) => {
      expect(verdictOn(200, undefined, saying(error))).toBe('rejected');
    },
  );

  test.each([200, 500])('rejects nothing with %d and another error', (status) => {
    for (const error of ['Not found', null, 7, {}]) {
      expect(verdictOn(status, undefined, saying(error))).not.toBe('rejected');
    }
  });

  test('is asked by no other vendor’s rules', () => {
    const { text } = saying('Unauthorized');
    for (const vendor of VENDORS.filter(({ id }) => id !== 'agility')) {
      expect(verdictOn(200, undefined, { text, vendor })).toBe('accepted');
    }
  });
});
