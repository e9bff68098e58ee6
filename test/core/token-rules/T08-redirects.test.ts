import { scene, SECRET, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith } from '../support/fake-vendor';

describe('T8: a token request that is redirected', () => {
  test.each([301, 302, 303, 307, 308])(
    'with %d is an error, and no second request',
    async (status) => {
      const { vendor, token } = scene(
        answersWith(status, '', { location: 'https://evil.example/' }),
      );
      const error = await errorOf(token());
      expect(error).toMatchObject({ code: 'redirected', status });
      expect(error.message).toContain('https://evil.example');
      expect(vendor.requests).toHaveLength(1);
    },
  );

  test('names the target’s origin, and nothing more of it', async () => {
    const location = 'https://user:pw@sso.example.com:8443/login?client_secret=abc#x';
    const { token } = scene(answersWith(302, '', { location }));
    const error = await errorOf(token());
    expect(error.message).toContain('https://sso.example.com:8443;');
    expect(error.fullMessage).not.toMatch(/pw|login|abc/);
  });

  test.each([
    [
      'eggplant-dai',
      'https://dai.example.com:8000/auth/realms/eggplant/protocol/openid-connect/token/',
      ': enter the address with it as Token URL.',
    ],
    [
      'client-credentials',
      'https://login.example.com/oauth/token/',
      ': enter the address with it as Token URL.',
    ],
    ['dvinci', '/plt/oauth2/token/', '. Check Base URL.'],
    ['ddi-central', 'https://192.0.2.10:9443/oauth2/token', '. Check Base URL.'],
  ] as const)('of %s to %s says that only the final slash differs', async (id, location, help) => {
    const { token } = scene(answersWith(301, '', { location }), settingsOf(id));
    const { hint } = await errorOf(token());
    expect(hint).toBe(`Only the final slash differs${help}`);
  });

  test('to an address without slash says so', async () => {
    const tokenUrl = 'https://login.example.com/oauth/token/';
    const location = tokenUrl.slice(0, -1);
    const settings = settingsOf('client-credentials', { tokenUrl });
    const { token } = scene(answersWith(301, '', { location }), settings);
    expect((await errorOf(token())).hint).toContain('enter the address without it');
  });

  test.each([
    [
      'client-credentials',
      'https://sso.example.com/x',
      /address to which it redirects as Token URL/,
    ],
    ['dvinci', 'https://sso.example.com/x', /let it begin with https:\/\/sso\.example\.com,/],
    ['eggplant-dai', 'https://sso.example.com/x', /let it begin with https:\/\/sso\.example\.com,/],
    ['dvinci', '/login', /^Check Base URL\.$/],
  ] as const)('of %s to %s says which field to look at', async (id, location, words) => {
    const { token } = scene(answersWith(302, '', { location }), settingsOf(id));
    expect((await errorOf(token())).hint).toMatch(words);
  });

  test.each([
    ['another host', 'https://login.acme.example/plt/oauth2/token/'],
    ['another path', '/plt/oauth2/tokens/'],
    ['another scheme', 'http://acme.dvinci-hr.com/plt/oauth2/token/'],
    ['the same address', '/plt/oauth2/token'],
  ])('to %s does not speak of a slash', async (_where, location) => {
    const { token } = scene(answersWith(302, '', { location }));
    expect((await errorOf(token())).hint).not.toContain('slash');
  });

  test.each<[string, Record<string, string>]>([
    ['without Location', {}],
    ['with a Location that is no address', { location: 'http://' }],
    ['with a Location without an origin', { location: 'mailto:ada@example.com' }],
  ])('%s is an error all the same', async (_what, headers) => {
    const { token } = scene(answersWith(302, '', headers));
    expect((await errorOf(token())).message).toContain('redirects to another address');
  });

  test('is an error even if its body holds a token', async () => {
    const { token } = scene(answersWith(302, { access_token: 'trap', expires_in: 300 }));
    expect(await errorOf(token())).toMatchObject({ code: 'redirected' });
  });

  const HOST_SECRET = 'S3cr3t-of-the-Client-42';
  const HOST_BYTES = Buffer.from(HOST_SECRET).toString('hex');

  test.each([
    ['in lower case', `https://${HOST_SECRET}.example/`],
    ['in hexadecimal', `https://${HOST_BYTES}.example/`],
    ['in Base64', `https://${Buffer.from(HOST_SECRET).toString('base64url')}.example/`],
    ['in pieces', 'https://s3cr3t.of-the.client-42.example/'],
    ['percent-encoded', `https://%53${HOST_SECRET.slice(1)}.example/`],
    ['cut off', 'https://s3cr3t-of-the-c.example/'],
  ])('names no host that quotes the secret %s', async (_how, location) => {
    for (const id of ['dvinci', 'client-credentials'] as const) {
      const settings = settingsOf(id, { clientSecret: HOST_SECRET });
      const { token } = scene(answersWith(302, '', { location }), settings);
      const error = await errorOf(token());
      expect(error.message).toContain('redirects to another address');
      expect(error.fullMessage).not.toContain('.example');
    }
  });

  test('repeats no secret that the address holds', async () => {
    const location = `https://evil.example/?s=${encodeURIComponent(SECRET)}`;
    const { token } = scene(answersWith(307, '', { location }));
    expect((await errorOf(token())).fullMessage).not.toContain(encodeURIComponent(SECRET));
  });
});
