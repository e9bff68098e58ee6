import { createTokenSource, tokenFailureError, verbatim, VendorAuthError } from '../../../core';
import type { Settings, TokenEvent } from '../../../core';
import { settingsOf, type VendorId } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith, failsWith, FakeVendor, settled, type Respond } from '../support/fake-vendor';
import { RSA_CERTIFICATE, RSA_KEY } from '../support/keys';
import { allThatCanBeSeen } from '../support/leaks';
import { SimulatedClock } from '../support/simulated-clock';

const TOKEN_URL = 'https://login.example.com/token';

/** Two credentials that share a token and differ in base URL: the first one asks the vendor. */
function pair(
  respond: Respond,
  id: VendorId = 'client-credentials',
  [first, second]: readonly [Record<string, unknown>, Record<string, unknown>] = [{}, {}],
) {
  const common = { tokenUrl: TOKEN_URL };
  const one = settingsOf(id, { ...common, baseUrl: 'https://one.example.com', ...first });
  const two = settingsOf(id, { ...common, baseUrl: 'https://two.example.com', ...second });
  expect(one.identity).toBe(two.identity);
  const clock = new SimulatedClock();
  const vendor = new FakeVendor(respond);
  const source = createTokenSource(one, clock, () => 1);
  const ask = (settings: Settings) => errorOf(source.token({ settings, send: vendor.send }));
  return { one, two, clock, vendor, source, ask };
}

const PAGE = '<!doctype html><title>Log in</title>';
const FAILURES: readonly (readonly [string, Respond])[] = [
  ['a wrong secret', answersWith(401, { error: 'invalid_client' })],
  ['an unknown scope', answersWith(400, { error: 'invalid_scope' })],
  ['a malformed request', answersWith(400, { error: 'invalid_request' })],
  ['another refusal', answersWith(418, { error: 'teapot', error_description: 'Short and stout.' })],
  ['no token endpoint', answersWith(404)],
  ['a page in its place', answersWith(404, PAGE)],
  ['a page with 200', answersWith(200, PAGE)],
  ['too many requests', answersWith(429)],
  ['a server in trouble', answersWith(503)],
  ['a redirect', answersWith(302, '', { location: 'https://sso.example.com/' })],
  ['a redirect by a slash', answersWith(301, '', { location: `${TOKEN_URL}/` })],
  ['a redirect to nowhere', answersWith(302)],
  ['no token in the answer', answersWith(200, {})],
  ['a token of another type', answersWith(200, { access_token: 'abc', token_type: 'mac' })],
  ['a token that cannot be sent', answersWith(200, { access_token: 'a b' })],
  ['a closed port', failsWith('ECONNREFUSED')],
  ['a time that ran out', failsWith('ETIMEDOUT')],
  ['a self-signed certificate', failsWith('DEPTH_ZERO_SELF_SIGNED_CERT')],
  ['a certificate that has expired', failsWith('CERT_HAS_EXPIRED')],
];

describe('a failure that two credentials share', () => {
  test.each(FAILURES)(
    'by %s names the base URL of neither to the other',
    async (_what, respond) => {
      const { one, two, vendor, source, ask } = pair(respond);
      const events: TokenEvent[] = [];
      source.subscribe((event) => events.push(event));
      const shared = await Promise.all([ask(one), ask(two)]);
      const again = await Promise.all([ask(one), ask(two)]);
      expect(vendor.requests).toHaveLength(1);
      for (const [ofOne, ofTwo] of [shared, again] as const) {
        expect(ofOne).toMatchObject({ vendor: 'client-credentials', message: ofTwo.message });
        expect(allThatCanBeSeen(ofOne)).not.toContain('two.example.com');
        expect(allThatCanBeSeen(ofTwo)).not.toContain('one.example.com');
      }
      const heard = allThatCanBeSeen([events, source.status()]);
      expect(heard).not.toMatch(/one\.example\.com|two\.example\.com/);
    },
  );

  /** The token URL has the first one's own origin, so the first one alone has it from its Base URL. */
  const OWN_ORIGIN = [{ baseUrl: 'https://login.example.com' }, {}] as const;

  test.each([
    ['ECONNREFUSED', 'Check Base URL and', 'Check Token URL and'],
    ['ETIMEDOUT', 'Check Base URL,', 'Check Token URL,'],
  ])('by %s is told to each in the words of its own form', async (code, hintOfOne, hintOfTwo) => {
    const { one, two, vendor, ask } = pair(failsWith(code), 'client-credentials', OWN_ORIGIN);
    const [ofOne, ofTwo] = await Promise.all([ask(one), ask(two)]);
    expect(ofOne.hint).toContain(hintOfOne);
    expect(ofTwo.hint).toContain(hintOfTwo);
    expect(await ask(two)).toMatchObject({ hint: ofTwo.hint, replayed: true });
    expect(await ask(one)).toMatchObject({ hint: ofOne.hint, replayed: true });
    expect(vendor.requests).toHaveLength(1);
  });

  test('is told in its own words to whoever looks at the status or hears of it', async () => {
    const { one, two, source, ask } = pair(
      failsWith('ECONNREFUSED'),
      'client-credentials',
      OWN_ORIGIN,
    );
    const heard: TokenEvent[] = [];
    source.subscribe((event) => heard.push(event));
    await ask(one);
    const { lastFailure } = source.status();
    const failed = heard.find((event) => event.type === 'failed');
    for (const failure of [lastFailure!, failed!.failure]) {
      expect(tokenFailureError(two, failure).hint).toContain('Check Token URL');
      expect(tokenFailureError(one, failure).hint).toContain('Check Base URL');
    }
  });

  test('is told with what the vendor’s file makes of each one’s own fields', async () => {
    const realms = [{ realm: 'red' }, { realm: 'blue' }] as const;
    const { one, two, vendor, ask } = pair(
      answersWith(404, { error: 'Realm does not exist' }),
      'eggplant-dai',
      realms,
    );
    const [ofOne, ofTwo] = await Promise.all([ask(one), ask(two)]);
    expect(ofOne.message).toContain('no realm “red”');
    expect(ofTwo.message).toContain('no realm “blue”');
    expect((await ask(two)).fullMessage).not.toContain('red');
    expect(vendor.requests).toHaveLength(1);
  });

  test('of another token that was tried is told in the asker’s own words too', async () => {
    const { one, two, vendor, source } = pair(
      (_request, nth) => {
        if (nth === 1) return { body: { access_token: 'first', expires_in: 300 } };
        throw Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
      },
      'client-credentials',
      OWN_ORIGIN,
    );
    const { value } = await source.token({ settings: one, send: vendor.send });
    const another = (settings: Settings) =>
      errorOf(source.another(value, { settings, send: vendor.send }));
    const [ofOne, ofTwo] = await Promise.all([another(one), another(two)]);
    expect(ofOne.hint).toContain('Check Base URL');
    expect(ofTwo.hint).toContain('Check Token URL');
    expect(vendor.requests).toHaveLength(2);
  });
});

describe('a failure that the host told in words of its own', () => {
  const throws: Respond = () => {
    throw new VendorAuthError({
      code: 'timeout',
      vendor: 'client-credentials',
      message: [verbatim('The queue is full.'), verbatim('Nothing was sent.')],
      hint: verbatim('Wait for it.'),
      status: 503,
      description: 'full',
      retryAfterSeconds: 20,
    });
  };

  test('is told again as what it is: an earlier one, and for how much longer', async () => {
    const { one, clock, vendor, ask } = pair(throws);
    const first = await ask(one);
    expect(first).toMatchObject({ code: 'timeout', replayed: false, retryAfterSeconds: 20 });
    clock.advanceSeconds(5);
    const again = await ask(one);
    expect(vendor.requests).toHaveLength(1);
    const { texts, ...facts } = again;
    expect({ ...facts, message: again.message }).toEqual({
      name: 'VendorAuthError',
      code: 'timeout',
      vendor: 'client-credentials',
      message: 'The queue is full. Nothing was sent.',
      hint: 'Wait for it.',
      status: 503,
      description: 'full',
      errorUri: undefined,
      retryAfterSeconds: 15,
      replayed: true,
      problems: [],
    });
    expect(texts).toEqual(first.texts);
    await settled();
    expect(first.replayed).toBe(false);
  });
});

describe('a hint', () => {
  const failing = async (
    fields: Record<string, unknown>,
    respond: Respond,
  ): Promise<{ message: string; hint?: string | undefined }> => {
    const settings = settingsOf('client-credentials', fields);
    const source = createTokenSource(settings, new SimulatedClock(), () => 1);
    return await errorOf(source.token({ settings, send: new FakeVendor(respond).send }));
  };

  test.each<[string, unknown, RegExp, RegExp | undefined]>([
    ['', { Ticket: 'x' }, /^If one of these is the token, enter its path at Token Path/, undefined],
    ['a.b', { Ticket: 'x' }, /^There is no token at the path in Token Path\./, /enter its path at/],
    ['.', { Ticket: 'x' }, /^There is no token at the path in Token Path\./, /a dot/],
    ['', 'no-json', /enter a dot at Token Path/, undefined],
    ['a.b', 'no-json', /enter a dot at Token Path/, undefined],
    ['.', '', /^Check the address/, /a dot/],
  ])(
    'with “%s” at Token Path does not advise what is done: %j',
    async (tokenPath, body, says, not) => {
      const { hint } = await failing({ tokenPath }, answersWith(200, body));
      expect(hint).toMatch(says);
      if (not !== undefined) expect(hint).not.toMatch(not);
    },
  );

  test.each<[string, string, RegExp, RegExp]>([
    [
      '',
      'unsupported_grant_type',
      /does not know the client credentials grant/,
      /^Check Token URL and Body Format\.$/,
    ],
    ['client_credentials', 'unsupported_grant_type', /the client credentials grant/, /Token URL/],
    [
      'password',
      'unsupported_grant_type',
      /does not know the grant type that stands at Grant Type/,
      /Grant Type/,
    ],
    [
      'none',
      'unsupported_grant_type',
      /wants a grant type, and Grant Type says that none is sent/,
      /Grant Type/,
    ],
    ['NONE', 'unauthorized_client', /Grant Type says that none is sent/, /Grant Type/],
    ['', 'unauthorized_client', /may not use the client credentials grant/, /^Allow it/],
    [
      'password',
      'unauthorized_client',
      /may not use the grant type that stands at Grant Type/,
      /^Allow it/,
    ],
  ])('names Grant Type “%s” where the vendor says %s', async (grantType, error, says, hints) => {
    const { message, hint } = await failing({ grantType }, answersWith(400, { error }));
    expect(message).toMatch(says);
    expect(hint).toMatch(hints);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['body', {}, /Basic header: Client Authentication/i],
    ['header', { clientAuthentication: 'header' }, /^Enter client ID and secret again\. If/],
    [
      'privateKeyJwt',
      { clientAuthentication: 'privateKeyJwt', clientSecret: '', privateKey: RSA_KEY },
      /^Check Client ID, Private Key and Key ID\. The vendor must know the public half of this key\.$/,
    ],
    [
      'tlsCertificate',
      {
        clientAuthentication: 'tlsCertificate',
        clientSecret: '',
        clientCertificate: RSA_CERTIFICATE,
        clientKey: RSA_KEY,
      },
      /^Check Client ID and Client Certificate\. The vendor must know this certificate\.$/,
    ],
  ])('speaks of a secret only where one is sent: %s', async (_way, fields, hints) => {
    const { message, hint } = await failing(fields, answersWith(401, { error: 'invalid_client' }));
    expect(hint).toMatch(hints);
    expect(/secret/.test(message)).toBe(!('clientSecret' in fields));
  });
});
