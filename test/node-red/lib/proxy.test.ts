import fc from 'fast-check';
import { proxyFor, proxyOfEnvironment, proxyOfNode } from '../../../node-red/lib/proxy';

const { getProxyForUrl } = jest.requireActual<{
  getProxyForUrl(url: string, options: object): string;
}>('@node-red/nodes/core/network/lib/proxyHelper');

describe('the proxy of the environment', () => {
  test('is none without variables, or with empty ones', () => {
    expect(proxyOfEnvironment({})).toBeUndefined();
    expect(proxyOfEnvironment({ HTTP_PROXY: '', https_proxy: '' })).toBeUndefined();
  });

  test('is read in both spellings, of which that in lower case wins', () => {
    const environment = {
      HTTP_PROXY: 'http://upper:1',
      http_proxy: 'http://lower:1',
      HTTPS_PROXY: 'http://secure:2',
      NO_PROXY: 'localhost',
    };
    expect(proxyOfEnvironment(environment)).toEqual({
      httpProxy: 'http://lower:1',
      httpsProxy: 'http://secure:2',
      noProxy: 'localhost',
    });
  });

  test('is that of ALL_PROXY where there is no other', () => {
    expect(
      proxyOfEnvironment({ ALL_PROXY: 'http://all:1', HTTPS_PROXY: 'http://s:2' }),
    ).toMatchObject({ httpProxy: 'http://all:1', httpsProxy: 'http://s:2' });
  });

  test('may leave out http://', () => {
    expect(proxyOfEnvironment({ HTTP_PROXY: 'proxy:3128' })).toMatchObject({
      httpProxy: 'http://proxy:3128',
    });
  });

  test('that is no address is refused without being repeated, for it may hold a password', () => {
    const read = () => proxyOfEnvironment({ HTTPS_PROXY: 'socks5://user:pass-word@proxy:1' });
    expect(read).toThrow('HTTPS_PROXY must be the address of an HTTP proxy');
    expect(read).not.toThrow('pass-word');
  });
});

describe('the proxy of an http proxy node', () => {
  test('brings its exceptions and its login', () => {
    const node = {
      url: 'http://proxy:3128',
      noproxy: ['a.example', 'b.example'],
      credentials: { username: 'u', password: 'p' },
    };
    expect(proxyOfNode(node)).toEqual({
      httpProxy: 'http://proxy:3128',
      httpsProxy: 'http://proxy:3128',
      noProxy: 'a.example,b.example',
      authorization: `Basic ${btoa('u:p')}`,
    });
  });

  test('needs neither', () => {
    expect(proxyOfNode({ url: 'http://proxy:3128' })).not.toHaveProperty('authorization');
  });
});

test('a proxy whose address is too long is refused in words, and the address not repeated', () => {
  const address = `http://user:secret@proxy/${'a'.repeat(8_192)}`;
  const longer = 'is longer than 8192 characters.';
  expect(() => proxyOfEnvironment({ HTTP_PROXY: address })).toThrow(`HTTP_PROXY ${longer}`);
  expect(() => proxyOfNode({ url: address })).toThrow(`Proxy ${longer}`);
});

describe('which addresses go through a proxy is what the core node makes of', () => {
  const urls = [
    'http://example.com',
    'https://example.com',
    'http://a.example.com',
    'https://a.example.com:8443',
    'http://notexample.com',
    'http://[::1]:1880',
    'https://127.0.0.1',
  ].map((text) => new URL(text));
  const entries = fc.constantFrom(
    'example.com',
    '.example.com',
    '*.example.com',
    '*example.com',
    'a.example.com:8443',
    'example.com:443',
    'EXAMPLE.com',
    '127.0.0.1',
    '[::1]',
    '*',
    '',
    ' ',
  );
  const noProxy = fc.array(entries, { maxLength: 3 }).map((some) => some.join(','));
  const address = fc.constantFrom('', 'http://one:1', 'http://two:2');
  const options = fc.record(
    {
      mode: fc.constantFrom('strict', 'legacy', undefined),
      favourUpperCase: fc.boolean(),
      lowerCaseOnly: fc.boolean(),
      excludeNpm: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const names = ['http_proxy', 'https_proxy', 'all_proxy', 'npm_config_proxy'].concat(
    'npm_config_http_proxy',
    'npm_config_https_proxy',
  );
  const environment = fc.record(
    Object.fromEntries([
      ...names.flatMap((name) => [
        [name, address],
        [name.toUpperCase(), address],
      ]),
      ...['no_proxy', 'npm_config_no_proxy'].flatMap((name) => [
        [name, noProxy],
        [name.toUpperCase(), noProxy],
      ]),
    ]) as Record<string, fc.Arbitrary<string>>,
    { requiredKeys: [] },
  );

  test('the environment and settings.proxyOptions', () => {
    fc.assert(
      fc.property(environment, options, fc.constantFrom(...urls), (env, chosen, url) => {
        const proxy = proxyOfEnvironment({}, { ...chosen, env });
        const byCore = getProxyForUrl(url.href, { ...chosen, env });
        expect(proxy === undefined ? '' : proxyFor(proxy, new URL(url.origin))).toBe(byCore);
      }),
      { numRuns: 3_000 },
    );
  });

  test('an http proxy node', () => {
    fc.assert(
      fc.property(noProxy, options, fc.constantFrom(...urls), (text, chosen, url) => {
        const proxyUrl = 'http://proxy:3128';
        const env = { no_proxy: text, http_proxy: proxyUrl, https_proxy: proxyUrl };
        const proxy = proxyOfNode({ url: proxyUrl, noproxy: text.split(',') }, {}, chosen);
        expect(proxyFor(proxy, url)).toBe(getProxyForUrl(url.href, { ...chosen, env }));
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['legacy', undefined, true],
    ['strict', 'legacy', undefined],
    ['other', 'legacy', true],
    [undefined, 'strict', undefined],
  ])('NR_PROXY_MODE %p over the mode %p of the settings', (forced, mode, isLegacy) => {
    const environment = { NR_PROXY_MODE: forced, HTTP_PROXY: 'http://one:1' };
    expect(proxyOfEnvironment(environment, { mode })?.isLegacy).toBe(isLegacy);
    expect(proxyOfNode({ url: 'http://one:1' }, environment, { mode }).isLegacy).toBe(isLegacy);
  });
});
