import {
  cookieHeader,
  requestedCookies,
  responseCookies,
} from '../../../../node-red/nodes/vendor-auth-request/cookies';

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

  test('of a header that stands there twice all count', () => {
    const header = ['a=1', 'b=2; c=3'];
    expect(cookieHeader(requestedCookies(undefined, header))).toBe('a=1; b=2; c=3');
  });

  test('without any, there is no header', () => {
    expect(cookieHeader(requestedCookies(undefined, undefined))).toBeUndefined();
  });

  test.each([
    ['a line break', 'a\r\nx: 1'],
    ['a semicolon', 'a; admin=1'],
    ['a letter beyond Latin-1', '日本'],
  ])('whose raw value has %s are refused by their name', (_what, value) => {
    expect(() => requestedCookies({ session: { value, encode: false } }, undefined)).toThrow(
      'msg.cookies: the value of session',
    );
    expect(() => requestedCookies({ session: value }, undefined)).not.toThrow();
  });

  test('whose name is none are refused', () => {
    expect(() => requestedCookies({ 'a\nb': '1' }, undefined)).toThrow('msg.cookies has a cookie');
  });

  test('that refer to themselves are refused', () => {
    const value: Record<string, unknown> = {};
    value['self'] = value;
    expect(() => requestedCookies({ session: { value } }, undefined)).toThrow('refers to itself');
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
