import {
  agility,
  apiAnswer,
  callWithToken,
  checkSettings,
  refusedCallError,
  sayAll,
  testCallFailure,
} from '../../../core';
import { ACCESS_TOKEN, credential, scene, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { failsWith, type Answer } from '../support/fake-vendor';
import { testCallOf } from './requests';

describe('Digital.ai Agility: the access token', () => {
  test('is used as it is, with no token request, for as long as one likes', async () => {
    const { vendor, clock, source, token } = scene(undefined, settingsOf('agility'));
    expect(await token()).toBe(ACCESS_TOKEN);
    clock.advanceSeconds(10 * 365 * 86_400);
    expect(await token()).toBe(ACCESS_TOKEN);
    expect(vendor.requests).toHaveLength(0);
    expect(source.status()).toEqual({ state: 'static', tokenRequests: 0 });
  });

  test('is neither stored nor forgotten nor replaced by a stored one', async () => {
    const { source, token } = scene(undefined, settingsOf('agility'));
    source.forget();
    expect(source.stored()).toBeUndefined();
    const stored = { identity: settingsOf('agility').identity, accessToken: 'x', storedAtMs: 0 };
    expect(source.adopt({ ...stored, expiresAtMs: 9e15, lifetimeSeconds: 300 })).toBe(false);
    expect(await token()).toBe(ACCESS_TOKEN);
  });
});

describe('Digital.ai Agility: the base URL', () => {
  test.each([
    ['https://www14.v1host.com/Acme/rest-1.v1/Data', 'https://www14.v1host.com/Acme'],
    ['https://www14.v1host.com/Acme/query.v1', 'https://www14.v1host.com/Acme'],
    ['https://www14.v1host.com/Acme/api/asset', 'https://www14.v1host.com/Acme'],
    ['https://agility.example.com/rest-1.oauth.v1/Data/Story', 'https://agility.example.com'],
    ['https://www14.v1host.com/Acme/meta.v1/Grant', 'https://www14.v1host.com/Acme'],
    ['https://www14.v1host.com/Acme/Default.aspx', 'https://www14.v1host.com/Acme'],
    ['https://www14.v1host.com/Acme/Account.mvc/LogIn', 'https://www14.v1host.com/Acme'],
    ['https://www14.v1host.com/Acme/login', 'https://www14.v1host.com/Acme'],
  ])('%s goes too far', async (baseUrl, end) => {
    const error = await errorOf(() => checkSettings('agility', credential('agility', { baseUrl })));
    expect(error.problems[0]).toMatchObject({ field: 'baseUrl', label: 'Base URL' });
    expect(error.message).toContain(`Enter ${end}.`);
  });

  test.each([
    ['https://www14.v1host.com/Acme/rest-1.oauth.v1', 'https://www14.v1host.com/Acme'],
    ['https://www14.v1host.com/Acme/rest-1.v1/', 'https://www14.v1host.com/Acme'],
    ['https://www14.v1host.com/Acme/REST-1.OAuth.v1', 'https://www14.v1host.com/Acme'],
    ['https://agility.example.com/rest-1.v1', 'https://agility.example.com'],
  ])('%s is taken without its end, and that is said', (typed, baseUrl) => {
    const settings = settingsOf('agility', { baseUrl: typed });
    expect(settings.baseUrl).toBe(baseUrl);
    expect(sayAll(settings.repairs)).toMatch(
      /^Base URL: \/rest-1\.(?:oauth\.)?v1 at its end was left out/i,
    );
  });

  test.each([
    'https://www14.v1host.com/Acme',
    'https://www14.v1host.com/Api-Team',
    'http://api/Acme',
    'http://api',
    'https://api.example.com',
  ])('%s is fine', (baseUrl) => {
    expect(settingsOf('agility', { baseUrl }).baseUrl).toBe(baseUrl);
  });
});

describe('Digital.ai Agility: the test call', () => {
  const member = (attributes: Record<string, unknown>) => ({
    body: { Assets: [{ id: 'Member:20', Attributes: attributes }] },
  });

  test('asks, in JSON and by a name of its own, whose token it is', async () => {
    const { report, request } = await testCallOf(
      'agility',
      member({ Username: { value: 'ada' }, Name: { value: 'Ada' } }),
    );
    expect(request).toMatchObject({
      method: 'GET',
      url: 'https://www14.v1host.com/Acme/rest-1.v1/Data/Member?where=IsSelf=%22true%22&sel=Username,Name',
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${ACCESS_TOKEN}`,
        'user-agent': agility.apiHeaders?.(settingsOf('agility').values)['user-agent'],
      },
    });
    expect(report).toEqual({
      verdict: 'accepted',
      status: 200,
      says: 'Digital.ai Agility accepts the access token; it belongs to ada.',
    });
  });

  test('takes the name where there is no user name', async () => {
    const { report } = await testCallOf('agility', member({ Name: { value: 'Ada' } }));
    expect(report.says).toContain('it belongs to Ada.');
  });

  test.each<[unknown]>([[{}], [{ Assets: [] }], [{ Assets: [{}] }]])(
    'is accepted whatever the object of a 200 holds: %j',
    async (body) => {
      const { report } = await testCallOf('agility', { body });
      expect(report).toMatchObject({
        verdict: 'accepted',
        says: 'Digital.ai Agility accepts the access token.',
      });
    },
  );

  test.each<[unknown]>([[[]], ['<Assets/>'], [''], ['OK'], [null]])(
    'says nothing about the token where 200 comes with something else: %j',
    async (body) => {
      const { report } = await testCallOf('agility', { body });
      expect(report).toMatchObject({ verdict: 'unknown', status: 200 });
      expect(report.says).toContain('with a list of members');
      expect(report.hint).toContain('Check Base URL');
    },
  );

  test.each([{ status: 401 }, { status: 200, body: { error: 'Unauthorized' } }])(
    'is a rejection with %j',
    async (answer) => {
      const { report } = await testCallOf('agility', answer);
      expect(report).toMatchObject({ verdict: 'rejected' });
      expect(report.hint).toContain('Its grant was probably revoked');
      const settings = settingsOf('agility');
      const { source, vendor, ask } = scene(() => answer, settings);
      const raw = await source.verdicts.verify(settings, await ask(), vendor.send);
      expect(testCallFailure(settings, raw)).toMatchObject({
        code: 'token-rejected',
        vendor: 'agility',
        message: 'Digital.ai Agility does not accept the access token.',
      });
    },
  );

  test('that no answer comes to says nothing about the token', async () => {
    const settings = settingsOf('agility');
    const { source, vendor, ask } = scene(failsWith('ECONNREFUSED'), settings);
    const report = await source.verdicts.verify(settings, await ask(), vendor.send);
    expect(report).toMatchObject({ verdict: 'unknown', status: undefined });
    expect(sayAll(report.says)).toContain('nothing listens there');
    expect(testCallFailure(settings, report).code).toBe('request-failed');
  });
});

describe('Digital.ai Agility: the two places of its API', () => {
  const accepted: Answer = { body: { Assets: [{ id: 'Member:20', Attributes: {} }] } };

  /** A server that answers at each place like that. */
  function server(answers: Readonly<Record<string, Answer>>, fields: Record<string, unknown> = {}) {
    const stage = scene(
      ({ url }) => answers[url.split('/')[4] ?? ''] ?? { status: 404 },
      settingsOf('agility', fields),
    );
    const places = () => stage.vendor.requests.map(({ url }) => url.split('/')[4]);
    const test = async () => await stage.verify(await stage.ask());
    return { ...stage, places, test };
  }

  test.each<[string, Answer]>([
    ['a refusal', { status: 401, headers: { 'www-authenticate': 'Negotiate, NTLM' } }],
    ['an old server’s refusal', { body: { error: 'Unauthorized' } }],
    ['a refusal of the whole place', { status: 403 }],
    ['nothing there', { status: 404, body: '<!doctype html>' }],
    ['a wrong method', { status: 405 }],
    ['a redirect to a login page', { status: 302, headers: { location: 'https://x.example/' } }],
    ['a login page', { body: '<!doctype html><title>Log in</title>' }],
  ])('the other one is asked after %s, and then first', async (_what, refusal) => {
    const stage = server({ 'rest-1.v1': refusal, 'rest-1.oauth.v1': accepted });
    expect(await stage.test()).toMatchObject({ verdict: 'accepted', status: 200 });
    expect(stage.places()).toEqual(['rest-1.v1', 'rest-1.oauth.v1']);
    stage.clock.advanceSeconds(60);
    expect(await stage.test()).toMatchObject({ verdict: 'accepted' });
    expect(stage.places().slice(2)).toEqual(['rest-1.oauth.v1']);
    expect(stage.source.status()).toEqual({ state: 'static', tokenRequests: 0 });
  });

  test('the other way round, where the older of the two has gone', async () => {
    const stage = server({ 'rest-1.v1': accepted });
    stage.source.verdicts.places.remember(stage.settings, 'rest-1.oauth.v1');
    expect(await stage.test()).toMatchObject({ verdict: 'accepted' });
    expect(stage.places()).toEqual(['rest-1.oauth.v1', 'rest-1.v1']);
  });

  test.each<[string, Answer, Answer]>([
    ['both refuse it', { status: 401 }, { status: 401 }],
    ['one refuses it and the other is not there', { status: 401 }, { status: 404 }],
    ['one is not there and the other refuses it', { status: 404 }, { status: 401 }],
  ])('the token is told as revoked only if %s', async (_what, first, second) => {
    const report = await server({ 'rest-1.v1': first, 'rest-1.oauth.v1': second }).test();
    expect(report).toMatchObject({ verdict: 'rejected' });
    expect(report.hint).toContain('Its grant was probably revoked');
  });

  test.each<[string, Answer]>([
    ['is in trouble', { status: 503 }],
    ['asks for fewer requests', { status: 429 }],
  ])('nothing is told of the token if one refuses it and the other %s', async (_what, second) => {
    const report = await server({ 'rest-1.v1': { status: 401 }, 'rest-1.oauth.v1': second }).test();
    expect(report).toMatchObject({ verdict: 'unknown', status: second.status });
    expect(report.says).not.toContain('does not accept');
  });

  test('only the chosen one is asked, and its refusal says what else may be', async () => {
    const fields = { apiPath: 'rest-1.oauth.v1' };
    const stage = server({ 'rest-1.v1': accepted, 'rest-1.oauth.v1': { status: 401 } }, fields);
    const report = await stage.test();
    expect(stage.places()).toEqual(['rest-1.oauth.v1']);
    expect(report.hint).toContain('Set API Path to Automatic');
    expect(report.hint).not.toContain('Its grant was probably revoked');
  });

  test('two logins with one token, of which one chose a path, share no verdict', async () => {
    const stage = server({ 'rest-1.v1': { status: 401 }, 'rest-1.oauth.v1': accepted });
    const chosen = settingsOf('agility', { apiPath: 'rest-1.v1' });
    const token = await stage.ask();
    const { verdicts } = stage.source;
    expect(chosen.identity).toBe(stage.settings.identity);
    const { send } = stage.vendor;
    expect((await verdicts.verify(chosen, token, send)).verdict).toBe('rejected');
    expect((await verdicts.verify(stage.settings, token, send)).verdict).toBe('accepted');
  });

  test('an empty API Path is Automatic, and another value is refused', async () => {
    expect(settingsOf('agility', { apiPath: '' }).apiPlaces).toEqual([
      'rest-1.v1',
      'rest-1.oauth.v1',
    ]);
    const error = await errorOf(() =>
      checkSettings('agility', credential('agility', { apiPath: 'rest-2' })),
    );
    expect(error.problems[0]).toMatchObject({ field: 'apiPath', label: 'API Path' });
  });

  describe('a call of the user’s own', () => {
    async function callAt(stage: ReturnType<typeof server>, path: string, status: number) {
      const { settings, source, vendor, wait } = stage;
      const url = new URL(`${settings.baseUrl}/${path}`);
      const perform = async () => status;
      const answerOf = (told: number) => apiAnswer({ status: told, headers: {}, text: '' });
      const { send } = vendor;
      const call = { settings, source, send, wait, url, canRepeat: true, perform, answerOf };
      await callWithToken(call);
      return refusedCallError(settings, source, url);
    }

    test.each(['rest-1.v1/Data/Story', 'query.v1'])(
      'that %s refuses is not told as a revocation, and where the token is good',
      async (path) => {
        const stage = server({ 'rest-1.v1': { status: 401 }, 'rest-1.oauth.v1': accepted });
        const error = await callAt(stage, path, 401);
        expect(error).toMatchObject({ code: 'request-failed', status: 401 });
        expect(error.hint).toBe(
          'It accepts the token below https://www14.v1host.com/Acme/rest-1.oauth.v1: use an address that begins with it.',
        );
        expect(stage.source.status().state).toBe('static');
      },
    );

    test('that is refused while nothing can be found out is told as just that', async () => {
      const stage = server({ 'rest-1.v1': { status: 500 } });
      const error = await callAt(stage, 'rest-1.v1/Data/Story', 401);
      expect(error.code).toBe('request-failed');
      expect(error.hint).toContain('test the login, which tries rest-1.v1, rest-1.oauth.v1');
    });

    test('that is refused with a revoked token is told as that', async () => {
      const stage = server({ 'rest-1.v1': { status: 401 }, 'rest-1.oauth.v1': { status: 401 } });
      const error = await callAt(stage, 'rest-1.v1/Data/Story', 401);
      expect(error.code).toBe('token-rejected');
      expect(stage.source.status().state).toBe('rejected');
    });

    test('is weighed at the other place too, if one was chosen', async () => {
      const stage = server({ 'rest-1.oauth.v1': accepted }, { apiPath: 'rest-1.oauth.v1' });
      const error = await callAt(stage, 'rest-1.v1/Data/Story', 401);
      expect(error.hint).toContain('below https://www14.v1host.com/Acme/rest-1.oauth.v1');
      expect(stage.source.status().state).toBe('static');
    });

    test('that succeeds shows where the token is taken', async () => {
      const stage = server({ 'rest-1.oauth.v1': accepted });
      await callAt(stage, 'rest-1.oauth.v1/Data/Story', 200);
      await stage.test();
      expect(stage.places()).toEqual(['rest-1.oauth.v1']);
    });

    test('clears a token that another login, of one path, was refused with', async () => {
      const stage = server({ 'rest-1.v1': { status: 401 }, 'rest-1.oauth.v1': accepted });
      stage.source.reject(ACCESS_TOKEN);
      const error = await callAt(stage, 'rest-1.v1/Data/Story', 401);
      expect(error.code).toBe('request-failed');
      expect(stage.source.status().state).toBe('static');
    });

    test.each([200, 403, 404, 500])('answered with %d asks nobody else', async (status) => {
      const stage = server({});
      await callAt(stage, 'rest-1.v1/Data/Story', status);
      expect(stage.vendor.requests).toHaveLength(0);
    });
  });
});
