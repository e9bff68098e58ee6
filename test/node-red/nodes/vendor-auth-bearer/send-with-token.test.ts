import { isUntouchedAnswer } from '../../../../node-red/lib/message-headers';
import { answered, bearer, failed, type BearerOptions } from '../../support/bearer-scene';

const IN_ANOTHER_HEADER = { tokenHeader: 'X-Access-Token', tokenPrefix: '' };
/** What the user may set in place of the headers of `WITH_KEY`. */
const OWN = { 'ocp-apim-subscription-key': 'mine', 'x-tenant': 'mine' };
const WITH_KEY = { apiHeaders: 'Ocp-Apim-Subscription-Key: k3y of the login\nX-Tenant: acme' };

describe('the token on a message', () => {
  test.each([
    ['Authorization, behind Bearer', {}, { authorization: 'Bearer token-1' }],
    ['another header, by itself', IN_ANOTHER_HEADER, { 'x-access-token': 'token-1' }],
    [
      'another header, behind a word',
      { ...IN_ANOTHER_HEADER, tokenPrefix: 'token' },
      { 'x-access-token': 'token token-1' },
    ],
    ['Authorization, by itself', { tokenPrefix: 'none' }, { authorization: 'token-1' }],
  ])('stands in %s', async (_where, fields, headers) => {
    const msg = await bearer({ fields }).send({
      headers: Object.fromEntries(Object.keys(headers).map((name) => [name.toUpperCase(), 'old'])),
    });

    expect(msg.headers).toEqual(headers);
  });

  test.each(['u:p', 'u', ':p', 'a%40b'])(
    'is not put there where %s@ in msg.url would replace it',
    async (login) => {
      const { send, vendor, settings } = bearer();
      const { host } = new URL(settings.baseUrl);
      for (const url of [settings.baseUrl.replace('://', `://${login}@`), `${login}@${host}/x`]) {
        await expect(send({ url })).rejects.toMatchObject({ code: 'invalid-settings' });
      }
      expect(vendor.requests).toHaveLength(0);
    },
  );

  test('is put there beside a user name in msg.url if it stands in another header', async () => {
    const { send, settings } = bearer({ fields: IN_ANOTHER_HEADER });
    const msg = await send({ url: settings.baseUrl.replace('://', '://u:p@') });
    expect(msg.headers).toEqual({ 'x-access-token': 'token-1' });
  });

  test('leaves an Authorization of the user’s own alone if it stands in another header', async () => {
    const { send } = bearer({ fields: IN_ANOTHER_HEADER });

    expect((await send({ headers: { Authorization: 'Basic eA==' } })).headers).toEqual({
      Authorization: 'Basic eA==',
      'x-access-token': 'token-1',
    });
  });

  test('is not waited for when the node closes, and comes all the same for the others (rule T13)', async () => {
    const { receive, send, vendor } = bearer();
    const answer = vendor.holdsBack();
    const closing = new AbortController();
    const ended = receive({}, closing.signal).catch((error: unknown) => error);
    const other = send();
    closing.abort();

    expect(await ended).toMatchObject({ code: 'cancelled' });
    await answer();
    expect((await other).headers).toEqual({ authorization: 'Bearer token-1' });
    expect(vendor.requests).toHaveLength(1);
  });

  test.each([
    ['Authorization', {}, 'authorization', 'Bearer token-2'],
    ['another header', IN_ANOTHER_HEADER, 'x-access-token', 'token-2'],
  ])('is replaced in %s once it is rejected', async (_where, fields, header, value) => {
    const { send, receive, clock } = bearer({ fields });
    const msg = await send({ payload: { a: 1 }, headers: { 'x-mine': 'yes' } });
    clock.advanceSeconds(10);
    const { again } = await receive(answered(msg, { statusCode: 401, payload: 'no' }));

    expect(again).toMatchObject({ payload: { a: 1 } });
    expect(again!.headers).toEqual({ 'x-mine': 'yes', [header]: value });
    expect(again).not.toHaveProperty('statusCode');
  });

  test.each([
    ['Authorization', {}, 'authorization'],
    ['another header', IN_ANOTHER_HEADER, 'x-access-token'],
  ])('never leaves by the second output, from %s', async (_where, fields, header) => {
    const { send, receive } = bearer({ fields });
    const failure = await receive(failed(await send({ headers: { 'x-mine': 'yes' } })));
    expect(failure.answer!.headers).toEqual({ 'x-mine': 'yes' });

    const echoed = { [header]: 'token-1', [header.toUpperCase()]: 'x', 'content-length': '2' };
    const { answer } = await receive(answered(await send(), { headers: echoed }));
    expect(answer!.headers).toMatchObject({ 'content-length': '2' });
    expect(Object.keys(answer!.headers).map((name) => name.toLowerCase())).not.toContain(header);
    // Else the next http request would send along the length of this answer.
    expect(isUntouchedAnswer(answer!.headers)).toBe(true);
  });
});

describe('further headers of a login', () => {
  test('stand on a message, unless the user set them in whatever spelling', async () => {
    const { send } = bearer({ fields: WITH_KEY });

    expect((await send({ headers: { 'X-TENANT': 'mine' } })).headers).toEqual({
      'X-TENANT': 'mine',
      'ocp-apim-subscription-key': 'k3y of the login',
      authorization: 'Bearer token-1',
    });
  });

  test('are those of today when a message is sent again', async () => {
    const { send, receive, clock } = bearer({ fields: WITH_KEY });
    const msg = await send();
    clock.advanceSeconds(10);
    const { again } = await receive(answered(msg, { statusCode: 401 }));

    expect(again!.headers).toEqual({
      'ocp-apim-subscription-key': 'k3y of the login',
      'x-tenant': 'acme',
      authorization: 'Bearer token-2',
    });
  });

  test('do not leave by the second output when the request failed, but the user’s own do', async () => {
    const { send, receive } = bearer({ fields: WITH_KEY });
    const msg = await send({ headers: { 'X-Tenant': 'mine', 'x-mine': 'yes' } });
    const { answer } = await receive(failed(msg));

    expect(answer!.headers).toEqual({ 'X-Tenant': 'mine', 'x-mine': 'yes' });
    expect(JSON.stringify(answer)).not.toContain('k3y');
  });

  test('are on the test call, too', async () => {
    const { send, receive, clock, testCalls } = bearer({
      fields: { ...WITH_KEY, ...IN_ANOTHER_HEADER, rejectedStatuses: '403' },
    });
    const msg = await send();
    clock.advanceSeconds(10);
    await receive(answered(msg, { statusCode: 403 }));

    expect(testCalls()[0]?.headers).toMatchObject({
      'ocp-apim-subscription-key': 'k3y of the login',
      'x-access-token': 'token-1',
    });
    expect(testCalls()[0]?.headers).not.toHaveProperty('authorization');
  });
});

describe('redirects, along which the core node takes all but Authorization and cookies,', () => {
  test.each([
    ['with the token in another header', IN_ANOTHER_HEADER],
    ['with further headers that are secret', WITH_KEY],
    ['with a secret header of a name that many may see', { apiHeaders: 'User-Agent: s3cret' }],
  ])('are not followed %s', async (_what, fields) => {
    const { send } = bearer({ fields });

    expect(await send()).toMatchObject({ followRedirects: false });
    expect(await send({ followRedirects: true })).toMatchObject({ followRedirects: false });
  });

  test.each<[string, BearerOptions, object]>([
    ['with the token in Authorization alone', {}, {}],
    ['where the user’s own header stands in place of a secret one', { fields: WITH_KEY }, OWN],
    ['with headers that are no secrets', { vendor: 'agility' }, {}],
  ])('are left to the flow %s', async (_what, options, headers) => {
    const { send } = bearer(options);

    expect(await send({ headers })).not.toHaveProperty('followRedirects');
    const wished = { headers, followRedirects: true };
    expect(await send(wished)).toMatchObject({ followRedirects: true });
  });

  test.each([
    ['nothing', {}],
    ['true', { followRedirects: true }],
    ['false', { followRedirects: false }],
  ])('are up to the flow again afterwards, where it said %s', async (_what, given) => {
    const { send, receive } = bearer({ fields: WITH_KEY });
    const { answer } = await receive(answered(await send({ ...given })));

    expect({ ...answer }).toEqual({
      statusCode: 200,
      payload: '',
      headers: expect.anything(),
      ...given,
    });
  });
});

describe('a message on its way from one login to another', () => {
  const first = () => bearer({ id: 'first', fields: { ...IN_ANOTHER_HEADER, ...WITH_KEY } });
  const second = () => bearer({ id: 'second' });

  test('leaves behind what the first one put there', async () => {
    const msg = await first().send({ headers: { 'x-mine': 'yes' } });
    const { headers, ...rest } = await second().send(failed(msg));

    expect(headers).toEqual({ 'x-mine': 'yes', authorization: 'Bearer token-1' });
    expect(rest).not.toHaveProperty('followRedirects');
    expect(JSON.stringify(rest)).not.toContain('k3y');
  });

  test('keeps what the flow has changed since', async () => {
    const msg = await first().send();
    msg.headers['x-tenant'] = 'mine';
    const { headers } = await second().send(msg);

    expect(headers).toEqual({ 'x-tenant': 'mine', authorization: 'Bearer token-1' });
  });

  test('keeps what the flow puts there after that', async () => {
    const msg = await second().send(await first().send());
    const { headers } = await bearer({ id: 'third' }).send(
      Object.assign(msg, { headers: { 'x-tenant': 'acme' }, followRedirects: false }),
    );

    expect(headers).toEqual({ 'x-tenant': 'acme', authorization: 'Bearer token-1' });
    expect(msg).toMatchObject({ followRedirects: false });
  });

  test.each([
    ['a text', 'x'],
    ['a mark that is none', { first: 'x', second: null, third: {}, fourth: { id: 'x', put: 1 } }],
    ['headers of no login', { first: { id: 'x', put: { toString: 'x' } } }],
  ])('is not stopped by %s in place of its marks', async (_what, marks) => {
    const { headers } = await second().send({ _vendorAuth: marks, headers: { tostring: 'y' } });

    expect(headers).toEqual({ tostring: 'y', authorization: 'Bearer token-1' });
  });
});

describe('an access token of Agility that one path refuses', () => {
  const self = { body: { Assets: [{ id: 'Member:20' }] } };
  const refusedAt = async (respond: NonNullable<BearerOptions['respond']>) => {
    const scene = bearer({ vendor: 'agility', respond });
    const refused = {
      statusCode: 401,
      responseUrl: 'https://www14.v1host.com/Acme/rest-1.v1/Data/Story',
    };
    const msg = Object.assign(await scene.send(), refused);
    const { again, answer } = await scene.receive(answered(msg, { statusCode: 401 }));
    expect(again).toBeNull();
    expect(answer).toMatchObject({ statusCode: 401 });
    return scene;
  };

  test('is not shown as rejected while the other one takes it', async () => {
    const { source, settings } = await refusedAt(({ url }) =>
      url.includes('/rest-1.oauth.v1/') ? self : { status: 401 },
    );
    expect(source.status().state).toBe('static');
    expect(source.verdicts.places.known(settings)).toBe('rest-1.oauth.v1');
  });

  test('is shown as rejected if the other one refuses it as well', async () => {
    const { source } = await refusedAt(() => ({ status: 401 }));
    expect(source.status().state).toBe('rejected');
  });
});
