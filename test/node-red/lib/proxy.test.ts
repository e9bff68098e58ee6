import { proxyOfEnvironment, proxyOfNode } from '../../../node-red/lib/proxy';

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
