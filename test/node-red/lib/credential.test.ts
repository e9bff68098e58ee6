import { TokenSources } from '../../../core';
import { Credential } from '../../../node-red/lib/credential';
import type { HttpProxyNode } from '../../../node-red/lib/proxy';
import { useSandboxAndProxy } from '../support/sandbox-behind-proxy';

const NEVER = 'http://127.0.0.1:1';

describe('a configuration', () => {
  const local = useSandboxAndProxy();

  // No time passes, so what is held back stays held back.
  const clock = { monotonicMs: () => 0, wallMs: () => 0 };
  let sources: TokenSources;
  let opened: Credential[];
  beforeEach(() => {
    sources = new TokenSources(clock, () => 0);
    opened = [];
  });
  afterEach(() => {
    for (const credential of opened) credential.close();
  });

  function credentialThrough(proxyNode?: HttpProxyNode): Credential {
    const { baseUrl, clientId, clientSecret } = local.sandbox.vendors.dvinci;
    const fields = { baseUrl, clientId, clientSecret };
    const credential = Credential.from({ vendor: 'dvinci', fields, proxyNode }, sources);
    opened.push(credential);
    return credential;
  }
  const tokenThrough = (proxyNode?: HttpProxyNode) => {
    const credential = credentialThrough(proxyNode);
    const { settings, send } = credential;
    return credential.source().token({ settings, send });
  };

  test.each([
    ['the address', () => ({ url: local.proxy.url })],
    ['the exceptions', () => ({ url: NEVER, noproxy: ['127.0.0.1'] })],
  ])('is tried at once when %s of its proxy is put right', async (_, putRight) => {
    await expect(tokenThrough({ url: NEVER })).rejects.toMatchObject({ code: 'unreachable' });
    await expect(tokenThrough({ url: NEVER })).rejects.toMatchObject({ code: 'unreachable' });

    expect(await tokenThrough(putRight())).toHaveProperty('value');
  });

  test('is another one with another login at its proxy, which its identity does not give away', () => {
    const identity = (password: string) =>
      credentialThrough({ url: NEVER, credentials: { username: 'user', password } }).settings
        .identity;

    expect(identity('one')).not.toBe(identity('another'));
    expect(identity('one')).toBe(identity('one'));
    expect(identity('one')).toMatch(/^[0-9a-f]{64}$/);
  });

  test('without a proxy of its own shares its token with every other one like it', async () => {
    const [first, second] = [await tokenThrough(), await tokenThrough()];

    expect(second.value).toBe(first.value);
  });
});
