import { parseUrl } from '../../../core';

describe('the address that a text is', () => {
  test('is told, by itself and relative to another', () => {
    expect(parseUrl('https://host.example/a')?.href).toBe('https://host.example/a');
    expect(parseUrl('https://münchen.example')?.host).toBe('xn--mnchen-3ya.example');
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
});
