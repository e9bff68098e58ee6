import fc from 'fast-check';
import { isOriginAllowed } from '../../../../core';
import { nextUrl } from '../../../../node-red/lib/bearer/next-url';
import { settingsOf } from '../../../core/support/credentials';
import { coreAddressOf } from '../../support/core-http-request';

const HOST = '127.0.0.1:8000';
const settings = settingsOf('eggplant-dai', { baseUrl: `http://${HOST}` });

/** Whether vendor-auth-bearer would give a message with that URL a token. */
function isTrusted(url: unknown): boolean {
  try {
    const next = nextUrl(url);
    return next === undefined || isOriginAllowed(settings, next);
  } catch {
    return false;
  }
}

/** Where the core node would take the token; undefined if it refuses or cannot send. */
function coreOrigin(nodeRed: 'node-red' | 'node-red-4', url: unknown): string | undefined {
  const address = coreAddressOf(nodeRed, url);
  if (address === undefined || !URL.canParse(address)) return undefined;
  return new URL(address).origin;
}

/** What addresses are made of, and what has been used to make two readers see different ones. */
const pieces = fc.constantFrom(
  ...['http://', 'https://', 'HTTP://', 'http:', 'http', 'ftp://', 'unix:', '://', '//', ':', '/'],
  ...['?', '#', '@', '\\', '%', '%2f', '%zz', ' ', '\t', '\n', '\0', '.', ',', '{{x}}', '[', ']'],
  ...[HOST, '127.0.0.1', ':8000', 'evil.example', 'evil.example:8000', 'x', 'ａ', '\u3002'],
);
const texts = fc.array(pieces, { maxLength: 8 }).map((list) => list.join(''));
const urls = fc.oneof(
  texts,
  fc.tuple(fc.constantFrom(HOST, `http://${HOST}`), texts).map((both) => both.join('')),
  fc.array(texts, { minLength: 1, maxLength: 2 }),
  fc.anything(),
);

describe('a msg.url', () => {
  describe.each(['node-red', 'node-red-4'] as const)('that the http request node of %s', (host) => {
    test('would follow to another origin never gets a token', () => {
      fc.assert(
        fc.property(urls, (url) => {
          if (!isTrusted(url)) return;
          let origin: string | undefined;
          try {
            origin = coreOrigin(host, url);
          } catch {
            return; // It sends nothing where it throws.
          }
          expect([undefined, `http://${HOST}`]).toContain(origin);
        }),
        { numRuns: 5000 },
      );
    });

    test.each([
      ['is a list', [`evil.example/x`]],
      ['is a list with the right host', [`${HOST}/x`]],
      ['only begins like a scheme', 'httpevil.example/x?://'],
      ['has its :// in the query', 'http.evil.example/?a=://'],
      ['has the host in the name of a user', `http://${HOST}@evil.example/`],
      ['has a backslash for a slash', `evil.example\\@${HOST}`],
      ['repeats the scheme', `http://http://${HOST}/`],
      ['is an object that reads as a text', { toString: (): string => 'evil.example' }],
    ])('would read otherwise, since it %s, is refused', (_why, url) => {
      expect(isTrusted(url)).toBe(false);
    });

    test.each([
      ['with a scheme', `http://${HOST}/a?b=1`],
      ['without', `${HOST}/a`],
      ['with spaces behind it', `http://${HOST}/a `],
      ['with a bare per cent sign', `http://${HOST}/a?b=20%`],
    ])('reads as the allowed origin gets a token, %s', (_how, url) => {
      expect(coreOrigin(host, url)).toBe(`http://${HOST}`);
      expect(isTrusted(url)).toBe(true);
    });
  });

  test.each([undefined, null, '', 0, false])('of %p leaves the address to that node', (url) => {
    expect(nextUrl(url)).toBeUndefined();
  });

  test.each([
    ['a list', ['x'], 'msg.url must be a text'],
    ['no address', 'http://[', 'msg.url is not a web address'],
    ['blank', '  ', 'msg.url is not a web address'],
  ])('that is %s is refused by its name', (_what, url, message) => {
    expect(() => nextUrl(url)).toThrow(message);
  });
});

test('an address that is longer than any server takes is refused in words', () => {
  for (const url of [`https://${HOST}/${'a'.repeat(65_536)}`, '/'.repeat(65_537)]) {
    expect(() => nextUrl(url)).toThrow('msg.url is longer than 65536 characters.');
  }
});
