import fc from 'fast-check';
import { tokenHeader } from '../../../core';
import { canStandInHeader } from '../../../core/fields/clean-field';
import { scene } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith } from '../support/fake-vendor';

describe('T10: the type of a token', () => {
  test.each([undefined, null, 'Bearer', 'bearer', 'BEARER', 'bEaReR'])(
    '%p is Bearer',
    async (type) => {
      const { settings, ask } = scene(answersWith(200, { access_token: 'abc', token_type: type }));
      expect(tokenHeader(settings.plan, await ask())).toEqual({ authorization: 'Bearer abc' });
    },
  );

  test.each(['mac', 'DPoP', 'N_A', 'Bearer ', 'Basic', '', 7, { type: 'Bearer' }, ['Bearer']])(
    '%p is a clear error',
    async (type) => {
      const { token } = scene(answersWith(200, { access_token: 'abc', token_type: type }));
      const error = await errorOf(token());
      expect(error.code).toBe('unsupported-token-type');
      expect(error.message).toContain('only Bearer tokens can be used');
    },
  );

  test('is named in the error, but no secret with it', async () => {
    const named = scene(answersWith(200, { access_token: 'abcdef', token_type: 'mac' }));
    expect((await errorOf(named.token())).message).toContain('"mac"');
    const echo = scene(answersWith(200, { access_token: 'abcdef', token_type: 'abcdef' }));
    expect((await errorOf(echo.token())).message).not.toContain('abcdef');
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
