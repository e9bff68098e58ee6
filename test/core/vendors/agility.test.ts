import { agility, checkSettings, sayAll, testCallFailure } from '../../../core';
import { ACCESS_TOKEN, credential, scene, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { failsWith } from '../support/fake-vendor';
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
    ['https://www14.v1host.com/Acme/rest-1.oauth.v1', 'https://www14.v1host.com/Acme'],
    ['https://www14.v1host.com/Acme/query.v1', 'https://www14.v1host.com/Acme'],
    ['https://www14.v1host.com/Acme/api/asset', 'https://www14.v1host.com/Acme'],
    ['https://agility.example.com/rest-1.v1', 'https://agility.example.com'],
  ])('%s goes too far', async (baseUrl, end) => {
    const error = await errorOf(() => checkSettings('agility', credential('agility', { baseUrl })));
    expect(error.problems[0]).toMatchObject({ field: 'baseUrl', label: 'Base URL' });
    expect(error.message).toContain(`Enter ${end}.`);
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
