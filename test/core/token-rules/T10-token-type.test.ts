import fc from 'fast-check';
import { tokenHeader } from '../../../core';
import { canStandInHeader } from '../../../core/fields/header-values';
import { scene, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith } from '../support/fake-vendor';

describe('T10: the type of a token', () => {
  test.each([
    undefined,
    null,
    'Bearer',
    'bearer',
    'BEARER',
    'bEaReR',
    'Bearer ',
    'BearerToken',
    'User Access Token',
    'Application Access Token',
    'JWT',
    'N_A',
    'Machine',
    'Popular',
    '',
    7,
    { type: 'Bearer' },
    ['Bearer'],
  ])('%p is taken for a name of Bearer', async (type) => {
    const { settings, ask } = scene(answersWith(200, { access_token: 'abc', token_type: type }));
    expect(tokenHeader(settings.plan, await ask())).toEqual({ authorization: 'Bearer abc' });
  });

  test.each([
    'mac',
    'MAC',
    'DPoP',
    'PoP',
    'pop',
    'dpop+jwt',
    'MAC hmac-sha-256',
    'proof-of-possession',
    'holder_of_key',
    'HoK',
    'PopToken',
    'Basic',
    ' mac ',
    'urn:ietf:params:oauth:token-type:dpop',
    'urn:example:MAC',
  ])('%p names another protocol, and is a clear error', async (type) => {
    for (const name of ['token_type', 'tokenType', 'TokenType', 'token-type']) {
      const { token } = scene(answersWith(200, { access_token: 'abc', [name]: type }));
      const error = await errorOf(token());
      expect(error.code).toBe('unsupported-token-type');
      expect(error.message).toContain('only Bearer tokens can be used');
    }
  });

  test('may be any word that the user wants in front of the token', async () => {
    const settings = settingsOf('client-credentials', { tokenPrefix: 'Basic' });
    const answer = answersWith(200, { access_token: 'abc', token_type: 'basic' });
    const { ask } = scene(answer, settings);
    expect(tokenHeader(settings.plan, await ask())).toEqual({ authorization: 'Basic abc' });
  });

  test('is named in the error, but no secret with it', async () => {
    const named = scene(answersWith(200, { access_token: 'abcdef', token_type: 'mac' }));
    expect((await errorOf(named.token())).message).toContain('"mac"');
    const echo = scene(answersWith(200, { access_token: 'abcdef', token_type: 'mac abcdef' }));
    expect((await errorOf(echo.token())).message).not.toContain('abcdef');
  });
});

describe('T10: the place of a token', () => {
  test.each<[string, Record<string, unknown>]>([
    ['another spelling in front of it', { accessToken: 'other', access_token: 'abc' }],
    ['another spelling behind it', { access_token: 'abc', AccessToken: 'other' }],
    ['another name', { token: 'other', access_token: 'abc' }],
    ['one within another member', { data: { access_token: 'other' }, access_token: 'abc' }],
    ['an id token', { id_token: 'other', access_token: 'abc' }],
  ])('is access_token first of all, whatever stands beside it: %s', async (_what, body) => {
    const { token } = scene(answersWith(200, body));
    expect(await token()).toBe('abc');
  });
});

describe('T10: the characters of a token', () => {
  test.each(['a b', 'a\nb', 'a\r\nX-Evil: 1', 'a\u0000b', 'a\tb', 'ä', 'a\u007f', '\u2028', '🔑'])(
    '%j is refused',
    async (accessToken) => {
      const { token } = scene(answersWith(200, { access_token: accessToken }));
      const error = await errorOf(token());
      expect(error.code).toBe('unusable-token');
      expect(error.fullMessage).not.toContain(accessToken);
    },
  );

  test.each(['1.vlog8vBO7ZZQZQD7ZSTtO++Ez8Y=', 'eyJ.a-b_c~d/e+f==', '{"odd"}', "a'b|c"])(
    '%j is taken',
    async (accessToken) => {
      const { token } = scene(answersWith(200, { access_token: accessToken }));
      expect(await token()).toBe(accessToken);
    },
  );

  test('whatever passes can stand in a header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const headers = () => new Headers({ authorization: `Bearer ${text}` });
        if (!canStandInHeader(text)) return;
        expect(headers().get('authorization')).toBe(`Bearer ${text}`);
      }),
    );
  });
});
