import {
  cookieHeader,
  requestedCookies,
  responseCookies,
} from '../../../../node-red/lib/request/cookies';

describe('cookies', () => {
  test('of msg.cookies go over those of the header, encoded unless said otherwise', () => {
    const cookies = {
      plain: 'a b',
      raw: { value: 'a b', encode: false },
      dropped: null,
      empty: { value: null },
    };
    expect(cookieHeader(requestedCookies(cookies, 'plain=old; kept=1'))).toBe(
      'plain=a%20b; kept=1; raw=a b',
    );
  });

  test('without any, there is no header', () => {
    expect(cookieHeader(requestedCookies(undefined, undefined))).toBeUndefined();
  });

  test('of an answer come with their attributes', () => {
    const lines = ['session=a%20b; Path=/; HttpOnly', 'broken', '=nameless', 'odd="%E0%"'];
    expect(responseCookies(lines)).toEqual({
      session: { value: 'a b', Path: '/', HttpOnly: '' },
      broken: { value: '' },
      odd: { value: '%E0%' },
    });
    expect(responseCookies(undefined)).toBeUndefined();
  });
});
