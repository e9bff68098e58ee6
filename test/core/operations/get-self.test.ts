import { getSelf } from '../../../core';
import { ACCESS_TOKEN, scene, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith, failsWith, type Answer } from '../support/fake-vendor';

const settings = settingsOf('agility');

/** An Agility that gives that answer to the question whose token it is. */
function agility(answer: Answer) {
  const stage = scene(() => answer, settings);
  const self = () => getSelf(settings, stage.source, { send: stage.vendor.send });
  return { ...stage, self };
}

const ADA = {
  id: 'Member:20',
  Attributes: {
    Username: { name: 'Username', value: 'ada' },
    Name: { name: 'Name', value: 'Ada' },
    Email: { name: 'Email', value: null },
  },
};

describe('the member to whom an access token belongs', () => {
  test('is asked for in one GET with the token, in JSON', async () => {
    const { self, vendor } = agility({ body: { Assets: [ADA] } });
    expect(await self()).toEqual({
      id: 'Member:20',
      attributes: { Username: 'ada', Name: 'Ada', Email: null },
    });
    expect(vendor.requests).toHaveLength(1);
    expect(vendor.lastRequest).toMatchObject({
      method: 'GET',
      url: 'https://www14.v1host.com/Acme/rest-1.v1/Data/Member?where=IsSelf=%22true%22&sel=Username,Name,Email',
      headers: {
        authorization: `Bearer ${ACCESS_TOKEN}`,
        accept: 'application/json',
        'user-agent': 'vendor-auth (Digital.ai Agility)',
      },
      timeoutMs: 30_000,
    });
  });

  test.each<[unknown, unknown]>([
    [{}, { id: '', attributes: {} }],
    [
      { id: 7, Attributes: [] },
      { id: '', attributes: {} },
    ],
    [
      { id: 'Member:20', Attributes: { Name: 'Ada' } },
      { id: 'Member:20', attributes: { Name: undefined } },
    ],
  ])('is told as far as the answer does: %j', async (member, told) => {
    expect(await agility({ body: { Assets: [member] } }).self()).toEqual(told);
  });

  test.each<[string, Answer]>([
    ['401', { status: 401 }],
    [
      '403 that says invalid_token',
      { status: 403, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } },
    ],
    ['200 of an old server', { body: { error: 'Unauthorized' } }],
  ])('is not known to a token that is rejected with %s', async (_how, answer) => {
    const { self, source, vendor } = agility(answer);
    const error = await errorOf(self());
    expect(error).toMatchObject({ code: 'token-rejected', vendor: 'agility', status: 401 });
    expect(error.hint).toContain('Its grant was probably revoked');
    expect(source.status().state).toBe('rejected');
    expect(vendor.requests.map(({ url }) => url.split('/')[4])).toEqual([
      'rest-1.v1',
      'rest-1.oauth.v1',
    ]);
  });

  test.each<[number, unknown, string, string]>([
    [200, '', 'request-failed', 'Check Base URL: it should end with your instance.'],
    [200, '<html></html>', 'request-failed', 'Check Base URL'],
    [200, [], 'request-failed', 'Check Base URL'],
    [200, { Assets: [] }, 'request-failed', 'Check Base URL'],
    [200, { Assets: ['x'] }, 'request-failed', 'Check Base URL'],
    [302, { Assets: [ADA] }, 'request-failed', 'Check Base URL'],
    [403, '', 'forbidden', 'Check Base URL'],
    [404, '', 'request-failed', 'Check Base URL'],
    [503, '', 'request-failed', 'Try again later.'],
  ])('is not found in %d with %j, which is told as such', async (status, body, code, hint) => {
    const { self, source } = agility({ status, body });
    const error = await errorOf(self());
    expect(error).toMatchObject({ code, vendor: 'agility', status });
    expect(error.message).toBe(
      `Digital.ai Agility did not say to whom the access token belongs (status ${status}).`,
    );
    expect(error.hint).toContain(hint);
    expect(source.status().state).toBe('static');
  });

  test('is not told without the server’s own words, cleared of the token', async () => {
    const message = `Unknown AttributeDefinition: Member.Email for ${ACCESS_TOKEN}`;
    const { self } = agility({ status: 400, body: { exceptions: [{ message }] } });
    const error = await errorOf(self());
    expect(error.message).toContain('It said: “Unknown AttributeDefinition: Member.Email for ***');
    expect(error.message).not.toContain(ACCESS_TOKEN);
  });

  test('never holds the token, whatever the server puts there', async () => {
    const value = Buffer.from(ACCESS_TOKEN).toString('base64');
    const { self } = agility({
      body: {
        Assets: [
          {
            id: ACCESS_TOKEN,
            Attributes: {
              Username: { value: ACCESS_TOKEN },
              Name: { value: 'Ada' },
              Email: { value },
            },
          },
        ],
      },
    });
    const member = await self();
    expect(member.attributes['Name']).toBe('Ada');
    expect(JSON.stringify(member)).not.toContain(ACCESS_TOKEN.slice(0, 12));
    expect(JSON.stringify(member)).not.toContain(value.slice(0, 12));
  });

  test('is found at the place that takes the token, which is remembered', async () => {
    const stage = agility({});
    stage.vendor.answers(({ url }) =>
      url.includes('/rest-1.oauth.v1/') ? { body: { Assets: [ADA] } } : { status: 401 },
    );
    expect(await stage.self()).toMatchObject({ id: 'Member:20' });
    await stage.self();
    expect(stage.vendor.requests.map(({ url }) => url.split('/')[4])).toEqual([
      'rest-1.v1',
      'rest-1.oauth.v1',
      'rest-1.oauth.v1',
    ]);
    expect(stage.source.status()).toEqual({ state: 'static', tokenRequests: 0 });
  });

  test('is not known if no answer comes', async () => {
    const { self, vendor } = agility({});
    vendor.answers(failsWith('ECONNREFUSED'));
    expect(await errorOf(self())).toMatchObject({ code: 'unreachable', vendor: 'agility' });
    vendor.answers(answersWith(200, { Assets: [ADA] }));
    expect(await self()).toMatchObject({ id: 'Member:20' });
  });
});
