import { parseGrantId, revokeGrant } from '../../../core';
import { ACCESS_TOKEN, scene, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { failsWith, type Answer } from '../support/fake-vendor';

const settings = settingsOf('agility');

/** An Agility that answers the revocation, and then the question whose token it is. */
function agility(revocation: Answer, member: Answer = { body: { Assets: [] } }) {
  const stage = scene(({ method }) => (method === 'POST' ? revocation : member), settings);
  const revoke = (grant: unknown = '1020') =>
    revokeGrant(settings, stage.source, grant, { send: stage.vendor.send });
  return { ...stage, revoke };
}

describe('revoking a grant', () => {
  test('is one POST, and then the question whether the token is still accepted', async () => {
    const { revoke, vendor } = agility({ status: 200 });
    expect(await revoke('Grant:1020')).toEqual({
      grant: 'Grant:1020',
      revoked: true,
      tokenStillAccepted: true,
      says: 'Grant:1020 was revoked. The access token in use is still accepted.',
    });
    expect(vendor.requests.map(({ method, url }) => [method, url])).toEqual([
      ['POST', 'https://www14.v1host.com/Acme/rest-1.v1/Data/Grant/1020?op=Revoke'],
      [
        'GET',
        'https://www14.v1host.com/Acme/rest-1.v1/Data/Member?where=IsSelf=%22true%22&sel=Username,Name',
      ],
    ]);
    expect(vendor.requests[0]).toMatchObject({
      headers: {
        authorization: `Bearer ${ACCESS_TOKEN}`,
        accept: 'application/json',
        'user-agent': 'vendor-auth (Digital.ai Agility)',
      },
      timeoutMs: 30_000,
    });
    expect(vendor.requests[0]).not.toHaveProperty('body');
  });

  test.each(['', '<Asset/>', '{}', 'anything'])(
    'depends on no answer body such as %j',
    async (body) => {
      expect((await agility({ status: 200, body }).revoke()).tokenStillAccepted).toBe(true);
      expect((await agility({ status: 204, body }).revoke()).tokenStillAccepted).toBe(true);
    },
  );

  test('of the very token in use is reported as such', async () => {
    const { revoke, source } = agility({ status: 200 }, { status: 401 });
    const revocation = await revoke();
    expect(revocation.tokenStillAccepted).toBe(false);
    expect(revocation.says).toContain('It was the grant of the access token in use');
    expect(source.status().state).toBe('rejected');
  });

  test('of the very token in use is seen at an old server too', async () => {
    const { revoke } = agility({ status: 200 }, { body: { error: 'Unauthorized' } });
    expect((await revoke()).tokenStillAccepted).toBe(false);
  });

  test('says so if it cannot be found out whether the token is still accepted', async () => {
    const { revoke } = agility({ status: 200 }, { status: 500 });
    expect(await revoke()).toMatchObject({ tokenStillAccepted: undefined });
  });

  test.each<[string, Answer, string, RegExp]>([
    [
      'a grant that does not exist',
      { status: 404 },
      'not-found',
      /has no Grant:1020, or the member/,
    ],
    ['a grant of somebody else', { status: 403 }, 'forbidden', /may not revoke Grant:1020/],
    [
      'a second time',
      { status: 400 },
      'request-failed',
      /did not revoke Grant:1020 \(status 400\)/,
    ],
    ['at a server in trouble', { status: 500 }, 'request-failed', /status 500/],
    ['behind a redirect', { status: 302 }, 'redirected', /was not followed/],
    ['with a bad token', { status: 401 }, 'token-rejected', /does not accept the access token/],
    [
      'with a bad token at an old server',
      { body: { error: 'Unauthorized' } },
      'token-rejected',
      /./,
    ],
  ])('%s ends in a sentence a person understands', async (_what, answer, code, words) => {
    const { revoke, vendor } = agility(answer);
    const error = await errorOf(revoke());
    expect(error).toMatchObject({ code, vendor: 'agility' });
    expect(error.message).toMatch(words);
    expect(error.hint).toBeTruthy();
    const posts = vendor.requests.filter(({ method }) => method === 'POST');
    // What a place that takes no such token is told was not done, and may be tried at the other one.
    const isRejected = code === 'token-rejected';
    expect(posts.map(({ url }) => url.split('/')[4])).toEqual(
      isRejected ? ['rest-1.v1', 'rest-1.oauth.v1'] : ['rest-1.v1'],
    );
  });

  test.each([
    '<Error><Message>Grant cannot be revoked.</Message><Exception class="x"/></Error>',
    { Exception: { Message: 'Grant cannot be revoked.' } },
    { Error: { Exception: { message: 'Grant cannot be revoked.' } } },
    { message: 'Grant cannot be revoked.' },
    { Message: 'Failed.', Exceptions: [{ Message: 'Grant cannot be revoked.' }, { Message: 'x' }] },
    { Message: 'Failed.', Exception: { Message: 'Grant cannot be revoked.' } },
    { Message: 'Grant cannot be revoked.', Exceptions: [] },
    { message: 'Failed.', exceptions: [{ message: 'Grant cannot be revoked.' }, { message: 'x' }] },
    { Message: 'Failed.', exceptions: [{ Message: 'Grant cannot be revoked.' }] },
    { error: { exceptions: [{ message: 'Grant cannot be revoked.' }] } },
    { error: { message: 'Grant cannot be revoked.', exceptions: [] } },
    { exception: 'Grant cannot be revoked.' },
    '<Error><Message>Failed.</Message><Exception class="x"><Message>Grant cannot be revoked.</Message></Exception></Error>',
    '<Error><Exception class="x"/><Message>Grant cannot be revoked.</Message></Error>',
    '<Error><Exception class="x"><At>y</At></Exception><Message>Grant cannot be revoked.</Message></Error>',
  ])('repeats what Agility said: %j', async (body) => {
    const error = await errorOf(agility({ status: 400, body }).revoke());
    expect(error.description).toBe('Grant cannot be revoked.');
    expect(error.message).toContain('It said: “Grant cannot be revoked.”');
  });

  test.each([200, 204])('is not believed of a web page with status %d', async (status) => {
    const { revoke, vendor } = agility({ status, body: '<!doctype html><title>Portal</title>' });
    const error = await errorOf(revoke());
    expect(error).toMatchObject({ code: 'request-failed', status });
    expect(error.message).toContain('it is not known whether Grant:1020 was revoked');
    expect(error.hint).toContain('Check Base URL');
    expect(vendor.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  test('is not repeated when the connection breaks, and is told in words', async () => {
    const { vendor, revoke } = agility({});
    vendor.answers(failsWith('ECONNRESET'));
    expect(await errorOf(revoke())).toMatchObject({ code: 'unreachable' });
    expect(vendor.requests).toHaveLength(1);
  });

  test('sends nothing for a grant that is none', async () => {
    const { vendor, revoke } = agility({ status: 200 });
    await errorOf(revoke('x'));
    expect(vendor.requests).toHaveLength(0);
  });
});

describe('revoking a grant where the API stands at two places', () => {
  /** A server that takes tokens at one place only, and answers the other one like that. */
  function server(place: string, otherwise: Answer, fields: Record<string, unknown> = {}) {
    const checked = settingsOf('agility', fields);
    const stage = scene(
      ({ url, method }) =>
        !url.includes(`/${place}/`)
          ? otherwise
          : { body: method === 'POST' ? {} : { Assets: [{ id: 'Member:20' }] } },
      checked,
    );
    const calls = () =>
      stage.vendor.requests.map(({ method, url }) => `${method} ${url.split('/')[4]}`);
    const { send } = stage.vendor;
    const revoke = () => revokeGrant(checked, stage.source, '1020', { send });
    return { ...stage, calls, revoke };
  }

  test('is done at the one that takes the token, which is remembered', async () => {
    const { calls, revoke, source } = server('rest-1.oauth.v1', { status: 401 });
    expect(await revoke()).toMatchObject({ revoked: true, tokenStillAccepted: true });
    expect(calls()).toEqual(['POST rest-1.v1', 'POST rest-1.oauth.v1', 'GET rest-1.oauth.v1']);
    await revoke();
    expect(calls().slice(3)).toEqual(['POST rest-1.oauth.v1', 'GET rest-1.oauth.v1']);
    expect(source.status().state).toBe('static');
  });

  test.each<[string, Answer]>([
    ['a redirect', { status: 302, headers: { location: 'https://login.example.com/' } }],
    ['a login page', { body: '<!doctype html><title>Log in</title>' }],
  ])('is done there behind %s, after a harmless GET has found it', async (_what, otherwise) => {
    const { calls, revoke } = server('rest-1.oauth.v1', otherwise);
    expect(await revoke()).toMatchObject({ revoked: true });
    expect(calls().slice(0, 4)).toEqual([
      'POST rest-1.v1',
      'GET rest-1.v1',
      'GET rest-1.oauth.v1',
      'POST rest-1.oauth.v1',
    ]);
  });

  test.each<[string, Answer]>([
    ['is not there', { status: 404 }],
    ['is a page', { status: 404, body: '<!doctype html>' }],
  ])('with a revoked token is told as such, although the other place %s', async (_what, other) => {
    const stage = scene(
      ({ url }) => (url.includes('/rest-1.v1/') ? { status: 401 } : other),
      settings,
    );
    const { source, vendor } = stage;
    const error = await errorOf(revokeGrant(settings, source, '1020', { send: vendor.send }));
    expect(error).toMatchObject({ code: 'token-rejected' });
    expect(source.status().state).toBe('rejected');
  });

  test('of a grant that is not there is told as such at the place that takes the token', async () => {
    const self = { body: { Assets: [{ id: 'Member:20' }] } };
    const { source, vendor } = scene(({ url, method }) => {
      if (url.includes('/rest-1.v1/')) return { status: 401 };
      return method === 'POST' ? { status: 404 } : self;
    }, settings);
    const error = await errorOf(revokeGrant(settings, source, '1020', { send: vendor.send }));
    expect(error.code).toBe('not-found');
    expect(source.status().state).toBe('static');
  });

  test('goes to the chosen one only, whose refusal is not told as a revocation', async () => {
    const { calls, revoke } = server('rest-1.oauth.v1', { status: 401 }, { apiPath: 'rest-1.v1' });
    const error = await errorOf(revoke());
    expect(calls()).toEqual(['POST rest-1.v1']);
    expect(error.hint).toContain('Set API Path to Automatic');
    const chosen = server('rest-1.oauth.v1', { status: 401 }, { apiPath: 'rest-1.oauth.v1' });
    await chosen.revoke();
    expect(chosen.calls()).toEqual(['POST rest-1.oauth.v1', 'GET rest-1.oauth.v1']);
  });
});

test('a grant that is longer than any address is refused in words', async () => {
  const settings = settingsOf('agility');
  for (const grant of ['1'.repeat(8_193), `${settings.baseUrl}/${'a'.repeat(8_192)}`]) {
    const error = await errorOf(() => parseGrantId(settings, grant));
    expect(error.message).toBe('Grant is longer than 8192 characters.');
  }
});

test.each([
  ['<Exception><Message></Message><Message>Second</Message></Exception>', 'Second'],
  ['<Message>Around</Message><Exception class="x"><Message>Inside</Message></Exception>', 'Inside'],
  ['<Exception/><Message>Around</Message>', 'Around'],
  ['<Exceptions><Message>Around</Message></Exceptions>', 'Around'],
  ['<Message/><message kind="a">Lower case</message>', 'Lower case'],
])('the message of an exception is found in %s', async (body, description) => {
  const settings = settingsOf('agility');
  const { source, vendor } = scene(() => ({ status: 500, body }), settings);
  const error = await errorOf(revokeGrant(settings, source, 1020, { send: vendor.send }));
  expect(error.description).toBe(description);
});
