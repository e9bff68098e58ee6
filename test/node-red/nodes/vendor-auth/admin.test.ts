import { sayAll } from '../../../../core';
import type { FlowNode } from '../../../../demo/node-red-host';
import type { ConfigurationCounts } from '../../../../node-red/nodes/vendor-auth/admin';
import type { TestOutcome } from '../../../../node-red/nodes/vendor-auth/dialog-test';
import { dialogOf, inEnglish, type OutcomeInEnglish } from '../../support/dialog';
import { flowOf, requestNode } from '../../support/flows';
import { startForwardProxy } from '../../support/forward-proxy';
import { freshLogin, nextArrival, useHost } from '../../support/host';

jest.setTimeout(30_000);

describe('the test of a login before it is deployed', () => {
  const host = useHost();
  const dvinci = () => host.sandbox.vendors.dvinci;

  async function post(body: object | string): Promise<{ status: number; text: string }> {
    const response = await fetch(`${host.nodeRed.url}/vendor-auth/test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }

  async function tryOut(body: object): Promise<OutcomeInEnglish> {
    const { status, text } = await post(body);
    expect(status).toBe(200);
    return inEnglish(JSON.parse(text) as TestOutcome);
  }

  test('says what the token may see and how long it lasts, after one token request and one call', async () => {
    const outcome = await tryOut(dialogOf(freshLogin(dvinci())));
    expect(outcome).toMatchObject({
      verdict: 'accepted',
      says: 'd.vinci accepts the token; it sees 2 organisational units.',
      secondsLeft: expect.any(Number),
    });
    const { tokenRequests, apiRequests, testCalls } = dvinci().stats();
    expect({ tokenRequests, apiRequests, testCalls }).toEqual({
      tokenRequests: 1,
      apiRequests: 1,
      testCalls: 1,
    });
  });

  test('says whose a static token is, without a token request', async () => {
    const { baseUrl, accessToken } = host.sandbox.vendors.agility;
    const outcome = await tryOut({ vendor: 'agility', fields: { baseUrl, accessToken } });
    expect(outcome.says).toMatch(/it belongs to alice/);
    expect(outcome).not.toHaveProperty('secondsLeft');
  });

  test('says what is wrong with a secret, and what to do about it', async () => {
    const outcome = await tryOut(dialogOf(freshLogin(dvinci()), { clientSecret: 'wrong' }));
    expect(outcome).toMatchObject({
      verdict: 'failed',
      code: 'invalid-client',
      hint: expect.stringContaining('generated anew'),
    });
  });

  test('names each field that is wrong', async () => {
    const login = dialogOf(freshLogin(dvinci()), { baseUrl: 'dvinci', clientId: '' });
    const { problems } = await tryOut(login);
    expect(problems?.map(({ field }) => field)).toEqual(['baseUrl', 'clientId']);
  });

  test('causes one token request and one call for a hundred clicks at once', async () => {
    const dialog = dialogOf(freshLogin(dvinci()));
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => tryOut(dialog)));
    expect(new Set(outcomes.map(({ verdict }) => verdict))).toEqual(new Set(['accepted']));
    expect(dvinci().stats()).toMatchObject({ tokenRequests: 1, testCalls: 1 });
  });

  test('causes one token request for a hundred clicks with a wrong secret', async () => {
    const dialog = dialogOf(freshLogin(dvinci()), { clientSecret: 'wrong, a hundred times' });
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => tryOut(dialog)));
    expect(outcomes.every(({ code }) => code === 'invalid-client')).toBe(true);
    expect(dvinci().stats().tokenRequests).toBe(1);
  });

  test('takes a new token if the one in use was withdrawn', async () => {
    const login = freshLogin(dvinci());
    await host.nodeRed.deploy(flowOf(login, requestNode('auth', 'restApi/orgUnits/')));
    await host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);
    await nextArrival(host.nodeRed, 'answers');
    dvinci().expire();

    expect((await tryOut(dialogOf(login))).verdict).toBe('accepted');
    expect(dvinci().stats().tokenRequests).toBe(2);
  });

  test('says that the login works where there is nothing to try the token on', async () => {
    const login = freshLogin(host.sandbox.vendors['client-credentials']);
    expect(await tryOut(dialogOf(login))).toMatchObject({
      verdict: 'issued',
      hint: 'Enter a Check Path to try it.',
    });
  });

  test('shares its token with the nodes that are deployed', async () => {
    const login = freshLogin(dvinci());
    await tryOut(dialogOf(login));
    await host.nodeRed.deploy(flowOf(login, requestNode('auth', 'restApi/orgUnits/')));
    await host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);
    expect(await nextArrival(host.nodeRed, 'answers')).toMatchObject({ statusCode: 200 });
    expect(dvinci().stats().tokenRequests).toBe(1);
  });

  test('tries the check path that the dialog shows, though an equal login has another', async () => {
    const fifth = host.sandbox.vendors['client-credentials'];
    const login = { ...freshLogin(fifth), checkPath: fifth.protectedPath };
    expect((await tryOut(dialogOf(login))).verdict).toBe('accepted');

    const nowhere = await tryOut(dialogOf(login, { checkPath: 'nowhere/at-all' }));
    expect(nowhere.says).toContain('There is nothing at /nowhere/at-all.');
    expect(fifth.stats().tokenRequests).toBe(1);
  });

  describe('of a server with a certificate of its own', () => {
    const ddi = () => host.sandbox.vendors['ddi-central'];

    test('offers the certificate for comparison, and works once it is trusted', async () => {
      const login = freshLogin(ddi());
      const { certificate, code } = await tryOut(dialogOf(login, { caCertificate: '' }));
      expect(code).toBe('certificate');
      expect(certificate).toMatchObject({
        subject: expect.any(String),
        fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
        validUntil: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      });
      expect(certificate?.pem.trim()).toBe(ddi().caCertificate.trim());
      expect(ddi().stats()).toMatchObject({ tokenRequests: 0, apiRequests: 0 });

      const trusted = await tryOut(dialogOf(login, { caCertificate: certificate!.pem }));
      expect(trusted.verdict).toBe('accepted');
    });

    test('offers none through a proxy, since looking at it would go past the proxy', async () => {
      const proxy = await startForwardProxy();
      try {
        const login = freshLogin(ddi(), { caCertificate: '', proxy: 'proxy' });
        const proxyNode = { id: 'proxy', type: 'http proxy', url: proxy.url, noproxy: [] };
        await host.nodeRed.deploy(flowOf(login, proxyNode));
        const outcome = await tryOut(dialogOf(login));

        expect(outcome.code).toBe('certificate');
        expect(outcome.certificate).toBeUndefined();
        expect(proxy.asked).toEqual([`CONNECT ${new URL(ddi().baseUrl).host}`]);
      } finally {
        await proxy.close();
      }
    });

    test('offers none where trusting it would not help, because it is for another name', async () => {
      const login = freshLogin(ddi(), {
        baseUrl: ddi().baseUrl.replace('127.0.0.1', '127.0.0.2'),
        caCertificate: '',
      });
      expect((await tryOut(dialogOf(login))).certificate).toBeUndefined();
    });
  });

  describe('with a secret that is saved', () => {
    const SAVED = { clientSecret: '__PWRD__' };

    test('works without the secret coming from the browser', async () => {
      const login = freshLogin(dvinci());
      await host.nodeRed.deploy(flowOf(login));
      expect((await tryOut(dialogOf(login, SAVED))).verdict).toBe('accepted');
    });

    test.each([
      ['Base URL', { baseUrl: () => host.sandbox.elsewhere.baseUrl }],
      ['Base URL', { baseUrl: () => dvinci().baseUrl.replace('127.0.0.1', 'localhost') }],
    ])('sends it nowhere else when %s is changed', async (label, { baseUrl }) => {
      host.sandbox.elsewhere.reset();
      const login = freshLogin(dvinci());
      await host.nodeRed.deploy(flowOf(login));
      const outcome = await tryOut(dialogOf(login, { ...SAVED, baseUrl: baseUrl() }));
      expect(outcome).toMatchObject({
        verdict: 'failed',
        code: 'secret-needed',
        says: `You changed ${label}. The saved secret is not sent to a new address.`,
        hint: 'Enter API Token again, or deploy before you test.',
      });
      expect(host.sandbox.elsewhere.stats().requests).toBe(0);
      expect(dvinci().stats().tokenRequests).toBe(0);
    });

    test('sends it to no other token URL, not even of the API’s own origin', async () => {
      const { baseUrl } = host.sandbox.elsewhere;
      const login = freshLogin(host.sandbox.vendors['client-credentials'], { baseUrl });
      host.sandbox.elsewhere.reset();
      await host.nodeRed.deploy(flowOf(login));
      const outcome = await tryOut(dialogOf(login, { ...SAVED, tokenUrl: `${baseUrl}/token` }));
      expect(outcome.code).toBe('secret-needed');
      expect(host.sandbox.elsewhere.stats().requests).toBe(0);
    });

    test('sends it through no other proxy', async () => {
      const { baseUrl } = host.sandbox.elsewhere;
      host.sandbox.elsewhere.reset();
      const login = freshLogin(dvinci());
      const proxy = { id: 'proxy', type: 'http proxy', url: baseUrl, noproxy: [] };
      await host.nodeRed.deploy(flowOf(login, proxy));
      const outcome = await tryOut(dialogOf(login, SAVED, { proxy: 'proxy' }));
      expect(outcome).toMatchObject({
        code: 'secret-needed',
        says: expect.stringContaining('You changed Proxy.'),
      });
      expect(host.sandbox.elsewhere.stats().requests).toBe(0);
    });

    test('has none to use for a configuration that is not deployed', async () => {
      const { problems } = await tryOut(dialogOf({ ...freshLogin(dvinci()), id: 'new' }, SAVED));
      expect(problems?.map(({ field }) => field)).toEqual(['clientSecret']);
    });
  });

  describe('inside a subflow, whose instances alone run', () => {
    const SAVED = { clientSecret: '__PWRD__' };

    async function deployInside(changed: object = {}): Promise<FlowNode> {
      const login: FlowNode = { ...freshLogin(dvinci()), ...changed, z: 'inner' };
      await host.nodeRed.deploy(
        flowOf(
          { id: 'inner', type: 'subflow', name: 'Inner', in: [], out: [] },
          login,
          requestNode('auth', 'restApi/orgUnits/', { z: 'inner' }),
          { id: 'instance', type: 'subflow:inner' },
          { id: 'proxy', type: 'http proxy', url: host.sandbox.elsewhere.baseUrl, noproxy: [] },
        ),
      );
      return login;
    }

    test('works with the secret that is saved, and shares the token of the instances', async () => {
      const login = await deployInside();
      await host.nodeRed.receive([{ nodeId: 'instance-request', msg: {} }]);
      while (dvinci().stats().apiRequests === 0) await new Promise((next) => setImmediate(next));

      expect((await tryOut(dialogOf(login, SAVED))).verdict).toBe('accepted');
      expect(dvinci().stats().tokenRequests).toBe(1);
    });

    test('sends it nowhere else, neither to another base URL nor through another proxy', async () => {
      host.sandbox.elsewhere.reset();
      const { baseUrl } = host.sandbox.elsewhere;
      const login = await deployInside();
      const otherUrl = await tryOut(dialogOf(login, { ...SAVED, baseUrl }));
      const otherProxy = await tryOut(dialogOf(login, SAVED, { proxy: 'proxy' }));

      expect(otherUrl).toMatchObject({
        code: 'secret-needed',
        says: expect.stringContaining('You changed Base URL.'),
      });
      expect(otherProxy).toMatchObject({
        code: 'secret-needed',
        says: expect.stringContaining('You changed Proxy.'),
      });
      expect(host.sandbox.elsewhere.stats().requests).toBe(0);
      expect(dvinci().stats().tokenRequests).toBe(0);
    });

    test('sends it to no token URL of another vendor’s, which the deployed one does not use', async () => {
      host.sandbox.elsewhere.reset();
      const { baseUrl } = host.sandbox.elsewhere;
      const login = await deployInside({ tokenUrl: `${baseUrl}/token` });
      const outcome = await tryOut(dialogOf({ ...login, vendor: 'client-credentials' }, SAVED));
      expect(outcome.code).toBe('secret-needed');
      expect(host.sandbox.elsewhere.stats().requests).toBe(0);
    });

    test('says that its variables have no value of their own', async () => {
      const { credentials } = freshLogin(dvinci());
      const variable = { clientSecret: '${DVINCI_TOKEN}' };
      const login = await deployInside({
        credentials: { ...(credentials as object), ...variable },
      });
      expect(await tryOut(dialogOf(login, SAVED))).toMatchObject({
        verdict: 'failed',
        says: expect.stringContaining('inside a subflow, each instance does'),
        hint: 'Enter what it stands for to test with it.',
      });
    });
  });

  describe('with environment variables', () => {
    test.each(['${DVINCI_TOKEN}', '$(DVINCI_TOKEN)'])(
      'uses %s, which is deployed',
      async (name) => {
        const login = freshLogin(dvinci());
        const { clientSecret } = login['credentials'] as { clientSecret: string };
        const env = [{ name: 'DVINCI_TOKEN', value: clientSecret, type: 'str' }];
        const global = { id: 'environment', type: 'global-config', env };
        const credentials = { ...(login['credentials'] as object), clientSecret: name };
        const withVariable = { ...login, credentials };
        await host.nodeRed.deploy([...flowOf(withVariable), global]);
        expect((await tryOut(dialogOf(withVariable))).verdict).toBe('accepted');
      },
    );

    test('reads no other', async () => {
      const login = freshLogin(dvinci());
      await host.nodeRed.deploy(flowOf(login));
      const outcome = await tryOut(
        dialogOf(login, { clientId: '${PATH}', baseUrl: host.sandbox.elsewhere.baseUrl }),
      );
      expect(outcome).toMatchObject({
        verdict: 'failed',
        says: expect.stringContaining('API User Name stands for an environment variable'),
      });
      expect(host.sandbox.elsewhere.stats().requests).toBe(0);
    });
  });

  test.each(['https://elsewhere.example/x', '//elsewhere.example/x'])(
    'makes the vendor’s own call only: a check path cannot lead to %s',
    async (checkPath) => {
      const login = freshLogin(host.sandbox.vendors['client-credentials'], { checkPath });
      const { problems } = await tryOut(dialogOf(login));
      expect(problems?.map(({ field }) => field)).toEqual(['checkPath']);
    },
  );

  test.each([
    ['[]'],
    ['{}'],
    ['{"fields":[]}'],
    ['{"vendor":"acme","fields":{}}'],
    ['{"fields":{"baseUrl":{}}}'],
  ])('answers %s in words', async (body) => {
    const { status, text } = await post(body);
    expect(status).toBe(200);
    expect(inEnglish(JSON.parse(text) as TestOutcome)).toMatchObject({
      verdict: 'failed',
      says: expect.stringMatching(/\.$/),
    });
  });

  test('answers with no secret and no token, whatever comes of it', async () => {
    const login = freshLogin(dvinci());
    const { clientSecret } = login['credentials'] as { clientSecret: string };
    await host.nodeRed.deploy(flowOf(login));
    const answers = [
      await post(dialogOf(login)),
      await post(dialogOf(login, { baseUrl: `${dvinci().baseUrl}/${clientSecret}` })),
      await post(dialogOf(login, { clientSecret: `${clientSecret}\u0007` })),
    ].map(({ text }) => text);
    const stats = await fetch(`${host.nodeRed.url}/vendor-auth/stats`);
    const texts = [answers[0]!, answers[2]!, await stats.text()];
    const secrets = [clientSecret, ...dvinci().issuedTokens()];
    expect(secrets.length).toBeGreaterThan(1);
    for (const text of texts) for (const secret of secrets) expect(text).not.toContain(secret);
  });

  describe('the counts', () => {
    async function countsOf(id: string): Promise<ConfigurationCounts | undefined> {
      const response = await fetch(`${host.nodeRed.url}/vendor-auth/stats`);
      const body = (await response.json()) as { configurations: ConfigurationCounts[] };
      return body.configurations.find((counts) => counts.id === id);
    }

    test('tell how many token requests each configuration made and when the next is due', async () => {
      const login = freshLogin(dvinci());
      await host.nodeRed.deploy(flowOf(login, requestNode('auth', 'restApi/orgUnits/')));
      expect(await countsOf('auth')).toMatchObject({ state: 'none', tokenRequests: 0 });

      await host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);
      await nextArrival(host.nodeRed, 'answers');
      expect(await countsOf('auth')).toMatchObject({
        vendor: 'dvinci',
        state: 'valid',
        tokenRequests: 1,
        secondsLeft: expect.any(Number),
        refreshDueInSeconds: expect.any(Number),
      });
    });

    test('tell of the last failure in words', async () => {
      const login = freshLogin(dvinci());
      const credentials = { ...(login['credentials'] as object), clientSecret: 'wrong' };
      await host.nodeRed.deploy(
        flowOf({ ...login, credentials }, requestNode('auth', 'restApi/orgUnits/')),
      );
      await host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);
      await nextArrival(host.nodeRed, 'caught');
      expect(await countsOf('auth')).toMatchObject({
        state: 'held-back',
        heldBackSeconds: expect.any(Number),
      });
      expect(sayAll((await countsOf('auth'))?.lastError ?? [])).toContain('API token');
    });

    test('tell what is wrong with a configuration that cannot work', async () => {
      await host.nodeRed.deploy(flowOf({ ...freshLogin(dvinci()), baseUrl: '' }));
      expect(sayAll((await countsOf('auth'))?.lastError ?? [])).toContain('Base URL is missing.');
    });
  });
});

describe.each([
  { permissions: ['flows.read', 'flows.write'], test: 401, grants: 401, stats: 401 },
  { permissions: ['read'], test: 401, grants: 401, stats: 200 },
  { permissions: ['vendor-auth.read'], test: 401, grants: 401, stats: 200 },
  { permissions: ['vendor-auth.write'], test: 200, grants: 200, stats: 401 },
  { permissions: ['*'], test: 200, grants: 200, stats: 200 },
])('with the permissions $permissions', ({ permissions, ...expected }) => {
  const adminAuth = { type: 'credentials', users: [], default: { permissions } };
  const host = useHost({ settings: { adminAuth } });

  test(`tests and grants are answered with ${expected.test}, and counts with ${expected.stats}`, async () => {
    const route = (name: string) => `${host.nodeRed.url}/vendor-auth/${name}`;
    const { baseUrl, accessToken } = host.sandbox.vendors.agility;
    const post = async (name: string, body: object) =>
      await fetch(route(name), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const tested = await post('test', { vendor: 'agility', fields: { baseUrl, accessToken } });
    const listed = await post('grants', { id: 'auth' });
    const stats = await fetch(route('stats'));
    expect({ test: tested.status, grants: listed.status, stats: stats.status }).toEqual(expected);
    if (tested.ok) expect(await tested.json()).toMatchObject({ verdict: 'accepted' });
    if (listed.ok) expect(await listed.json()).toMatchObject({ code: 'invalid-settings' });
    expect(host.sandbox.vendors.agility.stats().apiRequests).toBe(expected.test === 200 ? 1 : 0);
  });
});
