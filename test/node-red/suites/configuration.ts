import { bearerNode, flowOf, httpRequestNode, requestNode } from '../support/flows';
import { freshLogin, type Host, nextArrival } from '../support/host';

export function describeConfiguration(host: Host): void {
  const dai = () => host.sandbox.vendors['eggplant-dai'];
  const ddi = () => host.sandbox.vendors['ddi-central'];
  const failure = async () =>
    (await nextArrival(host.nodeRed, 'caught'))['error'] as { message: string; code: string };
  const newLogs = async (since: number) => (await host.nodeRed.logs()).slice(since);
  const logCount = async () => (await host.nodeRed.logs()).length;

  describe('a vendor-auth configuration that cannot work', () => {
    test.each([
      ['without a base URL', { baseUrl: '' }, {}, 'Base URL is missing.'],
      ['whose base URL is none', { baseUrl: 'dai.example.com' }, {}, 'Base URL must begin with'],
      ['whose base URL has a path', { baseUrl: 'http://127.0.0.1:1/x' }, {}, 'but has the path /x'],
      ['without a client id', {}, { clientId: '' }, 'Client ID is missing.'],
      ['without a secret', {}, { clientSecret: '' }, 'Client Secret is missing.'],
      [
        'whose secret is broken',
        {},
        { clientSecret: 'a\u0007b' },
        'Client Secret has a line break',
      ],
      ['of an unknown vendor', { vendor: 'acme' }, {}, 'Vendor “acme” is not known.'],
      ['without a vendor', { vendor: undefined }, {}, 'Vendor is missing.'],
      [
        'whose secret stands for a variable that is not set',
        {},
        { clientSecret: '${NOT_SET_ANYWHERE}' },
        'Client Secret stands for the environment variable NOT_SET_ANYWHERE, which is not set.',
      ],
      [
        'whose address stands for a variable that is not set',
        { baseUrl: '${NOT_SET_ANYWHERE}' },
        {},
        'Base URL stands for the environment variable NOT_SET_ANYWHERE, which is not set.',
      ],
      [
        'whose token has control characters',
        { vendor: 'agility', baseUrl: 'http://127.0.0.1:1/x' },
        { accessToken: '1.abc\u0001def=' },
        'Access Token has a space, a line break or a character',
      ],
    ])(
      '%s is told at itself and at the node, in its field’s name',
      async (_what, fields, secrets, says) => {
        const since = await logCount();
        const login = freshLogin(dai());
        const broken = {
          ...login,
          ...fields,
          id: 'broken',
          credentials: { ...(login['credentials'] as object), ...secrets },
        };
        const nodes = [requestNode('broken', 'ai/agents'), requestNode('auth', 'ai/agents')];
        await host.nodeRed.deploy(
          flowOf(login, broken, nodes[0]!, { ...nodes[1]!, id: 'healthy' }),
        );
        await host.nodeRed.receive([
          { nodeId: 'request', msg: {} },
          { nodeId: 'healthy', msg: {} },
        ]);

        expect(await failure()).toMatchObject({
          code: 'invalid-settings',
          message: expect.stringContaining(says),
        });
        expect(await nextArrival(host.nodeRed, 'answers')).toMatchObject({ statusCode: 200 });
        const errors = (await newLogs(since)).filter(({ level }) => level === 'error');
        expect(errors).toEqual([{ level: 'error', text: expect.stringContaining(says) }]);
        expect(await host.nodeRed.statuses()).toContainEqual({
          nodeId: 'request',
          msg: { fill: 'red', shape: 'ring', text: 'check settings' },
        });
      },
    );

    test.each([['bearer'], ['request']])('a %s node without a login says so', async (nodeId) => {
      await host.nodeRed.deploy(
        flowOf(bearerNode(''), requestNode('gone', 'x'), httpRequestNode('')),
      );
      await host.nodeRed.receive([{ nodeId, msg: {} }]);

      expect((await failure()).message).toContain('Login is missing.');
    });
  });

  describe('a vendor-auth configuration that can be put right', () => {
    test('works, and says once what was left out', async () => {
      const since = await logCount();
      const login = freshLogin(dai());
      const secrets = login['credentials'] as Record<string, string>;
      const pasted = {
        ...login,
        baseUrl: `${dai().baseUrl}/`,
        credentials: { ...secrets, clientSecret: `\n ${secrets['clientSecret']} \n` },
      };
      await host.nodeRed.deploy(flowOf(pasted, requestNode('auth', 'ai/agents')));
      await host.nodeRed.receive([
        { nodeId: 'request', msg: {} },
        { nodeId: 'request', msg: {} },
      ]);
      const answers = await host.nodeRed.arrivals('answers', 2);

      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
      const warnings = (await newLogs(since)).filter(({ level }) => level === 'warn');
      expect(warnings.map(({ text }) => text)).toEqual([
        'Base URL: the final slash was left out.',
        'Client Secret: spaces or line breaks around it were left out.',
      ]);
    });

    test('an older property set without a version still loads', async () => {
      const { version, ...older } = freshLogin(dai());
      const node = requestNode('auth', 'sandbox/echo', { paytoqs: true, version: undefined });
      await host.nodeRed.deploy(flowOf(older, node));
      await host.nodeRed.receive([{ nodeId: 'request', msg: { payload: { a: 1 } } }]);

      expect(version).toBe(1);
      expect(await nextArrival(host.nodeRed, 'answers')).toMatchObject({
        payload: { query: [['a', '1']] },
      });
    });
  });

  describe('TLS', () => {
    const call = async () => await host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);
    const deploy = async (more: object, ...others: { id: string; type: string }[]) => {
      const login = freshLogin(ddi(), { caCertificate: '', ...more });
      await host.nodeRed.deploy(flowOf(login, ...others, requestNode('auth', ddi().protectedPath)));
      await call();
    };
    const answered = async () => (await nextArrival(host.nodeRed, 'answers'))['statusCode'];

    const tlsNode = {
      id: 'tls-1',
      type: 'tls-config',
      cert: '',
      key: '',
      ca: '',
      servername: '',
      verifyservercert: true,
    };

    test('a self-signed certificate is refused, and what would help is said', async () => {
      await deploy({});
      const { code, message } = await failure();

      expect(code).toBe('certificate');
      expect(message).toContain('CA Certificate');
      expect(message).toContain('Ignore SSL Issues');
      expect(ddi().stats().tokenRequests).toBe(0);
    });

    test('it is accepted with the certificate in CA Certificate', async () => {
      await deploy({ caCertificate: ddi().caCertificate });
      expect(await answered()).toBe(200);
    });

    test('it is accepted with Ignore SSL Issues', async () => {
      await deploy({ allowUnauthorizedCerts: true });
      expect(await answered()).toBe(200);
    });

    test('it is accepted with the certificate in a tls-config node', async () => {
      const tls = {
        ...tlsNode,
        credentials: { cadata: ddi().caCertificate },
      };
      await deploy({ tls: 'tls-1' }, tls);
      expect(await answered()).toBe(200);
    });

    test('a tls-config node whose files cannot be read is told of', async () => {
      const tls = { ...tlsNode, ca: '/nowhere/ca.pem' };
      await deploy({ tls: 'tls-1' }, tls);
      expect((await failure()).message).toContain('TLS Configuration could not be read.');
    });

    test.each([
      ['tls', 'TLS Configuration'],
      ['proxy', 'Proxy'],
    ])('a reference to a %s node that is not there is told of', async (property, label) => {
      await deploy({ [property]: 'not-there' });
      expect((await failure()).message).toMatch(`${label} refers to a node that is not there.`);
    });
  });
}
