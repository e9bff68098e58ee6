import fc from 'fast-check';
import {
  apiAnswer,
  assertOriginAllowed,
  callWithToken,
  isOriginAllowed,
  resolveUrl,
} from '../../../core';
import { scene, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { failsWith } from '../support/fake-vendor';

const agility = settingsOf('agility');
const generous = settingsOf('client-credentials', {
  allowedOrigins: 'https://files.example.com, http://old.example.com:8080',
});

describe('T12: the token is attached to a request for', () => {
  test.each([
    'https://api.example.com/me',
    'https://API.example.com:443/',
    'https://user:pw@api.example.com/',
    'https://files.example.com/a?b#c',
    'http://old.example.com:8080/',
  ])('%s', (url) => {
    expect(isOriginAllowed(generous, new URL(url))).toBe(true);
  });

  test.each([
    'http://api.example.com/',
    'https://api.example.com:8443/',
    'https://api.example.com.evil.example/',
    'https://evil.example/https://api.example.com/',
    'https://api.example.com@evil.example/',
    'https://sub.api.example.com/',
    'https://example.com/',
    'https://login.example.com/oauth/token',
    'http://old.example.com/',
    'wss://api.example.com/',
    'ftp://api.example.com/',
    'file:///etc/passwd',
    'blob:https://api.example.com/5f3a',
    'data:text/plain,x',
  ])('never %s', (url) => {
    expect(isOriginAllowed(generous, new URL(url))).toBe(false);
  });

  test('the origin of the base URL alone, unless the user listed others', () => {
    expect(agility.allowedOrigins).toEqual(['https://www14.v1host.com']);
    expect(generous.allowedOrigins).toEqual([
      'https://api.example.com',
      'https://files.example.com',
      'http://old.example.com:8080',
    ]);
  });

  test.each([
    ['https://api.example.com:8443/v1', 'https://api.example.com:8443'],
    ['http://api.example.com/v1', 'http://api.example.com'],
    ['http://api.example.com:8080', 'http://api.example.com:8080'],
    ['https://api.example.com:443', 'https://api.example.com'],
  ])('the scheme, host and port of the base URL %s', (baseUrl, origin) => {
    const settings = settingsOf('client-credentials', { baseUrl });
    expect(settings.allowedOrigins).toEqual([origin]);
    const { protocol, port } = new URL(origin);
    const otherScheme = protocol === 'http:' ? 'https:' : 'http:';
    for (const [address, isAllowed] of [
      [`${origin}/me`, true],
      [origin.replace(protocol, otherScheme), false],
      [port === '' ? `${origin}:444` : origin.replace(`:${port}`, ''), false],
    ] as const) {
      expect({ address, isAllowed: isOriginAllowed(settings, new URL(address)) }).toEqual({
        address,
        isAllowed,
      });
    }
  });

  test('nothing else, and the error names the origin and the field that would allow it', async () => {
    const error = await errorOf(() =>
      assertOriginAllowed(agility, new URL('https://evil.example/path?secret=1')),
    );
    expect(error).toMatchObject({ code: 'foreign-origin', vendor: 'agility' });
    expect(error.message).toBe(
      'The access token for Digital.ai Agility is not sent to https://evil.example: it belongs to https://www14.v1host.com.',
    );
    expect(error.hint).toContain('Allowed Origins');
  });

  test('nothing else, and that costs neither a token request nor a call', async () => {
    const { settings, source, vendor, wait } = scene(failsWith('ENOTFOUND'));
    const perform = jest.fn();
    const call = {
      settings,
      source,
      send: vendor.send,
      wait,
      url: new URL('https://evil.example/'),
      canRepeat: true,
      perform,
      answerOf: () => apiAnswer({ status: 200, headers: {}, text: '' }),
    };
    expect(await errorOf(callWithToken(call))).toMatchObject({ code: 'foreign-origin' });
    expect(perform).not.toHaveBeenCalled();
    expect(vendor.requests).toHaveLength(0);
  });
});

describe('T12: an address relative to the base URL', () => {
  test.each([
    ['rest-1.v1/Data/Scope/0', 'https://www14.v1host.com/Acme/rest-1.v1/Data/Scope/0'],
    ['/rest-1.v1/Data', 'https://www14.v1host.com/Acme/rest-1.v1/Data'],
    ['', 'https://www14.v1host.com/Acme/'],
    ['?a=1', 'https://www14.v1host.com/Acme/?a=1'],
    [' /x ', 'https://www14.v1host.com/Acme/x'],
    ['//evil.example/x', 'https://www14.v1host.com/Acme/evil.example/x'],
    ['\\\\evil.example\\x', 'https://www14.v1host.com/Acme/evil.example/x'],
    ['@evil.example', 'https://www14.v1host.com/Acme/@evil.example'],
    ['.evil.example', 'https://www14.v1host.com/Acme/.evil.example'],
    ['https://files.example.com/x', 'https://files.example.com/x'],
    ['HTTPS://files.example.com', 'https://files.example.com/'],
  ])('%j is %s', (typed, url) => {
    expect(resolveUrl(agility, typed).href).toBe(url);
  });

  test('that is longer than any server takes is a problem of the field URL', async () => {
    for (const character of ['a', '/', ' ']) {
      const error = await errorOf(() => resolveUrl(settingsOf('dvinci'), character.repeat(65_537)));
      expect(error.problems).toEqual([
        { field: 'url', label: 'URL', message: 'URL is longer than 65536 characters.' },
      ]);
    }
  });

  test.each([
    'https://',
    'data://x',
    'file:///etc/hosts',
    'ftp://host.example/a',
    'wss://host.example/a',
    'foo://x',
  ])('that is none (%s) is a problem of the field URL', async (url) => {
    const error = await errorOf(() => resolveUrl(agility, url));
    expect(error).toMatchObject({
      code: 'invalid-settings',
      problems: [
        {
          field: 'url',
          label: 'URL',
          message: expect.stringContaining('URL is not a web address.') as string,
        },
      ],
    });
  });

  test('never leaves the origin, unless it is absolute', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '/',
        '//',
        '\\',
        '@',
        ':',
        '.',
        '..',
        '?',
        '#',
        '%2f',
        '\t',
        '\n',
        'evil.example',
        'https:',
        '[::1]',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const typed = pieces.join('');
        if (/^[a-z][a-z0-9+.-]*:\/\//i.test(typed.trim())) return;
        expect(resolveUrl(agility, typed).origin).toBe('https://www14.v1host.com');
      }),
      { numRuns: 2000 },
    );
  });
});
