import { parseUrl } from '../../../core';

describe('the address that a text is', () => {
  test('is told, by itself and relative to another', () => {
    expect(parseUrl('https://host.example/a')?.href).toBe('https://host.example/a');
    expect(parseUrl('/b?c', 'https://host.example/a')?.href).toBe('https://host.example/b?c');
    expect(parseUrl('b', new URL('https://host.example/a/'))?.href).toBe(
      'https://host.example/a/b',
    );
  });

  test.each(['', 'host.example', 'https://', 'https://a b', 'https://[::1'])(
    'is nothing for “%s”',
    (text) => {
      expect(parseUrl(text)).toBeUndefined();
    },
  );

  // URL.canParse of Node.js 20 and 22 says no from about the five thousandth call on.
  test('stays the same however often it is asked', () => {
    const hrefs = new Set<string | undefined>();
    for (let call = 0; call < 50_000; call++) hrefs.add(parseUrl('https://münchen.example')?.href);
    expect([...hrefs]).toEqual(['https://xn--mnchen-3ya.example/']);
  });
});
